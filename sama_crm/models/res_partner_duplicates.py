from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..tools.phone import is_mobile
from .sama_agent_mixin import GROUP_AGENT

# How many possible duplicates the banner names, and how many are looked for.
SHOWN_DUPLICATES = 5
SEARCHED_DUPLICATES = 80


class ResPartner(models.Model):
    """Who may be the same person: by phone, e-mail or national id in normal form."""

    _inherit = "res.partner"

    sama_duplicate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Possible duplicates",
        compute="_compute_sama_duplicates",
        groups=GROUP_AGENT,
    )
    sama_duplicate_note = fields.Html(
        string="Possible duplicates, in words",
        compute="_compute_sama_duplicates",
        sanitize=False,
        groups=GROUP_AGENT,
    )
    sama_has_duplicate = fields.Boolean(
        string="Has possible duplicates",
        compute="_compute_sama_has_duplicate",
        search="_search_sama_has_duplicate",
        groups=GROUP_AGENT,
        help="Somebody of another company has the same number, e-mail or national id.",
    )

    # === COMPUTE === #

    @api.depends(
        "sama_phone_key",
        "sama_mobile_key",
        "email_normalized",
        "sama_national_id",
        "parent_id",
    )
    def _compute_sama_duplicates(self):
        candidates = self._sama_duplicate_candidates()
        for partner in self:
            matches = partner._sama_match_duplicates(candidates)
            # Filtered, not browsed: what is read of one is read of all.
            others = candidates.filtered(lambda other: other.id in matches)
            partner.sama_duplicate_ids = others
            partner.sama_duplicate_note = others._sama_duplicate_note(matches)

    @api.depends("sama_duplicate_ids")
    def _compute_sama_has_duplicate(self):
        for partner in self:
            partner.sama_has_duplicate = any(
                other.commercial_partner_id != partner.commercial_partner_id
                for other in partner.sama_duplicate_ids
            )

    # === SEARCH === #

    @api.model
    def _search_sama_has_duplicate(self, operator, value):
        if operator != "in":
            return NotImplemented
        seen = self.with_context(active_test=False)._search([]).subselect("id")
        columns = (
            "sama_phone_key",
            "sama_mobile_key",
            "email_normalized",
            "sama_national_id",
        )
        identifiers = SQL(
            """
            SELECT partner.id, partner.commercial_partner_id AS entity, value
              FROM res_partner partner, unnest(ARRAY[%s]) AS value
             WHERE value IS NOT NULL
               AND partner.id IN %s
            """,
            SQL(", ").join(SQL.identifier("partner", column) for column in columns),
            seen,
        )
        self.flush_model([*columns, "commercial_partner_id"])
        return Domain(
            "id",
            "in",
            SQL(
                """(
                WITH identifier AS (%s)
                SELECT id
                  FROM identifier
                 WHERE value IN (
                       SELECT value
                         FROM identifier
                     GROUP BY value
                       HAVING count(DISTINCT entity) > 1
                       )
                )""",
                identifiers,
            ),
        )

    # === ACTIONS === #

    def action_sama_merge_duplicates(self):
        """Open the merge of this person with those that may be the same.

        :return: the action of core's wizard
        """
        self.ensure_one()
        partners = self | self.sama_duplicate_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": partners.ids},
        }

    # === BUSINESS === #

    def _sama_identifiers(self):
        """Answer what identifies a person: ``{kind: values}``, kinds in order."""
        self.ensure_one()
        # The keys of partners that the reader sees are as readable as their phones.
        return {
            "national_id": {self.sama_national_id} - {False},
            "phone": {self.sama_phone_key, self.sama_mobile_key} - {False},
            "email": {self.email_normalized} - {False},
        }

    def _sama_duplicate_candidates(self):
        """Find, in one query, the partners that share an identifier with these.

        Only those that the reader may see; archived ones as well, since they can be
        brought back.
        """
        wanted = defaultdict(set)
        for partner in self:
            for kind, values in partner._sama_identifiers().items():
                wanted[kind] |= values
        columns = {
            "national_id": ("sama_national_id",),
            "phone": ("sama_phone_key", "sama_mobile_key"),
            "email": ("email_normalized",),
        }
        domains = [
            Domain(column, "in", list(values))
            for kind, values in wanted.items()
            if values
            for column in columns[kind]
        ]
        if not domains:
            return self.browse()
        return self.with_context(active_test=False).search(
            Domain.OR(domains), limit=SEARCHED_DUPLICATES * len(self)
        )

    def _sama_duplicate_note(self, matches):
        """Say why each of these partners may be the same, with a link to it.

        :param dict matches: as `_sama_match_duplicates` answers
        :return: HTML, or False
        """
        labels = {
            "national_id": self.env._("same national id"),
            "phone": self.env._("same phone number"),
            "email": self.env._("same e-mail"),
        }
        lines = []
        for other in self[:SHOWN_DUPLICATES]:
            shared = [
                label for kind, label in labels.items() if kind in matches[other.id]
            ]
            name = other.display_name
            if not other.active:
                name = self.env._("%(name)s (archived)", name=name)
            lines.append(
                Markup(
                    '<li><a href="/odoo/res.partner/%s" target="_blank">%s</a>: %s</li>'
                )
                % (other.id, name, format_list(self.env, shared))
            )
        if more := len(self) - len(lines):
            lines.append(
                Markup("<li>%s</li>") % self.env._("and %(number)s more", number=more)
            )
        return (
            Markup('<ul class="mb-0">%s</ul>') % Markup().join(lines)
            if lines
            else False
        )

    def _sama_match_duplicates(self, candidates):
        """Answer why candidates may be this person: ``{partner id: shared values}``.

        A contact and its company are no duplicates, and people of one company share
        its landline and its mailbox, so among them only mobile and national id tell.
        """
        self.ensure_one()
        own = self._sama_identifiers()
        entity = self.commercial_partner_id._origin
        matches = {}
        for other in candidates - self._origin - self.parent_id._origin:
            if other.parent_id == self._origin and self._origin:
                continue
            theirs = other._sama_identifiers()
            shared = {kind: own[kind] & theirs[kind] for kind in own}
            if entity and other.commercial_partner_id == entity:
                shared["phone"] = set(filter(is_mobile, shared["phone"]))
                shared["email"] = set()
            if any(shared.values()):
                matches[other.id] = {kind for kind, values in shared.items() if values}
        return matches
