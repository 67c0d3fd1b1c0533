from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mail_activity import SURVEY_CALL_TYPE
from .sama_survey_attempt import RESULTS


class SamaSurveyDocument(models.AbstractModel):
    """Calls about a document that brought no answers, and those planned."""

    _inherit = "sama.survey.document"

    def sama_log_attempt(self, result, call_again_on=None, note=None, phase="end"):
        """Log one call that brought no answers.

        A call planned before is done by it; `later` plans one, an activity of the
        surveyor; `refused` ends the survey; a wrong number marks the person's phone.

        :param str result: no_answer, busy, unreachable, wrong_number, later, refused
        :param call_again_on: UTC datetime or ISO text in the future; `later` needs it
        :param str note: what was said
        :param str phase: `mid` for a survey during a project, which has its own sheet
        :return: `sama.survey.attempt`
        :raises AccessError: not an agent, or not his document
        :raises ValidationError: no such result, or no or a past time to call again
        :raises UserError: as `sama_survey_start`
        """
        self.ensure_one()
        self._sama_check_agent()
        call_again_on = self._sama_check_attempt(result, call_again_on)
        # sudo: an agent logs attempts through this method only.
        document = self.sudo()
        response = document._sama_open_sheet(phase=phase)
        if result == "refused":
            response.write({"state": "refused", "date": fields.Datetime.now()})
        document._sama_drop_calls()
        if call_again_on:
            document._sama_plan_call(call_again_on)
        if result == "wrong_number":
            response.partner_id.sama_bad_phone = True
        attempt = response.env["sama.survey.attempt"].create(
            {
                "response_id": response.id,
                "partner_id": response.partner_id.id,
                "user_id": self.env.uid,
                "result": result,
                "call_again_on": call_again_on,
                "note": note or False,
            }
        )
        return attempt.with_env(self.env)

    @api.model
    def _sama_check_attempt(self, result, call_again_on):
        """Return when to call again, or False; see `sama_log_attempt`.

        :raises ValidationError: no such result, or no or a past time to call again
        """
        if result not in dict(RESULTS):
            raise ValidationError(self.env._("Choose what came of the call."))
        call_again_on = fields.Datetime.to_datetime(call_again_on) or False
        if result == "later" and not call_again_on:
            raise ValidationError(self.env._("Choose when to call again."))
        if call_again_on and call_again_on <= fields.Datetime.now():
            raise ValidationError(
                self.env._("The time to call again is past. Choose a later one.")
            )
        return call_again_on

    # === PLANNED CALLS === #

    def _sama_plan_call(self, moment):
        """Plan a call: an activity of the surveyor who plans it.

        :param datetime moment: UTC
        """
        user = self.env.user
        local = utc.localize(moment).astimezone(timezone(user.tz or "UTC"))
        hour = local.hour + local.minute / 60
        self._sama_plan_calls(user, local.date(), hour)

    def _sama_plan_calls(self, user, day, hour=0.0):
        """Plan a call of each: an activity of a surveyor; 0 is no hour."""
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": self.env["mail.activity"]._sama_type_id(
                        SURVEY_CALL_TYPE
                    ),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": document.id,
                    "date_deadline": day,
                    "sama_hour": hour,
                    "user_id": user.id,
                    "automated": True,
                }
                for document in self
            ]
        )

    def _sama_drop_calls(self):
        """Take planned calls away: one was made, or there is nothing left to ask."""
        Activity = self.env["mail.activity"]
        Activity.search(Activity._sama_domain(self, SURVEY_CALL_TYPE)).unlink()
