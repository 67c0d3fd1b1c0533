import base64
import io
import zipfile
from unittest.mock import patch

from openpyxl import load_workbook
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..imports import run as loader_run
from ..imports import workbook as workbook_module
from ..imports.sheets import SHEETS
from ..imports.template import LISTS_TITLE, Template
from ..imports.workbook import Workbook
from ..models.sama_job import Cancelled
from ..wizards import sama_import
from .common import SamaCommon
from .common_import import ImportCommon, workbook

MANY = {"persons": [{"code": f"B-{n}", "name": f"B-{n}"} for n in range(1, 6)]}
GOOD = {"persons": [{"code": "W-1", "name": "یک"}, {"code": "W-2", "name": "دو"}]}
BAD = {"persons": [*GOOD["persons"], {"code": "W-3", "name": None, "grade": "x"}]}


@tagged("post_install", "-at_install")
class TestImportWizard(ImportCommon):
    def _wizard(self, sheets, user=None, **values):
        content = sheets if isinstance(sheets, bytes) else workbook(sheets)
        env = self.env["sama.import"].with_user(user or self.admin).env
        return env["sama.import"].create(
            {"file": base64.b64encode(content), "file_name": "x.xlsx", **values}
        )

    def test_try_then_import(self):
        wizard = self._wizard(GOOD)
        action = wizard.action_try()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual((wizard.step, wizard.error_count), ("tried", 0))
        self.assertIn("<td", wizard.summary)
        self.assertFalse(self._imported("persons", "W-1"))
        wizard.action_import()
        self.assertEqual(wizard.step, "done")
        self.assertEqual(self._imported("persons", "W-1").name, "یک")

    def test_all_or_nothing_unless_the_good_rows(self):
        wizard = self._wizard(BAD)
        wizard.action_import()
        self.assertEqual((wizard.step, wizard.good_count), ("tried", 2))
        self.assertFalse(self._imported("persons", "W-1"))
        # The column of names comes second, the row with the error is the fourth.
        self.assertEqual(wizard.line_ids.mapped("place"), ["اشخاص!B4"])
        wizard.action_import_good()
        self.assertEqual(wizard.step, "done")
        self.assertTrue(self._imported("persons", "W-2"))
        self.assertFalse(self._imported("persons", "W-3"))

    def test_hostile_files_are_told_and_nothing_is_lost(self):
        for content, words in (
            (b"code,name\n1,x", "text file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old Excel"),
            (workbook(GOOD)[:2000], "damaged"),
        ):
            with self.subTest(words=words):
                wizard = self._wizard(content)
                with self.assertRaisesRegex(UserError, words):
                    wizard.action_try()
        wizard.file = False
        with self.assertRaisesRegex(UserError, "Choose the workbook"):
            wizard.action_import()
        other = io.BytesIO()
        book = load_workbook(io.BytesIO(workbook(GOOD)))
        book.active.title = "چیز دیگر"
        book.save(other)
        with self.assertRaisesRegex(UserError, "None of the sheets"):
            self._wizard(other.getvalue()).action_try()

    def test_rights(self):
        for user in (self.employee, self.agent, self.manager, self.portal):
            with self.assertRaises(AccessError):
                self._wizard(GOOD, user=user)
        wizard = self._wizard(GOOD)
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_import()
        other = self.env["res.company"].create({"name": "Other"})
        # Nobody imports into a company that is not his.
        wizard.sudo().company_id = other
        with self.assertRaises(AccessError):
            wizard.action_import()

    def test_merged_cells_and_unknown_columns(self):
        book = load_workbook(io.BytesIO(workbook(GOOD)))
        page = book.active
        page["C1"] = "ستون من"
        page["C2"] = "x"
        page.merge_cells("B2:B3")
        stream = io.BytesIO()
        book.save(stream)
        wizard = self._wizard(stream.getvalue())
        wizard.action_try()
        lines = {line.place: line.severity for line in wizard.line_ids}
        self.assertEqual(lines["اشخاص!B2:B3"], "error")
        self.assertEqual(lines["اشخاص!C1"], "warning")

    def test_a_unit_of_amounts(self):
        unit = self.env["sama.display.unit"].create(
            {"name": "ten", "currency_id": self.currency.id, "divisor": 10}
        )
        rows = {
            "quotations": [
                {
                    "code": "W-9",
                    "date": "1402/05/03",
                    "customer": self.partner2.name,
                    "amount": 12,
                }
            ]
        }
        self._wizard(rows, unit_id=unit.id).action_import()
        self.assertEqual(self._imported("quotations", "W-9").amount_total, 120)


