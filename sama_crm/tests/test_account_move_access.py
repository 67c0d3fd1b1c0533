from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestAccountMoveAccess(SamaCommon):
    """What each role sees of invoices; the roles are in `common`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"invoice_user_id": cls.manager.id}
        cls.posted = cls._invoice([cls.goods, (cls.service, 5, 2)], **values)
        cls.refund = cls._invoice(move_type="out_refund", **values)
        cls.draft = cls._invoice(post=False, **values)
        cls.bill = cls._invoice(move_type="in_invoice", **values)
        cls.own_draft = cls._invoice(post=False, invoice_user_id=cls.agent_salesman.id)
        cls.moves = cls.posted + cls.refund + cls.draft + cls.bill + cls.own_draft
        cls.env.flush_all()

    def _seen(self, user, moves=None):
        domain = [("id", "in", (moves or self.moves).ids)]
        return self.env["account.move"].with_user(user).search(domain).sudo()

    def test_agent_sees_posted_customer_invoices(self):
        self.assertEqual(self._seen(self.agent), self.posted + self.refund)
        with self.assertRaises(AccessError):
            self.draft.with_user(self.agent).check_access("read")

    def test_agent_only_reads(self):
        invoice = self.posted.with_user(self.agent)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(invoice.has_access(operation))

    def test_agent_sees_no_journal_items(self):
        self.assertFalse(
            self.env["account.move.line"].with_user(self.agent).has_access("read")
        )
        with self.assertRaises(AccessError):
            self.posted.with_user(self.agent).line_ids.mapped("name")

    def test_agent_sees_his_company_only(self):
        company = self._other_company()
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": "2026-01-15",
                    "invoice_line_ids": [
                        (0, 0, {"product_id": self.goods.id, "price_unit": 5})
                    ],
                }
            )
        )
        invoice.action_post()
        self.assertEqual(invoice.company_id, company)
        self.assertFalse(self._seen(self.agent, invoice))

    def test_agent_who_sells_keeps_his_own(self):
        self.assertEqual(
            self._seen(self.agent_salesman), self.posted + self.refund + self.own_draft
        )

    def test_salesman_sees_what_plain_odoo_shows(self):
        self.assertFalse(self._seen(self.salesman) & self.moves)

    def test_accountant_sees_all(self):
        self.assertEqual(self._seen(self.accountant), self.moves)

    def test_accountant_who_is_an_agent_sees_all(self):
        for login, group in (
            ("both_1", "account.group_account_invoice"),
            ("both_2", "account.group_account_readonly"),
        ):
            user = self._user(login, f"sama_crm.group_agent,{group}")
            self.assertEqual(self._seen(user), self.moves)

    def test_employee_sees_none(self):
        with self.assertRaises(AccessError):
            self._seen(self.employee)

    def test_access_by_a_group_without_rule_is_not_narrowed(self):
        """Such groups are in other modules: whoever has one sees what he saw."""
        group = self.env["res.groups"].create({"name": "Readers"})
        self.env["ir.model.access"].create(
            {
                "name": "readers",
                "model_id": self.env.ref("account.model_account_move").id,
                "group_id": group.id,
                "perm_read": True,
            }
        )
        self.employee.group_ids += group
        self.assertEqual(self._seen(self.employee), self.moves)
        self.employee.group_ids += self.env.ref("sama_crm.group_agent")
        self.assertEqual(self._seen(self.employee), self.moves)
        self.employee.group_ids -= group
        self.assertEqual(self._seen(self.employee), self.posted + self.refund)

    # === THE LIGHT FORM === #

    def _form_fields(self, user):
        view = self.env["account.move"].with_user(user).get_view(view_type="form")
        arch = etree.fromstring(view["arch"])
        return view, {node.get("name") for node in arch.iter("field")}

    def test_agent_opens_the_light_form(self):
        view, names = self._form_fields(self.agent)
        light = self.env.ref("sama_crm.account_move_view_form_agent")
        self.assertEqual(view["id"], light.id)
        self.env.invalidate_all()
        Move = self.env["account.move"].with_user(self.agent)
        specification = {
            name: {"fields": {"display_name": {}}}
            if Move._fields[name].type == "many2one"
            else {}
            for name in names
            # the survey sheets' list names fields of its own
            if name in Move._fields
        }
        (values,) = Move.browse(self.posted.id).web_read(specification)
        self.assertEqual(values["amount_total"], 110)
        self.assertEqual(values["sama_kind"], "mixed")
        self.assertEqual(values["partner_id"]["display_name"], self.partner.name)

    def test_others_open_odoos_form(self):
        light = self.env.ref("sama_crm.account_move_view_form_agent")
        for user in (self.salesman, self.agent_salesman, self.accountant):
            view, names = self._form_fields(user)
            self.assertNotEqual(view["id"], light.id)
            self.assertIn("invoice_line_ids", names)

    def test_agent_reads_the_chatter(self):
        self.posted.message_post(body="Called about the delivery")
        invoice = self.posted.with_user(self.agent)
        bodies = invoice.message_ids.mapped("body")
        self.assertTrue(any("delivery" in body for body in bodies))

    # === LINES BOUGHT === #

    def test_bought_lines(self):
        self.env.invalidate_all()
        lines = self.posted.with_user(self.agent).sama_get_bought_lines()
        self.assertEqual(
            [(line["product"], line["quantity"], line["price_unit"]) for line in lines],
            [("Printer", 1, 100), ("Installation", 2, 5)],
        )
        self.assertEqual([line["price_subtotal"] for line in lines], [100, 10])
        self.assertEqual(lines[0]["currency_id"], self.currency.id)

    def test_bought_lines_are_refused(self):
        for user, move in (
            (self.portal, self.posted),
            (self.employee, self.posted),
            (self.salesman, self.posted),
            (self.agent, self.draft),
            (self.agent, self.bill),
        ):
            with self.assertRaises(AccessError):
                move.with_user(user).sama_get_bought_lines()

    def test_bought_lines_are_refused_to_the_customer_himself(self):
        invoice = self._invoice(partner=self.portal_partner)
        invoice.with_user(self.portal).check_access("read")
        with self.assertRaises(AccessError):
            invoice.with_user(self.portal).sama_get_bought_lines()
