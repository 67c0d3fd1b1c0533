import base64
import io

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..imports import guard
from ..imports.run import COUNTS, Run
from ..imports.sheets import SHEETS
from ..imports.words import cell_message, file_message
from ..jalali import text
from ..models.sama_agent_mixin import GROUP_ADMIN
from .sama_import_line import HOURS_KEPT

#: More rows than a person waits for are brought in in the background.
BACKGROUND_ROWS = 2_000
#: How often an import begins anew when somebody else wrote at the same time.
TRIES = 5
#: Next dates of so many days ago still mean somebody who is to be called.
PLAN_DAYS = 90


class SamaImport(models.TransientModel):
    """Bring the years before in, from one Excel workbook of the older product.

    Choose - try - import: the trial does all that the import does and takes it back,
    so that what it says is what will happen. All or nothing, unless the good rows alone
    are wanted. See `docs/import.md`.
    """

    _name = "sama.import"
    _description = "Import of Earlier Years"
    _inherit = ["sama.job"]
    _transient_max_hours = HOURS_KEPT

    _job_cron = "sama_crm.ir_cron_import_years"

    name = fields.Char(required=False)
    # Of the work in the background; empty while there is none.
    state = fields.Selection(required=False, default=False)
    act = fields.Selection(
        [("try", "Trial"), ("import", "Import"), ("good", "Good Rows Only")],
        string="Asked for",
        readonly=True,
    )
    step = fields.Selection(
        [("choose", "Choose"), ("tried", "Trial"), ("done", "Imported")],
        required=True,
        readonly=True,
        default="choose",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(string="Excel Workbook", attachment=True)
    file_name = fields.Char()
    unit_id = fields.Many2one(
        "sama.display.unit",
        string="Amounts in",
        domain="[('currency_id', '=', company_currency_id)]",
        help="The unit of the amounts in the workbook. Empty: the currency itself.",
    )
    plan_since = fields.Date(
        string="Plan Next Dates since",
        default=lambda self: (
            fields.Date.context_today(self) - relativedelta(days=PLAN_DAYS)
        ),
        help="An open quotation whose next follow-up date is older comes in without "
        "date, and does not fill the desk.",
    )
    has_companies = fields.Boolean(compute="_compute_has_companies")
    share_persons = fields.Boolean(
        string="Share Persons with All Companies",
        default=lambda self: not self._has_companies(),
        help="Else new persons belong to this company alone.",
    )
    summary = fields.Html(readonly=True, sanitize=False)
    error_count = fields.Integer(string="Errors", readonly=True)
    warning_count = fields.Integer(string="Warnings", readonly=True)
    good_count = fields.Integer(string="Good Rows", readonly=True)
    line_ids = fields.One2many("sama.import.line", "import_id", readonly=True)
    notice = fields.Char(readonly=True)

    # === COMPUTE === #

    @api.model
    def _has_companies(self):
        # sudo: whether there are several is no secret
        return self.env["res.company"].sudo().search_count([], limit=2) > 1

    def _compute_has_companies(self):
        self.has_companies = self._has_companies()

    # === ONCHANGE === #

    @api.onchange("file", "unit_id", "plan_since", "share_persons")
    def _onchange_file(self):
        """What was tried is no more what would be imported."""
        if self.step == "tried":
            self.step = "choose"
            self.summary = self.notice = False
            self.error_count = self.warning_count = self.good_count = 0
            self.line_ids = [fields.Command.clear()]

    # === ACTIONS === #

    def action_try(self):
        """Read the workbook and say what an import would do; write nothing.

        :return: the action that shows it
        :raises AccessError: not the administrator of Customer Relations
        :raises UserError: the file cannot be read
        """
        return self._bring_in("try")

    def action_import(self):
        """Import the workbook, if no row has an error.

        :return: the action that shows the result
        :raises AccessError: not the administrator of Customer Relations
        :raises UserError: the file cannot be read
        """
        return self._bring_in("import")

    def action_import_good(self):
        """Import the rows without error; the others stay listed.

        :return: the action that shows the result
        :raises AccessError: not the administrator of Customer Relations
        :raises UserError: the file cannot be read
        """
        return self._bring_in("good")

    def action_template_fa(self):
        """Download the Persian template.

        :return: the action
        """
        return self._template("fa")

    def action_template_en(self):
        """Download the English template.

        :return: the action
        """
        return self._template("en")

    def _template(self, language):
        self._check_admin()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sama_crm/import/template/{language}",
            "target": "download",
        }

    # === BUSINESS === #

    def _check_admin(self):
        """Let the administrator pass, in his own companies.

        :raises AccessError: somebody else
        """
        if not self.env.su and not self.env.user.has_group(GROUP_ADMIN):
            raise AccessError(
                self.env._(
                    "Earlier years are imported by the administrator of Customer "
                    "Relations."
                )
            )
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._("Choose the company of the import in the menu first.")
            )

    def _bring_in(self, act):
        """Bring the workbook in, a large one in the background.

        :param str act: ``try``, ``import`` or ``good``
        """
        self.ensure_one()
        self._check_admin()
        if self.state in ("queued", "running"):
            return self._form()
        stream = self._stream()
        try:
            rows = guard.check(stream).rows
        except guard.FileError as error:
            raise UserError(file_message(self.env, error)) from error
        self.write({"act": act, "state": False, "error": False})
        if rows > BACKGROUND_ROWS:
            self.write(
                {
                    **self._asked_values(),
                    "name": self.file_name or self._description,
                    "state": "queued",
                    "total": rows,
                    "done": 0,
                    "attempts": 0,
                }
            )
            self._wake()
        else:
            self._show(self._run(self.env, stream))
        return self._form()

    def _stream(self):
        """Return the workbook, to be read.

        :raises UserError: none was chosen
        """
        if not self.file:
            error = guard.FileError("no_file")
            raise UserError(file_message(self.env, error))
        return io.BytesIO(base64.b64decode(self.file))

    def _run(self, env, stream, progress=None):
        """Do what was asked for, in an environment; return the result.

        :raises UserError: the file cannot be read
        """
        run = Run(
            env,
            self.company_id,
            factor=self.unit_id.divisor or 1.0,
            share_persons=self.share_persons,
            plan_since=self.plan_since,
            progress=progress,
        )
        try:
            return run.bring_in(
                stream, dry=self.act == "try", good_only=self.act == "good"
            )
        except guard.FileError as error:
            raise UserError(file_message(env, error)) from error

    def _form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import of Earlier Years"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # === IN THE BACKGROUND === #

    @api.model
    def action_open(self):
        """Open the import of this user that is under way, else a new one.

        :return: a window action
        """
        under_way = self.search(
            [
                ("state", "in", ("queued", "running")),
                ("user_id", "=", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="id desc",
            limit=1,
        )
        return under_way._form()

    def action_cancel(self):
        """Give the import up; nothing of it is written.

        :return: the action that shows the dialog
        :raises UserError: it has already ended
        """
        super().action_cancel()
        return self._form()

    @api.model
    def _cron_import(self):
        """Bring in the workbooks that wait, the oldest first."""
        self._cron_do_jobs()

    def _do(self):
        """Bring the workbook in, in one transaction of its own.

        The progress is committed beside it. Whoever is killed in it has written
        nothing; between its end and the report an import that is done again finds
        nothing to change.
        """
        asker = self.with_env(self._asker_env())
        asker._check_admin()
        content = asker._stream().getvalue()
        for tries_left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    result = asker._run(
                        asker.env(cr=cr), io.BytesIO(content), self._report_progress
                    )
                break
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody worked on what is updated here; nothing of it was kept.
                if not tries_left:
                    raise
        self.env.invalidate_all()
        asker._show(result)
        self.write({"state": "done", "done": self.total, "error": False})
        self._tell()

    def _tell(self):
        """Tell who asked how it went, and lead him to it."""
        job = self.with_context(lang=self.user_id.lang)
        if job.state == "done":
            text = job.env._("Your import is through: %(name)s", name=job.name)
        else:
            text = job.env._("Your import was not done: %(name)s", name=job.name)
        job._tell_user(
            "sama_report",
            text,
            {"action": job._form(), "error": job.error or False},
            [job.notice if job.state == "done" else job.error],
        )

    def _show(self, result):
        """Keep what an import did, or would do, for the screen."""
        self.line_ids.unlink()
        self.env["sama.import.line"].create(
            [
                {
                    "import_id": self.id,
                    "severity": "error" if note.is_error else "warning",
                    "place": f"{note.sheet}!{note.cell}" if note.cell else note.sheet,
                    "value": note.value,
                    "message": cell_message(self.env, note.error, result.language),
                }
                # Errors first; each in the order of the file.
                for note in sorted(result.notes, key=lambda note: not note.is_error)
            ]
        )
        self.write(
            {
                "step": "done" if result.is_saved else "tried",
                "error_count": result.errors,
                "warning_count": result.warnings,
                "good_count": result.total("created", "updated", "unchanged"),
                "summary": self._summary(result),
                "notice": self._notice(result),
            }
        )

    def _notice(self, result):
        """Return in a sentence what an import did, or would do."""

        def shown(number):
            return text.shown_digits(self.env, str(number))

        more = result.errors + result.warnings - len(result.notes)
        if result.is_saved and result.errors:
            notice = self.env._(
                "The good rows were imported; rows with an error were left out. Put "
                "them right and import the file again."
            )
        elif result.is_saved:
            notice = self.env._(
                "The workbook was imported. Importing it again changes what has "
                "changed, and doubles nothing."
            )
        elif result.errors:
            notice = self.env._(
                "%(errors)s errors; nothing was written. Put the cells below right and "
                "choose the file again, or import the %(rows)s good rows only.",
                errors=shown(result.errors),
                rows=shown(result.total("created", "updated", "unchanged")),
            )
        else:
            notice = self.env._(
                "The trial found no error, and wrote nothing. Import when the numbers "
                "are what you expect."
            )
        if more > 0:
            return f"{notice} " + self.env._(
                "%(count)s more messages are not shown.", count=shown(more)
            )
        return notice

    def _summary(self, result):
        """Return the table of what becomes of the rows, sheet by sheet."""
        heads = (
            self.env._("Sheet"),
            self.env._("New"),
            self.env._("Changed"),
            self.env._("Unchanged"),
            self.env._("With an Error"),
        )
        language = "fa" if (self.env.lang or "").startswith("fa") else "en"
        rows = [
            (
                sheet.label(language),
                *(
                    text.shown_digits(self.env, str(result.counts[sheet.name][name]))
                    for name in COUNTS
                ),
            )
            for sheet in SHEETS
            if sheet.name in result.counts
        ]
        head, first, cell = (
            Markup("<th class='text-end'>%s</th>"),
            Markup("<td>%s</td>"),
            Markup("<td class='text-end'>%s</td>"),
        )
        body = Markup().join(
            Markup("<tr>%s%s</tr>")
            % (first % row[0], Markup().join(cell % value for value in row[1:]))
            for row in rows
        )
        return Markup(
            "<table class='table table-sm mb-0'><thead><tr><th>%s</th>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (heads[0], Markup().join(head % text_ for text_ in heads[1:]), body)
