from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..reports.data import ReportData
from ..reports.description import find
from ..reports.heading import filter_words
from ..reports.request import Request

#: What is remembered of a user's choices, and kept in a template.
CHOICES = (
    "format",
    "layout",
    "paper",
    "landscape",
    "amounts",
    "digits",
    "real_dates",
    "empty_lines",
    "letterhead",
    "signatures",
)


class SamaReportDialog(models.TransientModel):
    """Make a report of a list: Excel or PDF, in one of the layouts.

    The list tells in ``request`` what it shows (see ``reports.request.Request``); the
    fields are how the user wants to have it. His last choices come back by themselves.
    """

    _name = "sama.report.dialog"
    _description = "Make a Report"

    request = fields.Json(readonly=True)
    format = fields.Selection(
        [("xlsx", "Excel output"), ("pdf", "PDF output")],
        string="File",
        required=True,
        default="xlsx",
    )
    layout = fields.Selection(
        [
            ("table", "Table"),
            ("grouped", "Grouped, with subtotals"),
            ("card", "Cards, with the log"),
            ("call", "Call sheet"),
            ("management", "Management page"),
        ],
        required=True,
        default="table",
    )
    columns = fields.Json(help="[{name, label, on}] in order.")
    landscape = fields.Boolean(default=True)
    paper = fields.Selection([("A4", "A4"), ("A5", "A5")], required=True, default="A4")
    amounts = fields.Boolean(string="With Amounts", default=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    unit_id = fields.Many2one(
        "sama.display.unit",
        string="Amounts in",
        domain="[('currency_id', '=', currency_id)]",
        help="The currency itself, if no unit is chosen.",
    )
    digits = fields.Selection(
        [("auto", "Of my language"), ("persian", "Persian"), ("latin", "Latin")],
        required=True,
        default="auto",
    )
    real_dates = fields.Boolean(
        string="Real Dates as Well",
        help="Beside each Jalali date a column that a spreadsheet can reckon with.",
    )
    empty_lines = fields.Integer(string="Empty Lines for Each Call", default=2)
    letterhead = fields.Boolean(default=True)
    signatures = fields.Boolean(string="Places for Signatures")
    template_id = fields.Many2one("sama.report.template", string="Saved Template")
    template_name = fields.Char(string="Save as Template")
    template_shared = fields.Boolean(string="Share with Colleagues")
    report = fields.Char(compute="_compute_facts")
    row_count = fields.Integer(string="Rows", compute="_compute_facts")
    filter_words = fields.Char(string="Filter Used", compute="_compute_facts")
    grouping_words = fields.Char(string="Grouped by", compute="_compute_facts")
    is_long = fields.Boolean(compute="_compute_is_long")
    problem = fields.Char(compute="_compute_problem")

    # === COMPUTE === #

    @api.depends("request")
    def _compute_facts(self):
        for dialog in self:
            if not dialog.request:
                dialog.report = dialog.filter_words = dialog.grouping_words = False
                dialog.row_count = 0
                continue
            request = dialog._base_request()
            request.layout = "grouped"
            data = ReportData(self.env, request)
            dialog.report = data.report.name
            dialog.row_count = data.count()
            dialog.filter_words = filter_words(self.env, request)
            dialog.grouping_words = " > ".join(data.grouping_labels())

    @api.depends("row_count", "format", "layout")
    def _compute_is_long(self):
        for dialog in self:
            limit = self.env.company._sama_report_limit(dialog.format)
            dialog.is_long = dialog.layout != "management" and dialog.row_count > limit

    @api.depends("format")
    def _compute_problem(self):
        problem = self.env["ir.actions.report"]._sama_pdf_problem()
        for dialog in self:
            dialog.problem = problem if dialog.format == "pdf" else False

    # === ONCHANGE === #

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """Take over the choices of a saved template; the rows stay the list's."""
        if self.template_id:
            self._apply(self.template_id.request)

    # === CRUD === #

    @api.model
    def default_get(self, fields_list):
        """Begin with the columns of the screen and the user's last choices."""
        defaults = super().default_get(fields_list)
        request = defaults.get("request")
        if not request:
            return defaults
        defaults["columns"] = self._known_columns(request)
        # sudo: a label
        unit = self.env.company.sudo().sama_display_unit_id
        defaults["unit_id"] = unit.id
        if request.get("groupby"):
            defaults["layout"] = "grouped"
        # sudo: the user's own settings, of which he need not see or write this one
        Settings = self.env["res.users.settings"].sudo()
        settings = Settings._find_or_create_for_user(self.env.user)
        remembered = (settings.sama_report_choices or {}).get(
            self._report_name(request)
        )
        if remembered:
            defaults |= {key: remembered[key] for key in CHOICES if key in remembered}
            if "unit" in remembered:
                defaults["unit_id"] = self._own_unit(remembered["unit"])
            if remembered.get("columns"):
                defaults["columns"] = self._ticked(
                    defaults["columns"], remembered["columns"]
                )
        return defaults

    # === ACTIONS === #

    def action_make(self):
        """Make the report: at once, or in the background when it is long.

        :return: action that downloads the file, or that shows the progress
        """
        self.ensure_one()
        self._remember()
        request = self._final_request()
        if not self.is_long:
            return {
                "type": "ir.actions.client",
                "tag": "sama_report_download",
                "params": {"url": f"/sama_crm/report/{self.id}"},
            }
        job = self.env["sama.report.job"]._enqueue(request, self.row_count)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report in the Background"),
            "res_model": job._name,
            "res_id": job.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_save_template(self):
        """Keep the choices and the list's filter under the name that was typed.

        :raises UserError: no name
        """
        self.ensure_one()
        if not (self.template_name or "").strip():
            raise UserError(self.env._("Give the template a name."))
        request = self._final_request()
        request.ids = None
        self.template_id = self.env["sama.report.template"].create(
            {
                "name": self.template_name.strip(),
                "shared": self.template_shared,
                "report": self.report,
                "model": request.model,
                "request": request.dump(),
            }
        )
        self.template_name = False
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # === BUSINESS === #

    def _base_request(self):
        """Return the rows that the list shows, with nothing of the choices."""
        return Request.load(self.request)

    def _final_request(self):
        """Return the whole request: the list's rows, the user's choices."""
        request = self._base_request()
        for name in CHOICES:
            setattr(request, name, self[name])
        request.unit = self.unit_id.id or 0
        request.empty_lines = min(max(0, self.empty_lines), 10)
        request.columns = [
            {"name": column["name"], "label": column.get("label", "")}
            for column in self.columns or []
            if column.get("on")
        ]
        return request

    def _apply(self, choices):
        """Put the choices of a dictionary into the fields."""
        self.update({key: choices[key] for key in CHOICES if key in choices})
        self.unit_id = self._own_unit(choices.get("unit") or 0)
        if choices.get("columns"):
            names = [column["name"] for column in choices["columns"]]
            self.columns = self._ticked(self.columns or [], names)

    @api.model
    def _own_unit(self, unit_id):
        """Return the id of a unit that still exists for the company's currency."""
        domain = Domain("id", "=", unit_id)
        domain &= Domain("currency_id", "=", self.env.company.currency_id.id)
        return self.env["sama.display.unit"].search(domain).id

    def _remember(self):
        """Keep the choices for the next time; columns only if they were changed."""
        names = [column["name"] for column in self.columns or [] if column.get("on")]
        on_screen = [
            column["name"]
            for column in self.request.get("columns") or []
            if column.get("on")
        ]
        choices = {name: self[name] for name in CHOICES}
        choices["unit"] = self.unit_id.id or 0
        choices["columns"] = names if names != on_screen else []
        # sudo: the user's own settings, of which he need not see or write this one
        Settings = self.env["res.users.settings"].sudo()
        settings = Settings._find_or_create_for_user(self.env.user)
        kept = dict(settings.sama_report_choices or {})
        settings.sama_report_choices = {**kept, self.report: choices}

    @api.model
    def _report_name(self, request):
        kind = (request.get("context") or {}).get("sama_kind")
        return find(request["model"], kind, request.get("report")).name

    @api.model
    def _known_columns(self, request):
        """Return the columns of the screen, then what else the report knows."""
        kind = (request.get("context") or {}).get("sama_kind")
        report = find(request["model"], kind, request.get("report"))
        known = [dict(column) for column in request.get("columns") or []]
        names = {column["name"] for column in known}
        others = [c for c in report.columns if c.name not in names]
        asked = {"columns": [{"name": c.name} for c in others] if others else []}
        if others:
            data = ReportData(self.env, Request(request["model"], **asked))
            known += [
                {"name": column.name, "label": column.label, "on": not names}
                for column in data.columns
            ]
        return known

    @api.model
    def _ticked(self, columns, names):
        """Return the columns with those of the names ticked, in their order, first."""
        by_name = {column["name"]: column for column in columns}
        first = [{**by_name[name], "on": True} for name in names if name in by_name]
        rest = [{**c, "on": False} for c in columns if c["name"] not in names]
        return first + rest if first else columns
