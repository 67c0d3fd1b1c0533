"""The grammar of the suite: users per role, products, partners, documents.

Roles, and what each holds beyond ``base.group_user``:

=============  ==============================================================
employee       nothing
agent, agent2  ``sama_crm.group_agent``
manager        ``sama_crm.group_manager``
admin          ``sama_crm.group_admin``
salesman       Sales, own documents only
agent_salesman agent and Sales, own documents only
accountant     Invoicing
portal         ``base.group_portal`` instead; his partner is ``portal_partner``
=============  ==============================================================

The environment is a superuser's with mail left as in production; use
``record.with_user(self.agent)`` for the rights of a role.
"""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests.common import TransactionCase, new_test_user

from ..models.sama_job import SamaJob

ROLES = {
    "employee": "base.group_user",
    "agent": "sama_crm.group_agent",
    "agent2": "sama_crm.group_agent",
    "manager": "sama_crm.group_manager",
    "admin": "sama_crm.group_admin",
    "salesman": "sales_team.group_sale_salesman",
    "agent_salesman": "sama_crm.group_agent,sales_team.group_sale_salesman",
    "accountant": "account.group_account_invoice",
    "portal": "base.group_portal",
}


def without_queue_job():
    """Return a patcher: the cron does long work, also where queue_job is installed."""
    return patch.object(SamaJob, "_has_queue_job", lambda self: False)


class SamaCommon(TransactionCase):
    """Data for every test of the addon; documents are built by each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(without_queue_job())
        # A database may speak Persian only; texts are compared in English.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=cls.company, install_demo=False
            )
        cls.currency = cls.company.currency_id
        cls._create_users()
        cls._create_products()
        cls.partner = cls._partner("Karimi Trading", is_company=True)
        cls.contact = cls._partner("Mina Karimi", parent_id=cls.partner.id)
        cls.partner2 = cls._partner("Reza Ahmadi")

    # === SET-UP === #

    @classmethod
    def _create_users(cls):
        for role, groups in ROLES.items():
            setattr(cls, role, cls._user(f"sama_{role}", groups))
        cls.portal_partner = cls.portal.partner_id

    @classmethod
    def _create_products(cls):
        cls.goods = cls._product("Printer", "consu", 100)
        cls.goods2 = cls._product("Paper", "consu", 7)
        cls.service = cls._product("Installation", "service", 50)
        cls.service2 = cls._product("Training", "service", 30)
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "Value added 10%",
                "amount": 10,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "company_id": cls.company.id,
            }
        )

    # === BUILDERS === #

    @classmethod
    def _user(cls, login, groups, **values):
        """A user of the company with the groups (xml ids joined by commas)."""
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            context={"no_reset_password": True},
            **{
                "name": login.replace("_", " ").title(),
                "lang": "en_US",
                "tz": "Asia/Tehran",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            },
        )

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "lang": "en_US", "company_id": False, **values}
        )

    @classmethod
    def _product(cls, name, product_type="consu", price=100, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": product_type,
                "list_price": price,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                "company_id": False,
                **values,
            }
        )

    @classmethod
    def _line_values(cls, line, quantity_field):
        """Values of one line of an order or an invoice.

        ``line`` is a product, a tuple (product, price[, quantity[, taxes]]), or
        ready values; a tuple without product (``False``) makes a text line with
        an amount, which only invoices know.
        """
        if isinstance(line, dict):
            return line
        if not isinstance(line, tuple):
            line = (line, line.list_price)
        product, price, *rest = line
        quantity = rest[0] if rest else 1
        taxes = rest[1] if len(rest) > 1 else cls.env["account.tax"]
        values = {
            "product_id": product.id if product else False,
            quantity_field: quantity,
            "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)],
        }
        if not product:
            values["name"] = "Without product"
        return values

    @classmethod
    def _order(cls, lines=None, partner=None, **values):
        """A quotation; without ``lines`` one printer at 100."""
        if lines is None:
            lines = [cls.goods]
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.partner).id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(cls._line_values(line, "product_uom_qty"))
                    for line in lines
                ],
                **values,
            }
        )

    @classmethod
    def _invoice(
        cls, lines=None, partner=None, move_type="out_invoice", post=True, **values
    ):
        """A customer invoice, posted unless told otherwise; lines as in `_order`."""
        if lines is None:
            lines = [cls.goods]
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.partner).id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(cls._line_values(line, "quantity")) for line in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _invoice_order(cls, order, final=False):
        """The regular invoice of a confirmed order, as a draft."""
        return order._create_invoices(final=final)

    @classmethod
    def _down_payment(cls, order, percent=30):
        """The down payment invoice of a confirmed order, as a draft."""
        known = order.invoice_ids
        wizard = cls.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": percent,
            }
        )
        wizard.create_invoices()
        return order.invoice_ids - known

    @classmethod
    def _foreign_currency(cls, rate=2.0, rounding=0.01, name="SMA"):
        """A currency of which ``rate`` units are worth one of the company's."""
        return cls.env["res.currency"].create(
            {
                "name": name,
                "symbol": name,
                "rounding": rounding,
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2020-01-01",
                            "rate": rate,
                            "company_id": cls.company.id,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _other_company(cls, name="Second Company"):
        """A company of its own with a chart of accounts."""
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.currency.id}
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        return company
