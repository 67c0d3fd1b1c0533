from odoo.tests import Form, tagged

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestPlainUsers(SamaCommon):
    """Who has no role of ours works in Odoo as before: nothing of ours is refused."""

    def test_fields_for_roles_are_neither_copied_nor_precomputed(self):
        """Odoo reads what it copies and precomputes as the user, not as superuser."""
        for model in (
            "res.partner",
            "sale.order",
            "sale.order.line",
            "account.move",
            "project.project",
        ):
            for name, field in self.env[model]._fields.items():
                if name.startswith("sama_") and field.groups:
                    with self.subTest(model=model, field=name):
                        self.assertFalse(field.copy)
                        self.assertFalse(field.precompute)

    def _read_ours(self, record):
        """Read each field of ours that the user is shown."""
        names = [name for name in record.fields_get() if name.startswith("sama_")]
        record.invalidate_recordset()
        for name in names:
            with self.subTest(name):
                record.read([name])

    def test_salesman(self):
        Order = self.env["sale.order"].with_user(self.salesman)
        with Form(Order) as form:
            form.partner_id = self.partner
        order = form.record.copy()
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        self._read_ours(order)

    def test_accountant(self):
        Move = self.env["account.move"].with_user(self.accountant)
        move = Move.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_line_ids": [(0, 0, self._line_values(self.goods, "quantity"))],
            }
        )
        move.action_post()
        move.copy()
        move._reverse_moves()
        self._read_ours(move)

    def test_project_manager(self):
        user = self._user("sama_projects", "project.group_project_manager")
        Project = self.env["project.project"].with_user(user)
        project = Project.create({"name": "Network", "partner_id": self.partner.id})
        project.copy()
        project.write({"partner_id": self.partner2.id, "date_start": "2026-01-01"})
        self._read_ours(project)
        project.unlink()

    def test_who_keeps_contacts(self):
        keeper = self._user("sama_keeper", "base.group_user,base.group_partner_manager")
        self.contact.sudo().sama_experience_note = "x"
        person = self.contact.with_user(keeper)
        person.copy()
        person.phone = "02188776655"
        person.create({"name": "New"}).unlink()
        self._read_ours(person)
        with Form(person) as form:
            form.name = "Renamed"
