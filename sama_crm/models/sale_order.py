from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.document_kind import Total
from .sama_agent_mixin import GROUP_AGENT
from .sama_follow_up_mixin import OPEN_STATES
from .sama_sale_document import KIND_FIELDS

PLAN_FIELDS = ("sama_next_follow_up_date", "sama_next_follow_up_hour")


class SaleOrder(models.Model):
    """A quotation that somebody chases until it is won or void."""

    _name = "sale.order"
    _inherit = [
        "sale.order",
        "sama.sale.document",
        "sama.follow.up.mixin",
        "sama.customer.source",
        "sama.fiscal.worked",
    ]
    _sama_figure_fields = (
        "partner_id",
        "company_id",
        "state",
        "date_order",
        *KIND_FIELDS,
    )

    _sama_day_fields = ("date_order",)

    sama_company_currency_id = fields.Many2one(related="company_id.currency_id")

    sama_viewed_on = fields.Datetime(
        string="Viewed by Customer on",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
        help="When the customer last opened the quotation by his link.",
    )

    @property
    def _mail_post_access(self):
        """Let agents write in the chatter of what they may read, and plan activities.

        Odoo asks for the right to write on the order itself, which they have not.
        """
        if self.env.user.has_group(GROUP_AGENT):
            return "read"
        return super()._mail_post_access

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let an agent plan an activity for a colleague, whom Odoo makes a follower."""
        orders = self
        if (
            partner_ids
            and self.env.user.has_group(GROUP_AGENT)
            and not self.has_access("write")
        ):
            self.check_access("read")
            # sudo: whether they are colleagues, and to let nobody else follow
            partners = self.env["res.partner"].sudo().browse(partner_ids)
            if all(any(not u.share for u in partner.user_ids) for partner in partners):
                # sudo: an agent writes on no order; that he may read it is checked
                orders = self.sudo()
        return super(SaleOrder, orders).message_subscribe(partner_ids, subtype_ids)

    # === VIEW === #

    @api.model
    def _sama_has_light_form(self):
        """Whether the user opens quotations in our form: he has no right of Sales."""
        user = self.env.user
        return user.has_group(GROUP_AGENT) and not self.has_access("write")

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._sama_has_light_form())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        if view_type == "form" and not view_id and self._sama_has_light_form():
            view_id = self.env.ref("sama_crm.sale_order_view_form").id
        return super()._get_view(view_id, view_type, **options)

    # === CRUD === #

    def _fetch_query(self, query, fields):
        """Read our columns along for who may not see them.

        A change of state asks for them in sudo, which is one query more otherwise. The
        cache gives them to nobody without the role.
        """
        hidden = self._sama_hidden_columns()
        if (
            not hidden
            or "state" not in {field.name for field in fields}
            or not all(field.column_type for field in fields)
        ):
            return super()._fetch_query(query, fields)
        # sudo: the query is already narrowed to the rows that the user may read, and
        # reading a hidden column from the cache asks for the role again.
        orders = super(SaleOrder, self.sudo())._fetch_query(query, [*fields, *hidden])
        return orders.with_env(self.env)

    @api.model
    def _sama_hidden_columns(self):
        """Return the stored fields of ours that this user has no role to see."""
        if self.env.su or self.env.user.has_group(GROUP_AGENT):
            return []
        return [
            field
            for field in self._fields.values()
            if field.groups == GROUP_AGENT
            and field.prefetch is True
            and field.column_type
            and field.store
        ]

    @api.model_create_multi
    def create(self, vals_list):
        plans = [self._sama_pop_plan(vals) for vals in vals_list]
        orders = super().create(vals_list)
        for order, plan in zip(orders, plans, strict=True):
            if plan and plan[0]:
                # sudo: the order was just created by who may write its plan.
                order.sudo()._sama_plan(*plan)
        orders._sama_notify_desk()
        return orders

    def write(self, vals):
        """Follow the state wherever it is changed, and plan a date that is written."""
        vals = dict(vals)
        plan = self._sama_pop_plan(vals)
        before = {order.id: order.state for order in self} if "state" in vals else {}
        if "sama_follow_up_user_id" in vals:
            self._sama_notify_desk()  # The one who loses them, too.
        result = super().write(vals)
        # sudo: what follows rests on the write that was just allowed.
        orders = self.sudo()
        if before:
            orders._sama_state_changed(before)
            orders._sama_notify_desk()
        if "sama_follow_up_user_id" in vals:
            orders._sama_move_plan()
            orders._sama_notify_desk()
        if plan:
            orders._sama_write_plan(*plan)
        return result

    def unlink(self):
        self._sama_notify_desk()
        return super().unlink()

    @api.model
    def _sama_pop_plan(self, vals):
        """Take the plan out of the values.

        :return: (date, hour), where None is not given; None if neither is
        :raises AccessError: the user may not write these fields
        """
        if not any(fname in vals for fname in PLAN_FIELDS):
            return None
        # Taken out, they pass the ORM's own check by.
        for fname in PLAN_FIELDS:
            if fname in vals:
                self._check_field_access(self._fields[fname], "write")
        date, hour = (vals.pop(fname, None) for fname in PLAN_FIELDS)
        if date:
            date = self._sama_to_date(date)
        return date, hour if hour is None else self._sama_to_hour(hour)

    def _sama_write_plan(self, date, hour):
        """Plan what was written on the fields: date, hour, or both."""
        if date is False:
            self._sama_unplan()
            return
        for order in self:
            planned = date or order.sama_next_follow_up_date
            if planned:
                order._sama_plan(
                    planned, order.sama_next_follow_up_hour if hour is None else hour
                )

    def _message_post_after_hook(self, message, msg_values):
        """Keep the moment when the customer looked at the quotation."""
        result = super()._message_post_after_hook(message, msg_values)
        viewed = self.env.ref("sale.mt_order_viewed", raise_if_not_found=False)
        if viewed and msg_values.get("subtype_id") == viewed.id:
            # Odoo posts it as superuser; tracking and write_date are left alone.
            self.env.cr.execute(
                SQL(
                    "UPDATE sale_order SET sama_viewed_on = %s WHERE id IN %s",
                    fields.Datetime.now(),
                    self._ids,
                )
            )
            self.invalidate_recordset(["sama_viewed_on"], flush=False)
        return result

    # === FISCAL YEAR === #

    @api.model
    def _sama_open_domain(self):
        return Domain("state", "in", OPEN_STATES) & Domain(
            "sama_follow_up_stopped", "!=", True
        )

    # === GOODS AND SERVICE === #

    @api.model
    def _sama_kind_depends(self):
        return [
            "amount_total",
            "amount_untaxed",
            "currency_rate",
            "order_line.price_total",
            "order_line.product_id",
        ]

    def _sama_kind_lines(self):
        has_delivery = "is_delivery" in self.env["sale.order.line"]._fields
        for line in self._get_priced_lines():
            yield self._sama_kind_line(
                line, is_delivery=has_delivery and line.is_delivery
            )

    def _sama_kind_total(self):
        company_currency = self.company_id.currency_id
        currency = self.currency_id or company_currency
        return Total(
            self.amount_total,
            self.amount_untaxed,
            rate=1.0 if currency == company_currency else self.currency_rate,
            rounding=currency.rounding or 0.01,
            company_rounding=company_currency.rounding or 0.01,
        )