@tagged("post_install", "-at_install")
class TestImportInBackground(ImportCommon):
    """Large workbooks; the cron's commits are left out, its steps are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(IrCron, "_commit_progress", cls._commit_progress)
        )
        cls.startClassPatcher(patch.object(cls.env.cr, "rollback", lambda: None))
        cls.startClassPatcher(patch.object(sama_import, "BACKGROUND_ROWS", 2))
        cls.startClassPatcher(patch.object(loader_run, "BATCH", 2))

    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Stand in for the cron's own: flushes as a commit does."""
        self.env.flush_all()
        return 100

    def _wizard(self, sheets=None, **values):
        content = sheets if isinstance(sheets, bytes) else workbook(sheets or MANY)
        return (
            self.env["sama.import"]
            .with_user(self.admin)
            .create(
                {
                    "file": base64.b64encode(content),
                    "file_name": "old.xlsx",
                    **values,
                }
            )
        )

    def _work(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env["sama.import"]._cron_import()
        self.env.invalidate_all()

    def test_the_same_as_at_once(self):
        wizard = self._wizard()
        action = wizard.action_try()
        self.assertEqual((action["res_id"], action["target"]), (wizard.id, "new"))
        self.assertEqual((wizard.state, wizard.step), ("queued", "choose"))
        # With the row of headings.
        self.assertEqual((wizard.total, wizard.progress), (6, 0))
        self.assertFalse(wizard.summary)
        self._work()
        self.assertEqual((wizard.state, wizard.step), ("done", "tried"))
        self.assertEqual((wizard.good_count, wizard.error_count), (5, 0))
        self.assertFalse(self._imported("persons", "B-1"))
        wizard.action_import()
        self._work()
        self.assertEqual((wizard.state, wizard.step), ("done", "done"))
        self.assertEqual(self._imported("persons", "B-5").name, "B-5")
        self.assertEqual(self._imported("persons", "B-5").create_uid, self.admin)
        note = self.env["mail.message"].search(
            [("partner_ids", "in", self.admin.partner_id.ids)],
            limit=1,
            order="id desc",
        )
        self.assertIn("old.xlsx", note.subject)

    def test_all_or_nothing_unless_the_good_rows(self):
        rows = [*MANY["persons"], {"code": "B-9", "name": None}]
        wizard = self._wizard({"persons": rows})
        wizard.action_import()
        self._work()
        self.assertEqual((wizard.step, wizard.error_count), ("tried", 1))
        self.assertEqual(wizard.line_ids.mapped("place"), ["اشخاص!B7"])
        self.assertFalse(self._imported("persons", "B-1"))
        wizard.action_import_good()
        self._work()
        self.assertEqual((wizard.step, wizard.good_count), ("done", 5))
        self.assertTrue(self._imported("persons", "B-5"))

    def test_small_ones_are_done_at_once(self):
        wizard = self._wizard({"persons": MANY["persons"][:1]})
        wizard.action_import()
        self.assertEqual((wizard.state, wizard.step), (False, "done"))

    def test_progress_and_giving_up(self):
        wizard = self._wizard()
        wizard.action_import()
        seen = []
        original = type(wizard)._report_progress

        def report(job, done):
            seen.append(done)
            original(job, done)
            if done >= 4:
                # What the original says; the state would go with the test's cursor.
                raise Cancelled

        with patch.object(type(wizard), "_report_progress", report):
            self._work()
        self.assertEqual(seen, [2, 4])
        self.assertEqual((wizard.done, wizard.step), (0, "choose"))
        self.assertFalse(self._imported("persons", "B-1"), "nothing of it is written")
        wizard.sudo().state = "cancelled"
        with self.assertRaises(Cancelled):
            wizard.sudo()._report_progress(6)
        with self.assertRaises(UserError):
            wizard.action_cancel()
        wizard.action_import()
        wizard.action_cancel()
        self._work()
        self.assertEqual(wizard.state, "cancelled")
        self.assertFalse(self._imported("persons", "B-1"))

    def test_one_at_a_time_is_shown_again(self):
        wizard = self._wizard()
        wizard.action_try()
        again = wizard.action_import()
        self.assertEqual((again["res_id"], wizard.act), (wizard.id, "try"))
        imports = self.env["sama.import"]
        opened = imports.with_user(self.admin).action_open()
        self.assertEqual(opened["res_id"], wizard.id)
        other = self._user("sama_admin_other", "sama_crm.group_admin")
        self.assertFalse(imports.with_user(other).action_open()["res_id"])
        with self.assertRaises(AccessError):
            wizard.with_user(other).action_cancel()
        self._work()
        self.assertFalse(imports.with_user(self.admin).action_open()["res_id"])

    def test_rights_of_who_asked(self):
        wizard = self._wizard()
        wizard.action_import()
        self.admin.group_ids -= self.env.ref("sama_crm.group_admin")
        self._work()
        self.assertEqual(wizard.sudo().state, "failed")
        self.assertIn("administrator", wizard.sudo().error)
        self.assertFalse(self._imported("persons", "B-1"))

    def test_killed_worker(self):
        wizard = self._wizard()
        wizard.action_import()
        wizard.sudo().write({"state": "running", "attempts": 1})
        self._work()
        self.assertEqual((wizard.state, wizard.step), ("done", "done"))
        wizard.sudo().write({"state": "running", "attempts": 2})
        self._work()
        self.assertEqual(wizard.state, "failed")
        self.assertIn("limit_time_real_cron", wizard.error)

    def test_somebody_else_wrote_at_the_same_time(self):
        wizard = self._wizard()
        wizard.action_import()
        original, tries = type(wizard)._run, []

        def run(job, env, stream, progress=None):
            tries.append(1)
            result = original(job, env, stream, progress)
            if len(tries) == 1:
                raise SerializationFailure
            return result

        with patch.object(type(wizard), "_run", run):
            self._work()
        self.assertEqual((len(tries), wizard.state), (2, "done"))
        self.assertEqual(wizard.good_count, 5)
        self.assertEqual(wizard.summary.count("<td class='text-end'>5</td>"), 1)

    def test_a_hostile_file_never_waits(self):
        """What the guard refuses is told at once; a lie of rows waits and is told."""
        out = io.BytesIO(workbook(MANY))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"x" * (61 * 2**20))
        wizard = self._wizard(out.getvalue())
        with self.assertRaisesRegex(UserError, "far larger"):
            wizard.action_try()
        self.assertFalse(wizard.state)
        self.patch(workbook_module, "MAX_ROWS", 3)
        wizard = self._wizard()
        wizard.action_import()
        self._work()
        self.assertEqual(wizard.state, "failed")
        self.assertIn("3 rows", wizard.error)
        self.assertFalse(self._imported("persons", "B-1"))

    def test_a_file_that_breaks_on_the_way(self):
        book = load_workbook(io.BytesIO(workbook(MANY)))
        book.active.title = "چیز دیگر"
        stream = io.BytesIO()
        book.save(stream)
        wizard = self._wizard(stream.getvalue())
        wizard.action_import()
        self._work()
        self.assertEqual(wizard.state, "failed")
        self.assertIn("None of the sheets", wizard.error)

    def test_kept_a_week(self):
        wizard = self._wizard({"persons": [*MANY["persons"], {"code": "B-9"}]})
        wizard.action_try()
        self._work()
        lines = wizard.line_ids
        self.assertTrue(lines)
        for model in (wizard, lines):
            self.assertEqual(model._transient_max_hours, 168)


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon):
    def _template(self, language):
        stream = io.BytesIO()
        Template(self.env, self.company, language).save_to(stream)
        return stream

    def test_templates(self):
        for language in ("fa", "en"):
            book = load_workbook(self._template(language))
            titles = [sheet.label(language) for sheet in SHEETS]
            self.assertEqual(book.sheetnames[1:-1], titles)
            self.assertEqual(book.sheetnames[-1], LISTS_TITLE)
            for sheet in SHEETS:
                page = book[sheet.label(language)]
                self.assertEqual(page.sheet_view.rightToLeft, language == "fa")
                found = [sheet.find(cell.value) for cell in page[1]]
                self.assertEqual(
                    found[: len(sheet.columns)], list(sheet.columns), sheet.name
                )
                self.assertTrue(page["A1"].comment.text)
            quotations = book[SHEETS[2].label(language)]
            lists = quotations.data_validations.dataValidation
            self.assertGreaterEqual(len(lists), 4)

    def test_a_template_as_it_is_imports_nothing(self):
        for language in ("fa", "en"):
            result = self._run(self._template(language).getvalue())
            self.assertEqual(self._notes(result), {}, language)
            self.assertEqual(self._warnings(result), {}, language)
            self.assertEqual(result.total("created", "updated", "failed"), 0)

    def test_a_filled_template(self):
        book = load_workbook(self._template("fa"))
        page = book["اشخاص"]
        headings = {cell.value.strip(" *"): cell.column for cell in page[1]}
        page.cell(3, headings["کد شخص"], "T-1")
        page.cell(3, headings["نام"], "از الگو")
        stream = io.BytesIO()
        book.save(stream)
        self._run(stream.getvalue())
        self.assertEqual(self._imported("persons", "T-1").name, "از الگو")

    def test_questions_of_the_company_are_headings(self):
        titles = Workbook(self._template("en"))
        heading = titles.heading("Surveys", SHEETS[4])
        names = self.env["sama.survey"].search([]).question_ids.mapped("name")
        self.assertTrue(set(heading.others.values()) <= set(names))
        self.assertTrue(heading.others)


