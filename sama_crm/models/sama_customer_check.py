import logging

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, models
from odoo.tools import SQL, formatLang

from ..tools import customer_figures

_logger = logging.getLogger(__name__)

TRIES = 3


class SamaCustomer(models.Model):
    """What is done about the figures while nobody looks."""

    _inherit = "sama.customer"

    @api.model
    def _cron_sama_drain(self):
        """Count what waits, so that the next reader finds little to do.

        A reader who counts the same rows at the same time goes first.
        """
        for _try in range(TRIES):
            try:
                self._sama_settle()
                self.env["ir.cron"]._commit_progress(1)
                return
            except (SerializationFailure, DeadlockDetected):
                self.env.cr.rollback()
                _logger.info("The figures of customers are being counted elsewhere")

    @api.model
    def _cron_sama_check_customers(self):
        """Count all customers from their documents and compare.

        Whoever differs is queued, not written: what others committed since is not
        seen here, and the queue brings it together. There should be none; whoever
        writes documents by SQL has to call `_sama_note_changed`.

        :return: ids of the partners whose figures had drifted
        """
        self._cron_sama_drain()
        drifted = self._sama_find_drift()
        if not drifted:
            _logger.info("The stored figures of customers agree with their documents")
            return drifted
        _logger.warning(
            "The stored figures of %s customers differed from their documents and are"
            " counted again; partners: %s",
            len(drifted),
            drifted[:100],
        )
        self._sama_report_drift(drifted)
        self.env["sama.customer.queue"]._sama_note("partner", drifted)
        self._cron_sama_drain()
        return drifted

    @api.model
    def _sama_find_drift(self):
        """Return the ids of the partners whose rows differ from an honest count."""
        self._sama_settle()
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        rows = self.env.execute_query(
            customer_figures.select_drift(
                customer_figures.select_figures(
                    customer_figures.all_members(), self._sama_figure_sources()
                )
            )
        )
        return [partner for (partner,) in rows]

    @api.model
    def _sama_report_drift(self, drifted):
        """Tell the administrators of the addon."""
        names = self.env["res.partner"].browse(drifted[:20]).mapped("display_name")
        group = self.env.ref("sama_crm.group_admin")
        # sudo: whoever starts the check, administrators are told
        for user in group.sudo().all_user_ids.filtered("active"):
            env = self.with_context(lang=user.lang or self.env.lang).env
            user._sama_notify(
                env._("Nightly check of customers"),
                [
                    env._(
                        "The figures of %(count)s customers differed from their"
                        " documents and were counted again: %(names)s",
                        count=formatLang(env, len(drifted), digits=0),
                        names=", ".join(names),
                    )
                ],
            )
