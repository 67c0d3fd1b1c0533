from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_list, formatLang

from .sama_follow_up_mixin import OPEN_STATES

QUOTATIONS = {
    "quotation_count": Domain("state", "!=", "cancel"),
    "quotation_amount": Domain("state", "!=", "cancel"),
    "quotation_untaxed": Domain("state", "!=", "cancel"),
    "open_quotation_count": Domain("state", "in", OPEN_STATES),
    "won_count": Domain("state", "=", "sale"),
    "void_count": Domain("state", "=", "cancel"),
}
INVOICES = {
    "invoice_count": Domain("move_type", "=", "out_invoice"),
    "refund_count": Domain("move_type", "=", "out_refund"),
    "invoice_amount": Domain("move_type", "in", ("out_invoice", "out_refund")),
    "invoice_untaxed": Domain("move_type", "in", ("out_invoice", "out_refund")),
    "mean_invoice_amount": Domain("move_type", "in", ("out_invoice", "out_refund")),
}
SHEETS = {
    "survey_count": Domain("state", "=", "done"),
    "survey_score": Domain("state", "=", "done") & Domain("has_score", "=", True),
}
ATTEMPTS = {"attempt_count": Domain.TRUE}
RECORDS = {
    "complaint_open_count": Domain("type", "=", "complaint")
    & Domain("state", "in", ("new", "in_progress")),
    "gift_cost": Domain("type", "=", "gift") & Domain("state", "=", "done"),
}
KIND_TARGETS = {"goods": ("goods_invoice",), "service": ("service_invoice", "project")}
# How many colleagues are named.
NAMED = 4


class SamaCustomer(models.Model):
    """The documents behind each figure."""

    _inherit = "sama.customer"

    @api.readonly
    def sama_open_figure(self, figure):
        """Open the documents that the figure counts, of those the reader may see.

        How many more there are, and whose, is said beside.

        :param str figure: name of the field
        :return: an action
        :raises AccessError: the user may not read the customer
        :raises ValidationError: nothing can be opened for that field
        """
        self.ensure_one()
        self.check_access("read")
        figure = self._sama_to_text(figure)
        model_name, domain = self._sama_figure_domain(figure)
        # sudo: whose customer it is belongs to the figures.
        customer = self.sudo()
        action = self._sama_figure_action(model_name)
        action.update(
            name=self.env._(
                "%(documents)s of %(customer)s",
                documents=action["name"],
                customer=customer.partner_id.display_name,
            ),
            domain=list(domain),
            context={"sama_kind": customer.kind, "create": False},
            target="current",
        )
        hidden = self._sama_hidden_text(model_name, domain)
        if not hidden:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": hidden, "next": action},
        }

    def _sama_figure_domain(self, figure):
        """Return the model and the domain of the documents that a figure counts."""
        # sudo: only a domain is made of it, under which the reader searches himself
        customer = self.sudo()
        theirs = Domain(
            "partner_id.commercial_partner_id", "=", customer.partner_id.id
        ) & Domain("company_id", "=", customer.company_id.id)
        company = customer.company_id
        of_kind = Domain("sama_kind", "in", (customer.kind, "mixed"))
        if figure in QUOTATIONS:
            moments = self._sama_period_domain("date_order", company, is_datetime=True)
            return "sale.order", theirs & of_kind & QUOTATIONS[figure] & moments
        if figure in INVOICES:
            days = self._sama_period_domain("invoice_date", company)
            posted = Domain("state", "=", "posted")
            return "account.move", theirs & of_kind & posted & INVOICES[figure] & days
        targets = KIND_TARGETS[customer.kind]
        moments = self._sama_period_domain("date", company, is_datetime=True)
        if figure in SHEETS:
            target = Domain("target", "in", targets)
            return "sama.survey.response", theirs & target & SHEETS[figure] & moments
        if figure in ATTEMPTS:
            target = Domain("response_id.target", "in", targets)
            return "sama.survey.attempt", theirs & target & moments
        if figure in RECORDS:
            kind = Domain("kind", "=", customer.kind)
            return "sama.customer.record", theirs & kind & RECORDS[figure] & moments
        raise ValidationError(self.env._("Nothing can be opened for this figure."))

    @api.model
    def _sama_period_domain(self, fname, company, is_datetime=False):
        """Return the domain of what lies in the period that is being looked at."""
        period = self._sama_period(company)
        if not period:
            return Domain.TRUE
        if not is_datetime:
            return Domain(fname, ">=", period.first) & Domain(fname, "<=", period.last)
        [(first, end)] = self.env.execute_query(SQL("SELECT %s, %s", *period.moments()))
        return Domain(fname, ">=", first) & Domain(fname, "<", end)

    @api.model
    def _sama_figure_action(self, model_name):
        """Return the action whose views show the documents."""
        xml_ids = {
            "sale.order": "sama_crm.sale_order_action_goods",
            "account.move": "sama_crm.account_move_action_goods",
            "sama.survey.response": "sama_crm.sama_survey_response_action",
            "sama.customer.record": "sama_crm.sama_customer_record_action",
        }
        if model_name in xml_ids:
            action = self.env["ir.actions.act_window"]._for_xml_id(xml_ids[model_name])
            # Its address, heading and help are those of the whole list.
            for key in ("path", "display_name", "help"):
                action.pop(key, None)
            return action
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Survey Calls"),
            "res_model": model_name,
            "view_mode": "list",
            "views": [(False, "list")],
        }

    def _sama_hidden_text(self, model_name, domain):
        """Say how many documents belong to colleagues, and to whom; empty if none."""
        documents = self.env[model_name]
        seen = documents.search_count(domain) if documents.has_access("read") else 0
        # sudo: the figure itself says how many there are; nothing else of them leaves.
        everything = documents.sudo()
        total = everything.search_count(domain)
        if total == seen:
            return ""
        owner = {
            "sale.order": "sama_follow_up_user_id",
            "account.move": "invoice_user_id",
        }.get(model_name, "user_id")
        hidden = domain
        if seen:
            hidden = domain & Domain("id", "not in", documents._search(domain))
        owners = [
            self.env._(
                "%(name)s (%(count)s)",
                name=user.name or self.env._("nobody"),
                count=formatLang(self.env, count, digits=0),
            )
            for user, count in everything._read_group(
                hidden, [owner], ["__count"], limit=NAMED + 1, order="__count desc"
            )
        ]
        if len(owners) > NAMED:
            owners[NAMED:] = [self.env._("others")]
        return self.env._(
            "%(hidden)s of %(total)s belong to colleagues: %(owners)s",
            hidden=formatLang(self.env, total - seen, digits=0),
            total=formatLang(self.env, total, digits=0),
            owners=format_list(self.env, owners),
        )

    # === BUTTONS OF THE FORM === #

    def action_open_quotations(self):
        """Open the quotations; see `sama_open_figure`."""
        return self.sama_open_figure("quotation_count")

    def action_open_invoices(self):
        """Open the invoices and credit notes; see `sama_open_figure`."""
        return self.sama_open_figure("invoice_amount")

    def action_open_surveys(self):
        """Open the survey sheets; see `sama_open_figure`."""
        return self.sama_open_figure("survey_count")

    def action_open_calls(self):
        """Open the calls of surveys; see `sama_open_figure`."""
        return self.sama_open_figure("attempt_count")

    @api.readonly
    def action_open_partner(self):
        """Open the contact himself.

        :return: an action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            # sudo: only the id, of a row that he may read; the form checks the rest
            "res_id": self.sudo().partner_id.id,
            "views": [(False, "form")],
            "target": "current",
        }
