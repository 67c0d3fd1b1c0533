import logging

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

BATCH = 10_000
TRIES = 3


class SamaCompanyJob(models.AbstractModel):
    """What is counted anew for one company after the other, at night and on demand.

    A night commits after each batch, so that nobody waits for the rows of a whole
    company; who asks for it has all of it or nothing.
    """

    _name = "sama.company.job"
    _description = "Counted Anew for Each Company"

    @api.model
    def _sama_do_now(self, work):
        """Call the work for each company of the reader.

        :param work: function of a company and of whether to commit
        :return: an action that shows the list again
        """
        for company in self.env.companies:
            work(company, commit=False)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _sama_do_tonight(self, work):
        """Call the work for every company, as long as the cron has time.

        :param work: as for `_sama_do_now`
        """
        companies = self.env["res.company"].search(Domain.TRUE)
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            work(company, commit=True)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _sama_write_batches(self, rows, statement, commit):
        """Write rows in batches; readers may be counting the same ones at this moment.

        :param rows: list of tuples
        :param statement: function of a batch that returns the SQL to write it
        :param bool commit: after each batch, which is tried again when it collides
        """
        for batch in split_every(BATCH, rows, list):
            if not commit:
                self.env.cr.execute(statement(batch))
            elif not self._sama_write_and_commit(statement(batch)):
                _logger.warning(
                    "%s rows of %s could not be written this time",
                    len(batch),
                    self._name,
                )

    @api.model
    def _sama_write_and_commit(self, statement):
        """Execute and commit a statement, several times if it collides.

        :return: whether it was written
        """
        for _try in range(TRIES):
            try:
                self.env.cr.execute(statement)
                self.env["ir.cron"]._commit_progress()
                return True
            except (SerializationFailure, DeadlockDetected):
                self.env.cr.rollback()
        return False
