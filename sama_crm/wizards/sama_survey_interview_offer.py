from odoo import api, models

from ..jalali.text import shown_digits

# Below this share of its maximum a score is low, as in the lists.
LOW = 0.5


class SamaSurveyInterview(models.AbstractModel):
    """Offer the complaint that a low score asks for; the surveyor decides."""

    _inherit = "sama.survey.interview"

    @api.model
    def _complaint_offer(self, response):
        """Return what offers a complaint with all that is known filled in, or None.

        :param response: a done `sama.survey.response`, in sudo
        """
        low = self._low_answers(response)
        if not low or self._has_complaint(response):
            return None
        customer = response.partner_id.display_name
        return {
            "text": self.env._("%(name)s gave a low score.", name=customer),
            "label": self.env._("Log a Complaint"),
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("Complaint"),
                "res_model": "sama.customer.record",
                "views": [(False, "form")],
                "target": "new",
                "context": self._complaint_defaults(response, low),
            },
        }

    @api.model
    def _low_answers(self, response):
        """Return the answers with a scale of which less than half was given."""
        return response.answer_ids.filtered(
            lambda answer: (
                answer.has_score
                and answer.question_type in ("score", "nps")
                and answer.score < answer.max_score * LOW
            )
        )

    @api.model
    def _has_complaint(self, response):
        """Whether a rule, or somebody, has opened one for the sheet already."""
        return bool(
            self.env["sama.customer.record"]
            # sudo: who may survey need not see the complaint
            .sudo()
            .search_count(
                [("response_id", "=", response.id), ("type", "=", "complaint")], limit=1
            )
        )

    @api.model
    def _complaint_defaults(self, response, low):
        """Return the context that fills the form of a complaint."""
        lines = [
            self.env._(
                "%(question)s: %(score)s of %(maximum)s",
                question=answer.question_id.name,
                score=shown_digits(self.env, f"{answer.score:g}"),
                maximum=shown_digits(self.env, f"{answer.max_score:g}"),
            )
            + (f" – {answer.text}" if answer.text else "")
            for answer in low
        ]
        return {
            "default_type": "complaint",
            "default_source": "survey",
            "default_kind": (
                "goods" if response.target == "goods_invoice" else "service"
            ),
            "default_company_id": response.company_id.id,
            "default_partner_id": response.partner_id.id,
            "default_response_id": response.id,
            "default_move_id": response.move_id.id,
            "default_project_id": response.project_id.id,
            "default_unit_id": low.question_id.unit_id[:1].id,
            "default_subject": low[:1].question_id.name,
            "default_description": "\n".join([*lines, response.comment or ""]).strip(),
        }
