from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.national_id import (
    is_valid_national_id,
    is_well_formed,
    normalise_national_id,
)
from .sama_agent_mixin import GROUP_AGENT

# What a contact has from its company unless it has its own: {shown: own}.
INHERITED_FIELDS = {
    "sama_person_group_id": "sama_own_person_group_id",
    "sama_grade_id": "sama_own_grade_id",
}

# What goes with a copy that somebody of our groups makes. The fields themselves say
# `copy=False`, because Odoo reads what it copies as the user, whoever he is.
COPIED_FIELDS = (
    "sama_own_person_group_id",
    "sama_own_grade_id",
    "sama_psychology_id",
    "sama_acquaintance_method_id",
    "sama_experience_id",
    "sama_experience_note",
    "sama_mobile",
    "sama_birth_date",
    "sama_birth_year_unknown",
)

# Writing one of these may give a partner, or those below it, another group.
GROUP_TRIGGERS = (
    "sama_person_group_id",
    "sama_own_person_group_id",
    "parent_id",
    "is_company",
    "company_type",
)


class ResPartner(models.Model):
    """A person of the sales office.

    Group and grade are two columns each. The *own* one holds what was chosen for this
    very contact, the other one what is in effect: the own value, else the company's
    (the commercial entity's). Both are stored, so both are searched, grouped and
    sorted by plain SQL. Writing the one in effect sets the own value; writing what the
    company has, or nothing, means "as the company", so that a file that was exported
    can be imported again without tying every contact down.
    """

    _inherit = "res.partner"

    sama_person_group_id = fields.Many2one(
        comodel_name="sama.person.group",
        string="Person group",
        compute="_compute_sama_person_group_id",
        inverse="_inverse_sama_person_group_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        help="A contact has its company's group unless it has its own.",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_own_person_group_id = fields.Many2one(
        comodel_name="sama.person.group",
        string="Own person group",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_grade_id = fields.Many2one(
        comodel_name="sama.customer.grade",
        string="Customer grade",
        compute="_compute_sama_grade_id",
        inverse="_inverse_sama_grade_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        help="A contact has its company's grade unless it has its own.",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_own_grade_id = fields.Many2one(
        comodel_name="sama.customer.grade",
        string="Own customer grade",
        ondelete="restrict",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_psychology_id = fields.Many2one(
        comodel_name="sama.psychology",
        prefetch="sama",
        string="Psychology",
        ondelete="restrict",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_how_to_talk = fields.Text(
        related="sama_psychology_id.how_to_talk",
        groups=GROUP_AGENT,
    )
    sama_what_to_avoid = fields.Text(
        related="sama_psychology_id.what_to_avoid",
        groups=GROUP_AGENT,
    )
    sama_acquaintance_method_id = fields.Many2one(
        comodel_name="sama.acquaintance.method",
        prefetch="sama",
        string="Acquaintance method",
        ondelete="restrict",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_experience_id = fields.Many2one(
        comodel_name="sama.experience",
        prefetch="sama",
        string="Customer experience",
        ondelete="restrict",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_experience_note = fields.Text(
        prefetch="sama",
        string="Note on the experience",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_sms_group_ids = fields.Many2many(
        comodel_name="sama.sms.group",
        relation="sama_sms_group_res_partner_rel",
        column1="partner_id",
        column2="group_id",
        string="SMS groups",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_mobile = fields.Char(
        prefetch="sama",
        string="Mobile",
        help="Text messages go to this number, else to the phone if it is a mobile.",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_national_id = fields.Char(
        prefetch="sama",
        string="National id",
        copy=False,
        index="btree_not_null",
        help="A person's has 10 digits, a company's 11.",
        groups=GROUP_AGENT,
    )
    sama_national_id_warning = fields.Boolean(
        string="National id looks wrong",
        compute="_compute_sama_national_id_warning",
        groups=GROUP_AGENT,
    )

    # === COMPUTE === #

    @api.depends(
        "sama_own_person_group_id", "commercial_partner_id.sama_own_person_group_id"
    )
    def _compute_sama_person_group_id(self):
        self._compute_in_effect("sama_person_group_id")

    @api.depends("sama_own_grade_id", "commercial_partner_id.sama_own_grade_id")
    def _compute_sama_grade_id(self):
        self._compute_in_effect("sama_grade_id")

    def _compute_in_effect(self, fname):
        own_fname = INHERITED_FIELDS[fname]
        for partner in self:
            partner[fname] = (
                partner[own_fname] or partner.commercial_partner_id[own_fname]
            )

    def _inverse_sama_person_group_id(self):
        self._inverse_in_effect("sama_person_group_id")

    def _inverse_sama_grade_id(self):
        self._inverse_in_effect("sama_grade_id")

    def _inverse_in_effect(self, fname):
        own_fname = INHERITED_FIELDS[fname]
        fields_set = [self._fields[fname], self._fields[own_fname]]
        # Protected fields are set without a second pass through `write`.
        with self.env.protecting(fields_set, self):
            for partner in self:
                entity = partner.commercial_partner_id
                inherited = (entity - partner)[own_fname]
                value = partner[fname]
                partner[own_fname] = value if value != inherited else False
                partner[fname] = value or inherited
        self.modified([own_fname])

    @api.depends("sama_national_id")
    def _compute_sama_national_id_warning(self):
        for partner in self:
            number = normalise_national_id(partner.sama_national_id)
            partner.sama_national_id_warning = bool(
                number and not is_valid_national_id(number)
            )

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("sama_national_id")
    def _check_sama_national_id(self):
        for partner in self:
            number = partner.sama_national_id
            if number and not is_well_formed(number):
                raise ValidationError(
                    self.env._(
                        "%(number)s is not a national id. A person's has 10 digits, a "
                        "company's 11, and they are not all the same.",
                        number=number,
                    )
                )

    @api.onchange("sama_national_id")
    def _onchange_sama_national_id(self):
        self.sama_national_id = normalise_national_id(self.sama_national_id)

    @api.onchange("sama_mobile", "country_id", "company_id")
    def _onchange_sama_mobile(self):
        # A change of country or company calls this for everybody.
        if self._sama_reads("sama_mobile") and self.sama_mobile:
            self.sama_mobile = (
                self._phone_format(fname="sama_mobile", force_format="INTERNATIONAL")
                or self.sama_mobile
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create partners; national ids are stored normalised."""
        return super().create([self._sama_normalised(vals) for vals in vals_list])

    def write(self, vals):
        """Write partners; open documents follow their group."""
        regrouped = not vals.keys().isdisjoint(GROUP_TRIGGERS)
        result = super().write(self._sama_normalised(vals))
        if regrouped:
            self._sama_propagate_person_group()
        return result

    @api.model
    def _sama_normalised(self, vals):
        if not vals.get("sama_national_id"):
            return vals
        number = normalise_national_id(vals["sama_national_id"])
        return {**vals, "sama_national_id": number}

    def copy_data(self, default=None):
        """Copy our data too, for those who may see it."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            for fname in COPIED_FIELDS:
                if vals is not None and self._sama_reads(fname):
                    field = self._fields[fname]
                    value = field.convert_to_write(partner[fname], partner)
                    vals.setdefault(fname, value)
        return vals_list

    @api.model
    def _sama_reads(self, fname):
        """Whether the user is shown the field, which takes a role of ours."""
        return self._has_field_access(self._fields[fname], "read")

    # === PERSON GROUP === #

    def _sama_group_id_by_partner(self):
        """Answer the group in effect of each partner, whoever asks.

        :return: dict of partner id to group id, or False
        """
        # sudo: a document gets its group, also without a right on partners
        return {partner.id: partner.sama_person_group_id.id for partner in self.sudo()}

    @api.model
    def _sama_open_documents(self):
        """Answer the documents whose group follows the person.

        :return: dict of model name to the condition on a row ``document`` of its table
        """
        return {
            "sale.order": SQL("document.state IN ('draft', 'sent')"),
            "account.move": SQL(
                "document.state = 'draft'"
                " AND document.move_type IN ('out_invoice', 'out_refund')"
            ),
        }

    def _sama_propagate_person_group(self):
        """Give the open documents of these partners, and of all below, their group.

        One statement a table, in this transaction; a document that already has the
        group is not touched, nor is the date of its last change.
        """
        partners = (
            # sudo: documents follow whoever moved the person, none is hidden from it.
            self.sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", self.ids)])
        )
        partners.flush_recordset(["sama_person_group_id"])
        for model_name, is_open in self._sama_open_documents().items():
            self._sama_update_documents(self.env[model_name], is_open, partners.ids)

    @api.model
    def _sama_update_documents(self, documents, is_open, partner_ids):
        documents.flush_model(["partner_id", "sama_person_group_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s document
                   SET sama_person_group_id = partner.sama_person_group_id
                  FROM res_partner partner
                 WHERE partner.id = document.partner_id
                   AND document.partner_id = ANY(%(partner_ids)s)
                   AND %(is_open)s
                   AND document.sama_person_group_id
                       IS DISTINCT FROM partner.sama_person_group_id
             RETURNING document.id
                """,
                table=SQL.identifier(documents._table),
                partner_ids=partner_ids,
                is_open=is_open,
            )
        )
        documents.browse([row[0] for row in rows]).invalidate_recordset(
            ["sama_person_group_id"], flush=False
        )

    # === PHONE === #

    @api.model
    def _phone_get_number_fields(self):
        """The mobile before the phone, for text messages as for comparisons.

        What reads these fields reads them as the user; who is not shown the mobile
        texts and calls the phone, as in plain Odoo.
        """
        fnames = super()._phone_get_number_fields()
        return ["sama_mobile", *fnames] if self._sama_reads("sama_mobile") else fnames
