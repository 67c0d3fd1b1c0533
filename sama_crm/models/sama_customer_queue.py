from odoo import fields, models
from odoo.tools import SQL

NOTES = "sama_crm.customer_notes"


class SamaCustomerQueue(models.Model):
    """The partners whose figures are to be counted again.

    Append only: whoever changes a document adds rows and waits for nobody. There is
    no reference to the partner's row, which would be locked, and which a merge of
    partners would rewrite. `xid` tells a transaction its own rows: it may count
    them, so that it sees exact figures, but leaves them (`drained`) for those who
    come after its commit, because what others committed meanwhile is hidden from it.
    """

    _name = "sama.customer.queue"
    _description = "Customers to Count Again"
    _log_access = False
    _rec_name = "partner"

    # Beside these there is the column `xid`, a number of 64 bits.
    partner = fields.Integer(required=True)
    drained = fields.Boolean()

    def init(self):
        """Queue every customer: a new version may count more, or otherwise."""
        result = super().init()
        self.env.cr.execute(
            SQL(
                """ALTER TABLE sama_customer_queue
                     ADD COLUMN IF NOT EXISTS xid bigint DEFAULT txid_current()"""
            )
        )
        self._sama_queue_all()
        return result

    def _sama_queue_all(self):
        self.env.cr.execute(
            SQL(
                """INSERT INTO sama_customer_queue (partner)
                   SELECT partner_id FROM sale_order UNION
                   SELECT partner_id FROM account_move
                    WHERE move_type IN ('out_invoice', 'out_refund')
                      AND partner_id IS NOT NULL"""
            )
        )

    # === NOTING === #

    def _sama_note(self, source, ids):
        """Remember changed rows until this transaction is about to commit.

        :param str source: a model that inherits `sama.customer.source`, or
            ``partner`` for ids of partners
        """
        if not ids:
            return
        precommit = self.env.cr.precommit
        notes = precommit.data.get(NOTES)
        if notes is None:
            notes = precommit.data[NOTES] = {}
            precommit.add(self._sama_write_notes)
        notes.setdefault(source, set()).update(ids)
        self.env["sama.customer"]._sama_forget()

    def _sama_write_notes(self):
        """Append what was noted, in one statement."""
        notes = self.env.cr.precommit.data.pop(NOTES, None)
        if not notes:
            return
        partners = SQL(" UNION ").join(
            SQL("SELECT unnest(%s) AS partner", list(ids))
            if source == "partner"
            else self.env[source]._sama_partners_query(list(ids))
            for source, ids in notes.items()
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sama_customer_queue (partner)
                   SELECT partner FROM (%s) AS noted WHERE partner IS NOT NULL""",
                partners,
            )
        )

    # === TAKING === #

    def _sama_is_empty(self):
        """Whether nothing waits for this reader: a plain look, also on a replica."""
        [(waits,)] = self.env.execute_query(
            SQL(
                """SELECT EXISTS (
                    SELECT FROM sama_customer_queue
                     WHERE drained IS NOT TRUE
                        OR xid IS DISTINCT FROM txid_current_if_assigned()
                )"""
            )
        )
        return not waits

    def _sama_take(self):
        """Take all that waits, and answer the customers that it concerns.

        Rows that another reader is draining make this one wait, and then fail with a
        serialization error, on which Odoo starts the whole request again. They are
        locked in order, so that two readers never wait for each other.

        :return: ids of partners, also of those who are no customer any more
        :raises ReadOnlySqlTransaction: on a replica; Odoo repeats on the primary
        """
        # What is refused here is repeated, and no error to write down.
        self.env.cr.execute(
            SQL(
                """WITH waiting AS MATERIALIZED (
                        SELECT id, partner, xid = txid_current() AS is_own
                          FROM sama_customer_queue
                         WHERE drained IS NOT TRUE
                            OR xid IS DISTINCT FROM txid_current()
                         ORDER BY id
                           FOR UPDATE
                   ), taken AS (
                        DELETE FROM sama_customer_queue
                         WHERE id IN (SELECT id FROM waiting WHERE NOT is_own)
                   ), kept AS (
                        UPDATE sama_customer_queue SET drained = TRUE
                         WHERE id IN (SELECT id FROM waiting WHERE is_own)
                   )
                   SELECT partner FROM waiting
                    UNION
                   SELECT p.commercial_partner_id
                     FROM waiting JOIN res_partner p ON p.id = waiting.partner
                    WHERE p.commercial_partner_id IS NOT NULL"""
            ),
            log_exceptions=False,
        )
        return [partner for (partner,) in self.env.cr.fetchall()]