@tagged("post_install", "-at_install")
class TestImportScreen(SamaCommon, HttpCase):
    def _get(self, login, language="fa"):
        self.authenticate(login, login)
        return self.url_open(f"/sama_crm/import/template/{language}")

    def test_download(self):
        answer = self._get("sama_admin")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        book = load_workbook(io.BytesIO(answer.content))
        self.assertIn("پیش‌فاکتورها", book.sheetnames)
        self.assertEqual(self._get("sama_admin", "de").status_code, 404)
        self.assertEqual(self._get("sama_manager").status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open("/sama_crm/import/template/fa")
        self.assertNotIn("spreadsheetml", answer.headers["Content-Type"])

    def _lay_down(self):
        """Lay a workbook down for the tour, two good rows and a bad one."""
        self.env["res.lang"]._activate_lang("fa_IR")
        self.admin.lang = "fa_IR"
        rows = [
            {
                "code": "T-1",
                "date": "۱۴۰۲/۰۵/۰۳",
                "customer": "T-1",
                "amount": "۱۲٬۵۰۰",
            },
            {"code": "T-2", "date": "1402/05/03", "customer": "ناشناس", "amount": 1},
        ]
        persons = [{"code": "T-1", "name": "بازرگانی تور"}]
        self.env["ir.attachment"].create(
            {
                "name": "import.xlsx",
                "url": "/sama_import_tour.xlsx",
                "raw": workbook({"persons": persons, "quotations": rows}),
                "public": True,
            }
        )

    def test_upload_and_import_in_persian(self):
        self._lay_down()
        self.start_tour(
            "/odoo/action-sama_crm.sama_import_action",
            "sama_crm_import",
            login="sama_admin",
        )
        partner = self.env["res.partner"].search([("ref", "=", "T-1")])
        self.assertEqual(partner.name, "بازرگانی تور")
        order = self.env["sale.order"].search([("partner_id", "=", partner.id)])
        self.assertEqual((order.name, order.amount_total), ("T-1", 12_500))

    def test_large_workbook_is_followed(self):
        self._lay_down()
        looks = []
        imports = self.env["sama.import"]
        original = type(imports).web_read

        def web_read(jobs, specification):
            looks.extend(jobs.filtered(lambda job: job.state == "queued"))
            if len(looks) == 3:
                imports._cron_import()
                jobs.invalidate_recordset()
            return original(jobs, specification)

        # Here it writes, which the real one does not.
        web_read._readonly = False

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return 100

        with (
            patch.object(type(imports), "web_read", web_read),
            patch.object(IrCron, "_commit_progress", commit_progress),
            patch.object(sama_import, "BACKGROUND_ROWS", 0),
        ):
            self.start_tour(
                "/odoo/action-sama_crm.sama_import_action",
                "sama_crm_import_long",
                login="sama_admin",
            )
        job = imports.search([("create_uid", "=", self.admin.id)])
        self.assertEqual((job.state, job.step, job.error_count), ("done", "tried", 1))
