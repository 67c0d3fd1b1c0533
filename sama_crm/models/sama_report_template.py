from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..jalali import calendar
from ..reports.data import ReportData
from ..reports.description import find
from ..reports.request import Request
from ..reports.words import Words

PERIODS = [
    ("yesterday", "Yesterday"),
    ("last_week", "Last Week"),
    ("this_month", "This Month"),
    ("last_month", "Last Month"),
    ("last_quarter", "Last Season"),
    ("this_year", "This Year"),
]
SCHEDULES = [
    ("daily", "Every Day"),
    ("weekly", "Every Week"),
    ("monthly", "On the First Day of the Month"),
]


class SamaReportTemplate(models.Model):
    """A report with all its choices under a name, made again by hand or by e-mail.

    It belongs to who saved it; shared ones are offered to every colleague, each under
    his own rights. A scheduled one is made under its owner's rights.
    """

    _name = "sama.report.template"
    _description = "Saved Report Template"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    shared = fields.Boolean(help="Colleagues may use it; each sees what he may read.")
    report = fields.Char(required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    request = fields.Json(required=True, readonly=True)
    schedule = fields.Selection(SCHEDULES, help="Sent by e-mail before office hours.")
    next_date = fields.Date(string="Next Sending")
    partner_ids = fields.Many2many(
        "res.partner", string="Recipients", help="The owner, if nobody is chosen."
    )
    period = fields.Selection(
        PERIODS, help="Only rows of this period, counted from the day of sending."
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create templates; a schedule begins on its next day."""
        templates = super().create(vals_list)
        templates.filtered(lambda t: t.schedule and not t.next_date)._plan()
        return templates

    def write(self, vals):
        """Write templates; a new schedule begins on its next day."""
        result = super().write(vals)
        if vals.get("schedule") and "next_date" not in vals:
            self._plan()
        return result

    # === BUSINESS === #

    def _plan(self):
        """Set the day of the next sending, after today."""
        for template in self:
            today = fields.Date.context_today(template.with_context(tz=template.tz()))
            template.next_date = template._next_after(today)

    def tz(self):
        """Return the time zone in which the owner's days begin."""
        return self.user_id.tz or "UTC"

    def _is_jalali(self):
        return (
            self.env["res.lang"]._sama_get_calendar(self.user_id.lang)[0] == "persian"
        )

    def _next_after(self, day):
        """Return the first day of sending after a day, in the owner's calendar."""
        self.ensure_one()
        if self.schedule == "daily":
            return day + timedelta(days=1)
        if self.schedule == "weekly":
            lang = self.env["res.lang"]._get_data(code=self.user_id.lang or "en_US")
            first = int(lang.week_start) - 1
            return day + timedelta(days=(first - day.weekday() - 1) % 7 + 1)
        return self._start(day, "month", 1)

    def _start(self, day, unit, shift=0):
        """Return the first day of the period of a day, or of one before or after."""
        if unit == "week":
            lang = self.env["res.lang"]._get_data(code=self.user_id.lang or "en_US")
            start = calendar.start_of(day, "week", int(lang.week_start) - 1)
            return start + timedelta(days=7 * shift)
        if self._is_jalali():
            return calendar.add(calendar.start_of(day, unit), unit, shift)
        start = fields.Date.start_of(day, unit)
        months = {"month": 1, "quarter": 3, "year": 12}[unit] * shift
        return fields.Date.add(start, months=months)

    def _period_bounds(self, day):
        """Return (first day, day after the last) of the template's period."""
        self.ensure_one()
        if self.period == "yesterday":
            return day - timedelta(days=1), day
        which, _line, unit = self.period.partition("_")
        shift = -1 if which == "last" else 0
        return self._start(day, unit, shift), self._start(day, unit, shift + 1)

    def _request(self, day):
        """Return the request of a sending: the saved one, in the period of the day."""
        self.ensure_one()
        request = Request.load(self.request)
        request.ids = None
        name = find(self.model, name=self.report).date
        if self.period and name:
            first, end = self._period_bounds(day)
            domain = Domain(request.domain)
            domain &= Domain(name, ">=", str(first)) & Domain(name, "<", str(end))
            request.domain = list(domain)
            request.filters = [*request.filters, self._period_words(name, first, end)]
        return request

    def _period_words(self, name, first, end):
        env = self.env(context={**self.env.context, "lang": self.user_id.lang})
        info = env[self.model].fields_get([name], ["string"])
        words = Words(env)
        return env._(
            "%(field)s: from %(first)s to %(last)s",
            field=info[name]["string"],
            first=words.day(first),
            last=words.day(end - timedelta(days=1)),
        )

    @api.model
    def _cron_send(self):
        """Put the reports of the day into the queue, each under its owner's rights."""
        today = fields.Date.today()
        due = self.search([("schedule", "!=", False), ("next_date", "<=", today)])
        for template in due:
            owner = template.user_id
            if owner.active:
                template._enqueue(today)
            template.next_date = template._next_after(today)
            self.env["ir.cron"]._commit_progress(1)

    def _enqueue(self, today):
        """Put this template's report into the queue, as its owner."""
        self.ensure_one()
        owner = self.user_id
        env = self.env(
            user=owner.id,
            su=False,
            context={
                "lang": owner.lang,
                "tz": owner.tz,
                "allowed_company_ids": self.company_id.ids,
            },
        )
        request = self._request(today)
        try:
            total = ReportData(env, request).count()
        except AccessError:
            # The owner lost his right: nothing is sent in his name.
            return self.env["sama.report.job"]
        return env["sama.report.job"]._enqueue(request, total, self)

    def _send(self, job):
        """Send the file of a scheduled report to its recipients.

        :return: those whom it did not reach (no address, a server that refuses)
        """
        self.ensure_one()
        partners = self.partner_ids or self.user_id.partner_id
        env = self.env(context={**self.env.context, "lang": self.user_id.lang})
        subject = env._("Report: %(name)s", name=self.name)
        mails = env["mail.mail"].create(
            [
                {
                    "subject": subject,
                    "body_html": env._(
                        "The report %(name)s is attached.", name=self.name
                    ),
                    "email_from": self.user_id.email_formatted,
                    "recipient_ids": [fields.Command.link(partner.id)],
                    "attachment_ids": [fields.Command.link(job.attachment_id.id)],
                }
                for partner in partners
            ]
        )
        mails.send()
        failed = mails.exists().filtered(lambda mail: mail.state == "exception")
        return failed.recipient_ids
