from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

DATA = (
    "resource_calendar_data.xml",
    "sama_display_unit_data.xml",
    "sama_persian_supplement_data.xml",
)


@tagged("post_install", "-at_install")
class TestUpgradeKeepsEdits(TransactionCase):
    """What the administrator has changed survives an upgrade of the addon."""

    def _upgrade(self):
        """Load the data files as ``-u sama_crm`` does."""
        for name in DATA:
            convert_file(self.env, "sama_crm", f"data/{name}", {}, mode="update")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_working_hours_and_holidays(self):
        office = self.env.ref("sama_crm.calendar_office")
        office.name = "Our hours"
        office.attendance_ids[0].hour_to = 14.5
        office.attendance_ids[-1].unlink()
        office.leave_ids[0].unlink()
        office.leave_ids[0].name = "Our holiday"
        kept = self._picture(office)
        self._upgrade()
        self.assertEqual(self._picture(office), kept)

    def _picture(self, office):
        return (
            office.name,
            office.attendance_ids.mapped(lambda line: (line.name, line.hour_to)),
            office.leave_ids.mapped(lambda leave: (leave.name, leave.date_from)),
        )

    def test_calendar_and_digits_of_the_language(self):
        Lang = self.env["res.lang"]
        lang = Lang._activate_lang("fa_IR")
        lang.write({"sama_calendar": "gregorian", "sama_numbering": "latn"})
        lang.date_format = "%d/%m/%Y"
        self.env.flush_all()
        Lang.init()
        self._upgrade()
        self.assertEqual(lang.sama_calendar, "gregorian")
        self.assertEqual(lang.sama_numbering, "latn")
        self.assertEqual(lang.date_format, "%d/%m/%Y")

    def test_display_unit(self):
        unit = self.env["sama.display.unit"].search([], limit=1, order="id desc")
        unit.divisor = 10_000
        self._upgrade()
        self.assertEqual(unit.divisor, 10_000)

    def test_supplement_that_is_switched_off(self):
        if not self.env["res.lang"]._get_code("fa_IR"):
            self.env["res.lang"]._activate_and_install_lang("fa_IR")
        supplement = self.env["sama.persian.supplement"]
        field = self.env.ref("account.field_account_move__amount_residual")
        supplement._switch(False)
        self._upgrade()
        self.assertFalse(supplement._is_on())
        self.assertEqual(
            field.with_context(lang="fa_IR").field_description, "مقدار سررسید"
        )
