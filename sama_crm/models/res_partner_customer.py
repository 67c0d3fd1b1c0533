from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.customer_figures import COPIES

# Persons of this transaction whose commercial entity was never written: nobody's yet.
NEW_PERSONS = "sama_crm.new_persons"
# Persons made since this transaction began, or last counted: no row copies them yet.
UNSEEN_PERSONS = "sama_crm.unseen_persons"


class ResPartner(models.Model):
    """A person who buys: whose commercial entity he is says who the customer is.

    What the customers' rows copy of him follows him by the same queue.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "sama.customer.source"]
    _sama_figure_fields = ("commercial_partner_id", *COPIES.values())
    _sama_figure_partner = "commercial_partner_id"

    sama_customer_ids = fields.One2many(
        "sama.customer",
        "partner_id",
        string="Figures as a Customer",
        groups="sama_crm.group_agent",
    )

    @api.model_create_multi
    def _create(self, data_list):
        persons = super()._create(data_list)
        new = self.env.cr.cache.setdefault(NEW_PERSONS, set())
        new.update(
            person.id
            for person, data in zip(persons, data_list, strict=True)
            if not data["stored"].get("commercial_partner_id")
        )
        return persons

    @api.model
    def _sama_unseen(self):
        """Return the ids of the persons whom no row can have copied yet."""
        return self.env.cr.precommit.data.setdefault(UNSEEN_PERSONS, set())

    def _sama_note_created(self):
        """A new person has no documents yet, and no row."""
        self._sama_unseen().update(self.ids)

    def _sama_note_changed(self):
        """Let the rows follow what they copy of persons who are not new.

        Nobody looks whether there is a row: one that a colleague makes at the same
        moment is not seen from here.
        """
        unseen = self._sama_unseen()
        known = [id_ for id_ in self.ids if id_ not in unseen]
        self.env["sama.customer.queue"]._sama_note("partner", known)

    def _sama_note_owners(self):
        """Note who moves from one company to another, and the company that he leaves.

        Where he comes to is looked up when he is counted. Who is only just created
        leaves nobody, and costs no query.
        """
        new = self.env.cr.cache.get(NEW_PERSONS, set())
        movers = [id_ for id_ in self.ids if id_ not in new]
        new.difference_update(self.ids)
        if not movers:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT id, commercial_partner_id FROM res_partner
                    WHERE id = ANY(%s) AND commercial_partner_id IS NOT NULL""",
                movers,
            )
        )
        if rows:
            partners = {partner for row in rows for partner in row}
            self.env["sama.customer.queue"]._sama_note("partner", partners)
