from odoo import api, fields, models

from .sama_agent_mixin import GROUP_AGENT


class SamaPartnerDocument(models.AbstractModel):
    """A document of a customer: his group when it was made, and how to reach him."""

    _name = "sama.partner.document"
    _description = "Document of a Customer"

    # Every document has it; declared for the fields that relate to it.
    partner_id = fields.Many2one(comodel_name="res.partner")
    sama_person_group_id = fields.Many2one(
        comodel_name="sama.person.group",
        string="Person Group",
        compute="_compute_sama_person_group_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
        help="The customer's group when the document was made; it follows the"
        " customer as long as the document is open.",
    )
    sama_partner_phone = fields.Char(
        related="partner_id.phone", string="Landline", groups=GROUP_AGENT
    )
    sama_partner_mobile = fields.Char(
        related="partner_id.sama_mobile", string="Mobile", groups=GROUP_AGENT
    )
    sama_partner_grade_id = fields.Many2one(
        related="partner_id.sama_grade_id", string="Customer Grade", groups=GROUP_AGENT
    )

    # The partner's group is no dependency: a group that changes follows onto open
    # documents in one statement (`_sama_propagate_person_group` of `res.partner`).
    @api.depends("partner_id")
    def _compute_sama_person_group_id(self):
        documents = self.filtered(lambda document: document._sama_is_customers())
        (self - documents).sama_person_group_id = False
        group_by_partner = documents.partner_id._sama_group_id_by_partner()
        for document in documents:
            document.sama_person_group_id = group_by_partner.get(
                document.partner_id._origin.id or document.partner_id.id, False
            )

    def _sama_is_customers(self):
        """Whether this is a customer's document at all."""
        return True
