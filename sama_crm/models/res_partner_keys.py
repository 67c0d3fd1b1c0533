from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.digits import persian_digits
from ..tools.phone import is_mobile, normalise_phone, search_digits
from ..tools.text import fold_text
from .sama_agent_mixin import GROUP_AGENT

# What core searches a partner's name by; all of it is folded into the search key.
SEARCHED_FIELDS = ("complete_name", "email", "ref", "vat", "company_registry")
# Columns of stored computed fields, and the two that hold a contact's own choice.
COLUMNS = {
    "sama_phone_key": "varchar",
    "sama_mobile_key": "varchar",
    "sama_search_key": "varchar",
    "sama_birth_key": "int4",
    "sama_birth_month": "varchar",
    "sama_person_group_id": "int4",
    "sama_own_person_group_id": "int4",
    "sama_grade_id": "int4",
    "sama_own_grade_id": "int4",
}
BATCH = 5000


def search_key(texts, numbers):
    """Answer the one text in which a partner is looked up.

    Each text is folded (no spaces in it) and they stand apart by a space, so that no
    search word spans two. Numbers are written in Persian digits, which no folded word
    has: "12" finds a name with 12 in it and not every phone.

    >>> search_key(["Alí  Rézaï", None, "R-12"], ["9123456789", ""])
    'alirezai r-12 ۹۱۲۳۴۵۶۷۸۹'
    """
    folded = [fold_text(text) for text in texts]
    folded += [persian_digits(number) for number in numbers if number]
    return " ".join(filter(None, folded))


def fill_partner_keys(env):
    """Make the partners' computed columns and fill them by SQL, before the ORM does.

    For the installation on a database with many partners: columns that exist are not
    computed again. A second run changes nothing.
    """
    cr = env.cr
    missing = [name for name in COLUMNS if not column_exists(cr, "res_partner", name)]
    for name in missing:
        create_column(cr, "res_partner", name, COLUMNS[name])
    if "sama_search_key" not in missing:
        return
    columns = SQL(", ").join(map(SQL.identifier, ("id", "phone", *SEARCHED_FIELDS)))
    last_id = 0
    while rows := env.execute_query(
        SQL(
            "SELECT %s FROM res_partner WHERE id > %s ORDER BY id LIMIT %s",
            columns,
            last_id,
            BATCH,
        )
    ):
        last_id = rows[-1][0]
        _fill_keys_of(env, rows)


def _fill_keys_of(env, rows):
    """Write the keys of partners read as (id, phone, *searched fields)."""
    values = []
    for partner_id, phone, *texts in rows:
        phone_key = normalise_phone(phone)
        key = search_key(texts, [phone_key])
        values.append(SQL("(%s, %s, %s)", partner_id, phone_key or None, key or None))
    env.cr.execute(
        SQL(
            """
            UPDATE res_partner
               SET sama_phone_key = key.phone::varchar,
                   sama_search_key = key.search::varchar
              FROM (VALUES %s) AS key (id, phone, search)
             WHERE res_partner.id = key.id
            """,
            SQL(", ").join(values),
        )
    )


