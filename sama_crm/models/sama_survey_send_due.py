import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 50


class SamaSurveyDocument(models.AbstractModel):
    """Send links by themselves some days after the sale, where a company says so."""

    _inherit = "sama.survey.document"

    @api.model
    def _cron_sama_survey_links(self):
        """Send what is due, company by company, as long as the job's time lasts."""
        companies = self.env["res.company"].search(
            [("sama_survey_link_auto", "in", ("sms", "email"))]
        )
        for company in companies:
            for model in ("account.move", "project.project"):
                documents = (
                    self.env[model]
                    .with_company(company)
                    # The chatter is the company's.
                    .with_context(lang=company.partner_id.lang or self.env.lang)
                )
                if not documents._sama_survey_send_due(company):
                    return

    @api.model
    def _sama_survey_send_due(self, company):
        """Send the links of one company that are due, in batches.

        What could not be sent is marked with the reason and not tried again: nobody
        without a mobile keeps the others waiting night after night.

        :return: False when the job's time is over
        """
        day = fields.Date.context_today(self) - timedelta(
            days=company.sama_survey_link_auto_days
        )
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("sama_survey_state", "=", "due")
            & Domain("sama_survey_sheet", "=", False)
            & Domain("sama_survey_link_failed", "=", False)
            & Domain("partner_id.sama_survey_opt_out", "!=", True)
            & Domain(self._sama_survey_date_field, "<=", day)
        )
        last_id = 0
        while batch := self.search(
            domain & Domain("id", ">", last_id), order="id", limit=BATCH
        ):
            for document in batch:
                document._sama_survey_send_by_itself(company.sama_survey_link_auto)
            last_id = batch[-1].id
            # Where a full batch was found there may be more.
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=len(batch) // BATCH
            ):
                return False
        return True

    def _sama_survey_send_by_itself(self, channel):
        """Send one link, or mark why not; never stops the others."""
        try:
            with self.env.cr.savepoint():
                self._sama_survey_send_one(channel)
        except UserError as error:
            reason = str(error)
        except Exception:
            _logger.warning("The link of %s was not sent.", self, exc_info=True)
            reason = self.env._("A fault, see the server's log.")
        else:
            return
        # Lately asked is over some day.
        if not self._sama_survey_is_quiet(self.partner_id):
            self._sama_survey_store_failed(reason)
