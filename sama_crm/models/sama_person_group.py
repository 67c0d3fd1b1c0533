from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .sama_agent_mixin import agents_domain

# Values that a group hands down to the groups below it.
INHERITED_FIELDS = ("follow_up_user_id", "survey_user_id")


class SamaPersonGroup(models.Model):
    """A branch of the tree by which a company parts its persons.

    A group carries defaults for the documents of its persons. What a group leaves
    empty it has from the group above it.
    """

    _name = "sama.person.group"
    _description = "Person Group"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index="btree_not_null", copy=False)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        comodel_name="sama.person.group",
        string="Parent group",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="sama.person.group",
        inverse_name="parent_id",
        string="Groups below",
    )
    # In every language that a name of the path has; `display_name` reads the names
    # themselves, so that a translation loaded from a file shows at once.
    complete_name = fields.Char(
        string="Full path",
        compute="_compute_complete_name",
        recursive=True,
        store=True,
        translate=True,
    )
    follow_up_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Follow-up responsible",
        domain=agents_domain,
        help="Follows up the quotations of these persons. Empty: as the parent group.",
    )
    survey_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Survey responsible",
        domain=agents_domain,
        help="Surveys the sales to these persons. Empty: as the parent group.",
    )
    inherited_follow_up_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Follow-up responsible in effect",
        compute="_compute_inherited_users",
        recursive=True,
    )
    inherited_survey_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Survey responsible in effect",
        compute="_compute_inherited_users",
        recursive=True,
    )
    partner_count = fields.Integer(
        string="Number of persons",
        compute="_compute_partner_count",
        help="Persons of this group and of the groups below it.",
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another group has this code."
    )

    # === COMPUTE === #

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        # English first: Odoo falls back on it, and other languages only add to it.
        for lang in sorted({"en_US", *langs}, key=lambda code: code != "en_US"):
            for group in self.with_context(lang=lang):
                names = (group.parent_id.complete_name, group.name)
                group.complete_name = " / ".join(filter(None, names))

    @api.depends("name", "complete_name")
    @api.depends_context("lang", "hierarchical_naming")
    def _compute_display_name(self):
        hierarchical = self.env.context.get("hierarchical_naming", True)
        for group in self:
            names = []
            current = group
            while current:
                names.append(current.name or "")
                current = current.parent_id if hierarchical else self.browse()
            group.display_name = " / ".join(reversed(names))

    @api.depends(
        "follow_up_user_id",
        "survey_user_id",
        "parent_id.inherited_follow_up_user_id",
        "parent_id.inherited_survey_user_id",
    )
    def _compute_inherited_users(self):
        for group in self:
            parent = group.parent_id
            group.inherited_follow_up_user_id = (
                group.follow_up_user_id or parent.inherited_follow_up_user_id
            )
            group.inherited_survey_user_id = (
                group.survey_user_id or parent.inherited_survey_user_id
            )

    def _compute_partner_count(self):
        counts = self.env["res.partner"]._read_group(
            [("sama_person_group_id", "child_of", self.ids)],
            ["sama_person_group_id"],
            ["__count"],
        )
        totals = defaultdict(int)
        for group, count in counts:
            # sudo: no secret, though a rule of others may hide a group that counts
            for group_id in group.sudo().parent_path.split("/")[:-1]:
                totals[int(group_id)] += count
        for group in self:
            group.partner_count = totals[group._origin.id]

    @api.model
    def _search_display_name(self, operator, value):
        """Find a group by its full path, by its own name or by its code."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS or not value:
            return domain
        found = (
            domain | Domain("name", operator, value) | Domain("code", operator, value)
        )
        if operator.endswith("like"):
            # The groups below a found one have its name in their path.
            return found | Domain("id", "child_of", list(self._search(found)))
        return found

    # === CONSTRAINTS === #

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A group cannot stand below itself. Choose another parent.")
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create groups; what they hand down counts at once."""
        groups = super().create(vals_list)
        self.env.registry.clear_cache()
        return groups

    def write(self, vals):
        """Write groups; what they hand down counts at once."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(("parent_id", *INHERITED_FIELDS)):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete groups that nobody uses.

        :raises UserError: a person or a document is of such a group
        """
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        persons, documents = self._count_use()
        if persons or documents:
            raise UserError(
                self.env._(
                    "%(groups)s: %(persons)s persons and %(documents)s documents are "
                    "in this group. Archive it instead, or move them first.",
                    groups=", ".join(self.mapped("display_name")),
                    persons=persons,
                    documents=documents,
                )
            )

    # === ACTIONS === #

    def action_view_partners(self):
        """Open the persons of this group and of the groups below it.

        :return: the action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sama_crm.res_partner_action_persons"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("sama_person_group_id", "child_of", self.id)],
            "context": {"default_sama_person_group_id": self.id},
        }

    # === BUSINESS === #

    @api.model
    def _get_inherited_ids(self, fname):
        """Answer the value of a field for every group, handed down the tree.

        Archived users hand nothing down. The answer is shared by all transactions:
        do not change it.

        :param str fname: one of INHERITED_FIELDS
        :return: dict of group id to the value's id, or False
        """
        return self._get_inherited_ids_cached(fname)

    @tools.ormcache("fname")
    def _get_inherited_ids_cached(self, fname):
        # sudo: a document gets its default, also without a right on groups
        groups = self.sudo().with_context(active_test=False)
        values = {}
        for group in groups.search_fetch([], ["parent_id", fname], order="parent_path"):
            value = group[fname]
            if "active" in value and not value.active:
                value = value.browse()
            values[group.id] = value.id or values.get(group.parent_id.id, False)
        return values

    def _sama_default(self, fname):
        """Answer what the groups hand down for a field.

        :param str fname: one of INHERITED_FIELDS
        :return: dict of the groups' ids to the value's id, or False
        """
        inherited = self._get_inherited_ids(fname)
        return {group_id: inherited.get(group_id, False) for group_id in self.ids}

    def _count_use(self):
        """Count the persons and the documents of the groups.

        :return: numbers of persons and of documents, archived ones included
        """
        # sudo: a refusal must count also what the user may not see
        env = self.sudo().with_context(active_test=False).env
        shown = Domain("sama_person_group_id", "in", self.ids)
        own = Domain("sama_own_person_group_id", "in", self.ids)
        persons = env["res.partner"].search_count(shown | own)
        documents = sum(
            env[model_name].search_count(shown)
            for model_name in env["res.partner"]._sama_open_documents()
        )
        return persons, documents
