from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_opening import OpeningCommon

# Saturday 1 Farvardin 1405 begins at 20:30 UTC of the day before.
FIRST_NIGHT = "2026-03-20 20:31:00"
NIGHT_BEFORE = "2026-03-19 20:31:00"
MONDAY = "2026-04-06 08:30:00"


@tagged("post_install", "-at_install")
@freeze_time(FIRST_NIGHT)
class TestFiscalRemind(OpeningCommon):
    """An administrator who reads Persian, one who reads English, one of elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR").sama_numbering = "arabext"
        cls.env["ir.module.module"].search(
            [("name", "=", "sama_crm")]
        )._update_translations("fa_IR")
        cls.admin2 = cls._user("sama_admin2", "sama_crm.group_admin", lang="fa_IR")
        cls.other_company = cls._other_company()
        cls.admin3 = cls._user(
            "sama_admin3",
            "sama_crm.group_admin",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    def _remind(self):
        self.Year._sama_remind(self.company)

    def _planned(self, year=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "sama.fiscal.year"),
                ("res_id", "in", (year or self.year4 + self.year5).ids),
                ("user_id", "in", (self.admin + self.admin2 + self.admin3).ids),
            ]
        )

    def test_each_administrator_once_and_in_his_language(self):
        self._remind()
        planned = self._planned()
        self.assertEqual(planned.user_id, self.admin + self.admin2)
        texts = {
            (activity.user_id, activity.res_id): activity.summary
            for activity in planned
        }
        self.assertEqual(
            texts,
            {
                (self.admin, self.year5.id): "Open fiscal year 1405",
                (self.admin, self.year4.id): "Close fiscal year 1404",
                (self.admin2, self.year5.id): "افتتاح سال مالی ۱۴۰۵",
                (self.admin2, self.year4.id): "بستن سال مالی ۱۴۰۴",
            },
        )
        days = planned.grouped("res_id")
        first = self.company._sama_next_working_day(date(2026, 3, 21))
        self.assertEqual(set(days[self.year5.id].mapped("date_deadline")), {first})
        late = self.company._sama_next_working_day(date(2026, 4, 20))
        self.assertEqual(set(days[self.year4.id].mapped("date_deadline")), {late})
        self._remind()
        self.assertEqual(self._planned(), planned)
        planned.unlink()
        with freeze_time(MONDAY):
            self._remind()
        self.assertFalse(self._planned())

    def test_the_nightly_job_reminds(self):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=1):
            self.Year._cron_sama_years()
        self.assertEqual(len(self._planned()), 4)

    def test_not_before_the_year_begins_and_not_long_after(self):
        for moment in (NIGHT_BEFORE, "2026-06-15 20:31:00"):
            with freeze_time(moment):
                self._remind()
        self.assertFalse(self._planned())

    def test_gone_when_it_is_done(self):
        self._remind()
        self.year4.with_user(self.admin).action_close()
        self.assertFalse(self._planned(self.year4))
        self.assertEqual(len(self._planned(self.year5)), 2)
        opening = self._opening()
        opening.with_user(self.admin2).action_run()
        self.assertFalse(self._planned())
        self.year4.with_user(self.admin).action_reopen()
        opening.with_user(self.admin).action_undo()
        self._remind()
        self.assertFalse(self._planned(), "once a year")

    def test_what_was_done_before_reminds_nobody(self):
        self._opening().action_run()
        self.year4.with_user(self.admin).action_close()
        self._remind()
        self.assertFalse(self._planned())

    def test_a_first_year_reminds_nobody(self):
        self.Year._sama_remind(self.other_company)
        year = self.Year._sama_current(self.other_company)
        self.assertTrue(year)
        self.assertFalse(self._planned(year))

    def test_nobody_to_remind(self):
        year = self.Year._sama_current(self.other_company)
        before = year.date_from - timedelta(days=1)
        self.Year._sama_ensure(self.other_company, before, before)
        self.admin3.active = False
        with freeze_time(year.date_from):
            self.Year._sama_remind(self.other_company)
            self.assertFalse(year.open_reminded_on)
            self.admin3.active = True
            self.Year._sama_remind(self.other_company)
        self.assertEqual(self._planned(year).user_id, self.admin3)

    @freeze_time(MONDAY)
    def test_the_year_leads_to_its_opening(self):
        self.env.invalidate_all()
        self.assertEqual(
            (self.year4 + self.year5).mapped("can_be_opened"), [False, True]
        )
        action = self.year5.with_user(self.manager).action_open_year()
        opening = self.Opening.browse(action["res_id"])
        self.assertEqual(opening.to_year_id, self.year5)
        opening.with_user(self.admin).action_run()
        self.year5.invalidate_recordset()
        self.assertFalse(self.year5.can_be_opened)
