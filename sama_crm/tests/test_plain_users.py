from lxml import etree

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SamaCommon

# What others than our groups see of ours on purpose: who keeps the languages of the
# database chooses their calendar and digits, with or without a role of ours.
SHOWN_TO_SYSTEM = {("res.lang", "sama_calendar"), ("res.lang", "sama_numbering")}
CONTACTS = "base.group_user,base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestPlainUsers(SamaCommon):
    """Who has no role of ours works in Odoo as before: nothing of ours is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._user("sama_keeper", CONTACTS)
        cls.sales_manager = cls._user(
            "sama_sales", "sales_team.group_sale_manager,base.group_allow_export"
        )
        cls.bookkeeper = cls._user("sama_books", "account.group_account_manager")
        cls.projects = cls._user("sama_projects", "project.group_project_manager")
        cls.system = cls._user("sama_system", f"base.group_system,{CONTACTS}")
        cls.plain_users = [
            cls.employee,
            cls.keeper,
            cls.salesman,
            cls.sales_manager,
            cls.accountant,
            cls.bookkeeper,
            cls.projects,
            cls.portal,
            cls.env.ref("base.public_user"),
        ]

    # === NOTHING IS SHOWN === #

    def _core_fields_of_ours(self):
        """Yield (model, names of our fields on it) for each of core's models."""
        for model in self.env.registry.values():
            names = [name for name in model._fields if name.startswith("sama_")]
            if names and model._original_module != "sama_crm":
                yield model._name, names

    def test_no_field_of_ours_is_shown(self):
        for model, names in self._core_fields_of_ours():
            for user in self.plain_users:
                with self.subTest(model=model, user=user.login):
                    shown = self.env[model].with_user(user).fields_get(names, ["type"])
                    self.assertFalse(list(shown))

    def test_the_system_administrator_is_shown_the_languages_alone(self):
        shown = {
            (model, name)
            for model, names in self._core_fields_of_ours()
            for name in self.env[model].with_user(self.system).fields_get(names)
        }
        self.assertEqual(shown, SHOWN_TO_SYSTEM)

    def test_agents_are_shown_them(self):
        for model, name in (
            ("res.partner", "sama_mobile"),
            ("sale.order", "sama_kind"),
            ("mail.activity", "sama_hour"),
            ("res.company", "sama_follow_up_since"),
        ):
            self.assertIn(name, self.env[model].with_user(self.agent).fields_get())

    def test_no_view_shows_ours(self):
        kinds = [[False, kind] for kind in ("list", "form", "search", "kanban")]
        models = {model for model, _names in self._core_fields_of_ours()}
        for model in sorted(models - {"res.lang"} | {"product.template"}):
            for user in (self.keeper, self.sales_manager, self.bookkeeper):
                Model = self.env[model].with_user(user)
                if not Model.has_access("read"):
                    continue
                with self.subTest(model=model, user=user.login):
                    for view in Model.get_views(kinds)["views"].values():
                        self._assert_nothing_of_ours(view["arch"])

    def _assert_nothing_of_ours(self, arch):
        for node in etree.fromstring(arch).iter(etree.Element):
            # Odoo notes there why it added a field, also what it left out of the view.
            node.attrib.pop("data-used-by", None)
            for value in node.attrib.values():
                if "sama_" in value:
                    self.fail(etree.tostring(node)[:300])

    def test_our_views_are_consistent(self):
        """No field stands where somebody sees the view, but not the field."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "sama_crm"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        with self.assertNoLogs("odoo.addons.base.models.ir_ui_view", "WARNING"):
            for view in views.filtered(lambda view: view.type != "qweb"):
                view._check_xml()

    def test_fields_for_roles_are_neither_copied_nor_precomputed(self):
        """Odoo reads what it copies and precomputes as the user, not as superuser."""
        for model, names in self._core_fields_of_ours():
            if self.env[model]._transient or model in ("res.company", "res.lang"):
                continue  # Nobody copies them.
            for name in names:
                field = self.env[model]._fields[name]
                with self.subTest(model=model, field=name):
                    self.assertFalse(field.copy)
                    self.assertFalse(field.precompute)

    # === NOTHING IS REFUSED === #

    def _read_all(self, record):
        """Read what the user's form shows; what it computes may be of ours."""
        record.invalidate_recordset()
        Form(record)

    def test_sales(self):
        for user in (self.salesman, self.sales_manager):
            with self.subTest(user.login):
                Order = self.env["sale.order"].with_user(user)
                with Form(Order) as form:
                    form.partner_id = self.partner
                    with form.order_line.new() as line:
                        line.product_id = self.goods
                order = form.record.copy()
                self._read_all(order)
                order.action_confirm()
                order._action_cancel()
                order.action_draft()
                order.write({"partner_id": self.partner2.id, "user_id": False})
                self._read_all(order)
                order.message_post(body="x")
                order.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id
                ).action_feedback(feedback="done")

    def test_export(self):
        order = self._order().with_user(self.sales_manager)
        rows = order.export_data(["name", "partner_id/name", "order_line/name"])
        self.assertTrue(rows["datas"])

    def test_who_cancels_ends_the_chase(self):
        order = self._order(sama_follow_up_user_id=self.agent.id, user_id=False)
        order.with_user(self.agent).sama_follow_up("x", "2999-01-01")
        order.with_user(self.sales_manager).action_cancel()
        self.assertEqual(order.sama_last_follow_up_id.result, "void")
        self.assertFalse(order.sama_next_follow_up_date)

    def test_accounting(self):
        for user in (self.accountant, self.bookkeeper):
            with self.subTest(user.login):
                Move = self.env["account.move"].with_user(user)
                line = Command.create(self._line_values(self.goods, "quantity"))
                move = Move.create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": self.partner.id,
                        "invoice_line_ids": [line],
                    }
                )
                move.action_post()
                move.copy()
                move._reverse_moves()
                move.button_draft()
                move.write({"partner_id": self.partner2.id})
                self._read_all(move)

    def test_project_manager(self):
        Project = self.env["project.project"].with_user(self.projects)
        project = Project.create({"name": "Network", "partner_id": self.partner.id})
        project.copy()
        project.write({"partner_id": self.partner2.id, "date_start": "2026-01-01"})
        self._read_all(project)
        project.unlink()

    def test_contacts(self):
        self.contact.sudo().write({"sama_experience_note": "x", "sama_mobile": "0912"})
        person = self.contact.with_user(self.keeper)
        person.copy()
        person.phone = "02188776655"
        self._read_all(person)
        with Form(person) as form:
            form.name = "Renamed"
            form.country_id = self.env.ref("base.ir")
        with Form(person.browse()) as form:
            form.name = "New"
            form.phone = "021 8877 6655"
        form.record.unlink()
        result = person.load(["name", "phone"], [["Imported", "02188776655"]])
        self.assertTrue(result["ids"], result["messages"])

    def test_text_messages_of_plain_users_go_to_the_phone(self):
        person = self._partner(
            "Text", phone="+98 21 8877 6655", sama_mobile="+98 912 345 6789"
        )
        for user, fname in ((self.employee, "phone"), (self.agent, "sama_mobile")):
            info = person.with_user(user)._sms_get_recipients_info()[person.id]
            self.assertEqual(info["number"], person[fname])

    def test_search_of_plain_users(self):
        """Core's own; nobody finds a person by what he is not shown."""
        person = self._partner("Alí Karimi", sama_mobile="09127654321")
        for user, found in ((self.keeper, False), (self.agent, True)):
            Partner = self.env["res.partner"].with_user(user)
            for text in ("7654321", "۷۶۵۴۳۲۱"):
                self.assertEqual(
                    person.id in Partner.search([("display_name", "ilike", text)]).ids,
                    found,
                )
            self.assertIn(
                person.id, [row[0] for row in Partner.name_search("Karimi", limit=None)]
            )
            numbers = Partner.search([("phone_mobile_search", "ilike", "7654321")])
            self.assertEqual(person.id in numbers.ids, found)

    def test_agents_copy_what_they_see(self):
        grade = self.env["sama.customer.grade"].create({"name": "Gold"})
        values = {
            "sama_mobile": "+98 912 345 6789",
            "sama_grade_id": grade.id,
            "sama_birth_date": "1990-03-21",
            "sama_experience_note": "polite",
        }
        person = self._partner("Original", **values)
        agent = self._user("sama_copies", f"sama_crm.group_agent,{CONTACTS}")
        copied = person.with_user(agent).copy().sudo()
        self.assertEqual(copied.sama_grade_id, grade)
        self.assertEqual(copied.sama_mobile, values["sama_mobile"])
        self.assertEqual(copied.sama_experience_note, "polite")
        self.assertEqual(copied.sama_birth_date, person.sama_birth_date)
        plain = person.with_user(self.keeper).copy().sudo()
        self.assertFalse(plain.sama_mobile)
        self.assertFalse(plain.sama_grade_id)

    def test_merge_by_plain_user_loses_nothing(self):
        grade = self.env["sama.customer.grade"].create({"name": "Gold"})
        kept = self._partner("Twin", email="twin@example.com", sama_mobile="0912")
        other = self._partner(
            "Twin",
            email="twin@example.com",
            sama_mobile="0935",
            sama_grade_id=grade.id,
            sama_national_id="0499370899",
            sama_experience_note="polite",
        )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        own = kept.with_user(self.keeper)
        wizard.with_env(own.env)._merge((kept | other).ids, own)
        self.assertFalse(other.exists())
        self.assertEqual(kept.sama_mobile, "0912")
        self.assertEqual(kept.sama_grade_id, grade)
        self.assertEqual(kept.sama_national_id, "0499370899")
        self.assertEqual(kept.sama_experience_note, "polite")

    def test_system_administrator(self):
        settings = self.env["res.config.settings"].with_user(self.system)
        supplement = self.env["sama.persian.supplement"]._is_on()
        settings.create({}).execute()
        self.assertEqual(self.env["sama.persian.supplement"]._is_on(), supplement)
        company = self.env["res.company"].with_user(self.system)
        company = company.create({"name": "Third"})
        company.currency_id = self.env["res.currency"].search([], limit=1)
        company.write({"name": "Fourth"})
        user = self.agent.with_user(self.system)
        user.copy({"login": "sama_copied"})
        user.write({"group_ids": [Command.unlink(self.env.ref(self._agent_group).id)]})
        user.action_archive()

    _agent_group = "sama_crm.group_agent"
