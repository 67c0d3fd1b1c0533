from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..jalali.text import shown_digits
from .sama_survey_response import OPEN_STATES


class SamaSurveyDocument(models.AbstractModel):
    """The sheets of a document: begin one, find one, know what to mind before."""

    _inherit = "sama.survey.document"

    # === SHEETS === #

    def _sama_survey_for(self, target=None):
        """Return the question set for this document: kind, person group, default.

        :param str target: of the list that one stands in; the document's own first
        :return: a `sama.survey`, or none
        """
        self.ensure_one()
        targets = self._sama_survey_targets()
        if target in targets:
            targets = [target, *(t for t in targets if t != target)]
        # sudo: sets are no secret; which one fits does not depend on who asks.
        document = self.sudo()
        survey = document.env["sama.survey"]._sama_choose(
            targets,
            document.company_id,
            document.sama_person_group_id,
            fields.Date.context_today(self),
        )
        return survey.with_env(self.env)

    def _sama_sheets(self):
        """Return the document's sheets, the latest first."""
        return self.env["sama.survey.response"].search(
            [(self._sama_survey_link, "in", self.ids)], order="id desc"
        )

    def _sama_done_sheet(self):
        """Return the latest done sheet of the document, or none."""
        return self.env["sama.survey.response"].search(
            Domain(self._sama_survey_link, "=", self.id)
            & self.env["sama.survey.response"]._sama_done_domain(),
            order="date desc, id desc",
            limit=1,
        )

    def _sama_open_sheet(self, survey=None, resurvey=False, phase="end"):
        """Return the document's sheet that is not done, or a new one.

        :raises UserError: it was surveyed and this is no re-survey, it is nothing to
            survey, or there is no question set
        """
        sheets = self._sama_sheets().filtered(lambda sheet: sheet.phase == phase)
        running = sheets.filtered(lambda sheet: sheet.state in OPEN_STATES)[:1]
        if running:
            partner = self.partner_id
            if running.state == "draft" and partner and partner != running.partner_id:
                # The document was made out to somebody else meanwhile.
                running.partner_id = partner
            if survey and not running.answer_ids and running.survey_id != survey:
                running.survey_id = survey
            return running
        done = sheets.filtered(lambda sheet: sheet.state == "done")[:1]
        if done and not resurvey and phase == "end":
            raise UserError(done._sama_already_text(done))
        survey = self._sama_check_survey(survey)
        return self.env["sama.survey.response"].create(
            {
                self._sama_survey_link: self.id,
                "survey_id": survey.id,
                "partner_id": self.partner_id.id,
                "user_id": self.env.uid,
                "is_resurvey": bool(done) and phase == "end",
                "phase": phase,
            }
        )

    def _sama_check_survey(self, survey=None):
        """Return the set to begin a sheet with, the wished one or that which fits.

        :raises UserError: the document is nothing to survey, or there is no set
        """
        if not self.filtered_domain(self._sama_survey_applies_domain()):
            raise UserError(
                self.env._(
                    "%(document)s is not surveyed: only posted invoices that were not "
                    "fully credited, and projects with a customer, are.",
                    document=self.display_name,
                )
            )
        survey = survey or self._sama_survey_for()
        if not survey:
            raise UserError(
                self.env._(
                    "There is no question set for %(document)s. Ask an administrator "
                    "to make one.",
                    document=self.display_name,
                )
            )
        return survey

    def sama_survey_start(self, survey=None, resurvey=False, phase="end"):
        """Return the sheet to fill: the one begun before, else a new one.

        :param survey: a `sama.survey` or its id; as kind and group say by default.
            A sheet that has answers keeps its set.
        :param bool resurvey: ask again although there is a done sheet
        :param str phase: `mid` for a survey during a project
        :return: `sama.survey.response`
        :raises AccessError: not an agent, or not his document
        :raises UserError: surveyed already, nothing to survey, no question set, or the
            salesperson surveys himself where the company forbids it
        """
        self.ensure_one()
        self._sama_check_agent()
        # sudo: an agent makes sheets through this method only.
        document = self.sudo()
        document._sama_check_seller(self.env.user)
        survey = document.env["sama.survey"].browse(getattr(survey, "id", survey))
        response = document._sama_open_sheet(survey.exists(), resurvey, phase)
        return response.with_env(self.env)

    def action_survey_results(self):
        """Open the survey results of the document's customer.

        :return: a client action
        :raises AccessError: not an agent, or not his document
        """
        self.ensure_one()
        self._sama_check_agent()
        return self.partner_id.sama_action_survey_results()

    # === CHECKS AND NOTICES === #

    def _sama_check_seller(self, user):
        """Refuse that the salesperson surveys himself, where the company forbids it.

        :raises UserError: he is the salesperson
        """
        for document in self:
            company = document.company_id or self.env.company
            if (
                company.sama_survey_seller == "forbid"
                and user == document._sama_seller()
            ):
                raise UserError(
                    self.env._(
                        "The salesperson of %(document)s cannot survey his own sale.",
                        document=document.display_name,
                    )
                )

    def _sama_seller(self):
        """Return the salesperson, or who is responsible for the project."""
        return self[self._sama_survey_seller_field]

    def _sama_survey_notices(self):
        """Return what a surveyor should know before he asks.

        :return: list of dict `kind` (`seller`, `quiet`, `done`, `sent`, `bad_phone`)
            and `text`
        """
        self.ensure_one()
        # sudo: for who may read it; the caller has checked.
        document = self.sudo()
        company = document.company_id or self.env.company
        partner = document.partner_id
        notices = []
        if company.sama_survey_seller == "warn" and (
            document._sama_seller() == self.env.user
        ):
            notices.append(("seller", self.env._("You are the salesperson yourself.")))
        if document.sama_survey_sheet == "done":
            done = document.sama_survey_response_id
            notices.append(("done", done._sama_already_text(done)))
        asked = partner.sama_survey_asked_on
        days = company.sama_survey_quiet_days
        if asked and days and asked >= fields.Datetime.now() - timedelta(days=days):
            notices.append(
                (
                    "quiet",
                    self.env._(
                        "%(name)s was asked on %(date)s already, less than %(days)s "
                        "days ago.",
                        name=partner.display_name,
                        date=format_date(
                            self.env, fields.Datetime.context_timestamp(self, asked)
                        ),
                        days=shown_digits(self.env, str(days)),
                    ),
                )
            )
        if document.sama_survey_sheet == "sent":
            notices.append(("sent", self.env._("The customer has the link.")))
        if partner.sama_bad_phone:
            notices.append(("bad_phone", self.env._("The number was a wrong one.")))
        return [{"kind": kind, "text": text} for kind, text in notices]

    def _sama_log_survey(self, body):
        """Say in the chatter what happened to the survey; the document stays as is."""
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