class ResPartner(models.Model):
    """Keys by which a person is recognised and found.

    Phones are compared in a normal form; who is the same by them, see
    `res_partner_duplicates`. Names, and all else that core searches a partner by, are
    folded into one indexed text, so that a search finds whatever core finds, and other
    spellings too.
    """

    _inherit = "res.partner"

    # Core stores it without an index; it is compared on every form.
    email_normalized = fields.Char(index="btree_not_null")
    sama_phone_key = fields.Char(
        prefetch="sama_keys",
        string="Phone, normalised",
        compute="_compute_sama_phone_keys",
        store=True,
        index="btree_not_null",
        groups=GROUP_AGENT,
    )
    sama_mobile_key = fields.Char(
        prefetch="sama_keys",
        string="Mobile, normalised",
        compute="_compute_sama_phone_keys",
        store=True,
        index="btree_not_null",
        groups=GROUP_AGENT,
    )
    sama_search_key = fields.Char(
        prefetch="sama_keys",
        string="Folded for search",
        compute="_compute_sama_search_key",
        store=True,
        index="trigram",
        groups=GROUP_AGENT,
    )
    sama_reachable = fields.Boolean(
        string="Reachable by SMS",
        compute="_compute_sama_reachable",
        search="_search_sama_reachable",
        help="One of the numbers is a mobile, or belongs to another country.",
        groups=GROUP_AGENT,
    )

    # === COMPUTE === #

    @api.depends("phone", "sama_mobile")
    def _compute_sama_phone_keys(self):
        for partner in self:
            if not (partner.phone or partner.sama_mobile):
                partner.sama_phone_key = partner.sama_mobile_key = False
                continue
            # sudo: a setting that nobody is shown by it
            area_code = (partner.company_id or self.env.company).sudo().sama_area_code
            partner.sama_phone_key = normalise_phone(partner.phone, area_code) or False
            partner.sama_mobile_key = (
                normalise_phone(partner.sama_mobile, area_code) or False
            )

    @api.depends(
        *SEARCHED_FIELDS, "sama_phone_key", "sama_mobile_key", "sama_national_id"
    )
    def _compute_sama_search_key(self):
        for partner in self:
            numbers = (
                partner.sama_phone_key,
                partner.sama_mobile_key,
                partner.sama_national_id,
            )
            texts = [partner[fname] for fname in SEARCHED_FIELDS]
            partner.sama_search_key = search_key(texts, numbers) or False

    @api.depends("sama_phone_key", "sama_mobile_key")
    def _compute_sama_reachable(self):
        for partner in self:
            keys = (partner.sama_mobile_key or "", partner.sama_phone_key or "")
            partner.sama_reachable = any(
                is_mobile(key) or key.startswith("+") for key in keys
            )

    # === SEARCH === #

    @api.model
    def _search_sama_reachable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain(column, "=like", pattern)
            for column in ("sama_mobile_key", "sama_phone_key")
            for pattern in (f"9{'_' * 9}", "+%")
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Find persons whatever the spelling, and by a piece of a number.

        The search key holds the folded form of all that core searches, so it answers
        alone, by one index; fields that others add to the search are searched as well.
        Who has no role of ours finds what plain Odoo finds, and nothing by a mobile or
        a national id, which he is not shown.
        """
        folded = fold_text(value) if isinstance(value, str) else ""
        if (
            operator not in ("like", "ilike")
            or not folded
            or not self._sama_reads("sama_search_key")
        ):
            return super()._search_display_name(operator, value)
        found = Domain("sama_search_key", "ilike", folded)
        if digits := search_digits(value):
            found |= Domain("sama_search_key", "like", persian_digits(digits))
        if not set(self._rec_names_search).issubset(SEARCHED_FIELDS):
            found |= Domain(super()._search_display_name(operator, value))
        return found

    def _search_phone_mobile_search(self, operator, value):
        """Find a number by a piece of it, also in other digits or with a prefix."""
        domain = Domain(super()._search_phone_mobile_search(operator, value))
        if not self._sama_reads("sama_search_key"):
            return domain
        digits = search_digits(value) if isinstance(value, str) else ""
        if digits and operator in ("like", "ilike", "="):
            domain |= Domain("sama_search_key", "like", persian_digits(digits))
        return domain

    # === BUSINESS === #

    @api.model
    def _sama_recompute_phone_keys(self):
        """Normalise all numbers again; the search key follows."""
        partners = self.with_context(active_test=False).search(
            ["|", ("phone", "!=", False), ("sama_mobile", "!=", False)]
        )
        for fname in ("sama_phone_key", "sama_mobile_key"):
            self.env.add_to_compute(self._fields[fname], partners)
