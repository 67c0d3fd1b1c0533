from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, formatLang

from ..models.sama_agent_mixin import GROUP_MANAGER, agents_domain

TARGETS = {"goods": "goods_invoice", "service": "service_invoice"}


class SamaCustomerAct(models.TransientModel):
    """Turn ticked customers into planned calls, a survey to make, or an SMS group.

    The customers are those of the context: `active_ids`, or all of `active_domain`
    where the list selected more than the client sends ids for.
    """

    _name = "sama.customer.act"
    _description = "Call or Text Customers"

    act = fields.Selection(
        [
            ("call", "Plan a call"),
            ("survey", "Ask a question"),
            ("sms", "Add to an SMS group"),
            ("gift", "Propose a gift"),
            ("assign", "Give to a salesperson"),
        ],
        string="What",
        required=True,
        default="call",
    )
    date = fields.Date(string="Call on", default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=agents_domain,
    )
    note = fields.Char(string="What about")
    target = fields.Selection(
        selection=lambda self: self.env["sama.survey"]._fields["target"].selection,
        default=lambda self: TARGETS.get(self._customers()[:1].kind),
        readonly=True,
    )
    survey_id = fields.Many2one("sama.survey", string="Question Set")
    question = fields.Char(
        string="Or a New Question",
        help="Its answer is a text. It is kept as a question set of its own.",
    )
    is_manager = fields.Boolean(
        default=lambda self: self.env.user.has_group(GROUP_MANAGER), store=False
    )
    group_id = fields.Many2one("sama.sms.group", string="SMS Group")
    group_name = fields.Char(string="Or a New Group")
    item = fields.Char(string="Gift")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary(help="What each gift is worth.")
    cause_id = fields.Many2one(
        "sama.record.cause", domain=[("type", "in", [False, "gift", "promise"])]
    )

    @api.model
    def _customers(self):
        context = self.env.context
        customers = self.env["sama.customer"]
        if "active_domain" in context and not context.get("active_ids"):
            return customers.search(context["active_domain"])
        return customers.browse(context.get("active_ids") or []).exists()

    def action_apply(self):
        """Do it with the ticked customers, with each person once.

        :return: an action that says how many
        :raises AccessError: the user is no manager, and gives surveys to another,
            makes a question, or gives customers to a salesperson
        :raises UserError: no customer is ticked
        :raises ValidationError: something is missing, or the day is past
        """
        self.ensure_one()
        customers = self._customers()
        customers.check_access("read")
        # sudo: the customers are the reader's; a contact may be of another company.
        partners = customers.sudo().partner_id
        if not partners:
            raise UserError(self.env._("Tick the customers first."))
        message = getattr(self, f"_apply_{self.act}")(customers, partners)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === WHAT IS DONE: EACH ANSWERS WHAT TO SAY OF IT === #

    def _apply_call(self, _customers, partners):
        self._plan_calls(partners)
        return self.env._(
            "A call is planned with %(count)s customers.", count=self._number(partners)
        )

    def _apply_survey(self, customers, _partners):
        return self._plan_surveys(customers)

    def _apply_gift(self, customers, _partners):
        records = self._propose_gifts(customers)
        return self.env._(
            "A gift is proposed to %(count)s customers.", count=self._number(records)
        )

    def _apply_assign(self, _customers, partners):
        self._assign(partners)
        return self.env._(
            "%(user)s has %(count)s customers more.",
            user=self.user_id.name,
            count=self._number(partners),
        )

    def _apply_sms(self, _customers, partners):
        group = self._fill_group(partners)
        return self.env._(
            "%(count)s customers are in the SMS group %(group)s.",
            count=self._number(partners),
            group=group.name,
        )

    def _number(self, records):
        return formatLang(self.env, len(records), digits=0)

    def _plan_calls(self, partners):
        """Plan one call each; who has one planned with the same person keeps it."""
        self._check_date()
        call = self.env.ref("mail.mail_activity_data_call")
        # sudo: an agent writes on no contact; that he may read the customers is
        # checked, and a plan is all that is made.
        Activity = self.env["mail.activity"].sudo()
        model_id = self.env["ir.model"]._get_id("res.partner")
        planned = Activity._read_group(
            [
                ("res_model_id", "=", model_id),
                ("res_id", "in", partners.ids),
                ("activity_type_id", "=", call.id),
                ("user_id", "=", self.user_id.id),
            ],
            ["res_id"],
        )
        known = {res_id for (res_id,) in planned}
        Activity.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": call.id,
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "date_deadline": self.date,
                    "user_id": self.user_id.id,
                    "summary": self.note or False,
                }
                for partner in partners
                if partner.id not in known
            ]
        )

    def _check_date(self):
        if not self.date or self.date < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("Choose today or a later day for the calls.")
            )

    # === QUESTION OF A SURVEY === #

    def _plan_surveys(self, customers):
        """Let the last invoice of each be surveyed by the chosen set; say how many."""
        self._check_date()
        user = self.user_id or self.env.user
        if user != self.env.user and not self.is_manager:
            raise AccessError(self.env._("Only a manager gives surveys to others."))
        survey = self._get_survey()
        # sudo: a sheet and a call of the surveyor are all that is made; every agent
        # reads the invoices, and that he may read the customers is checked.
        invoices = self.env["account.move"].sudo().browse(self._invoices(customers))
        planned = invoices._sama_plan_survey(survey, user, self.date)
        count = len(planned)
        message = self.env._(
            "%(count)s customers will be asked: %(survey)s.",
            count=formatLang(self.env, count, digits=0),
            survey=survey.name,
        )
        left = len(customers) - count
        if left:
            message += " " + self.env._(
                "%(left)s have no invoice to be asked about, or are being surveyed.",
                left=formatLang(self.env, left, digits=0),
            )
        return message

    def _get_survey(self):
        """Return the set to ask, the chosen or a new one of one question."""
        # sudo: sets are no secret; agents write none.
        survey = self.survey_id.sudo()
        question = (self.question or "").strip()
        if not survey and question:
            if not self.is_manager:
                raise AccessError(self.env._("Only a manager makes a question."))
            survey = survey.create(
                {
                    "name": question,
                    "target": self.target,
                    "company_id": self.env.company.id,
                    "by_hand": True,
                    "question_ids": [
                        Command.create({"name": question, "question_type": "text"})
                    ],
                }
            )
        if not survey or survey.target != self.target:
            raise ValidationError(
                self.env._("Choose a question set of this list, or write a question.")
            )
        return survey

    @api.model
    def _invoices(self, customers):
        """Return the id of the last invoice of each that can be surveyed, at once."""
        moves = self.env["account.move"]
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (customer.id) invoice.id
                     FROM sama_customer customer
                     JOIN res_partner person
                       ON person.commercial_partner_id = customer.partner_id
                     JOIN account_move invoice
                       ON invoice.partner_id = person.id
                      AND invoice.company_id = customer.company_id
                      AND invoice.sama_kind IN (customer.kind, 'mixed')
                    WHERE customer.id = ANY(%s)
                      AND invoice.move_type = 'out_invoice' AND (%s)
                    ORDER BY customer.id, invoice.invoice_date DESC, invoice.id DESC""",
                customers.ids,
                moves._sama_survey_applies_sql("invoice"),
            )
        )
        return [move for (move,) in rows]

    def _fill_group(self, partners):
        """Add the persons to the group and return it."""
        # sudo: agents write in no catalogue; who is in a group is no secret to them.
        group = self.group_id.sudo()
        if not group and (self.group_name or "").strip():
            group = group.create({"name": self.group_name.strip()})
        if not group:
            raise ValidationError(self.env._("Choose an SMS group, or name a new one."))
        group.partner_ids |= partners
        return group

    # === GIFTS AND SALESPERSON === #

    def _propose_gifts(self, customers):
        """Write a proposed gift for each person; the limits hold as for one."""
        item = (self.item or "").strip()
        if not item:
            raise ValidationError(self.env._("What is given?"))
        # One row of each person: a customer of both kinds gets one gift.
        # sudo: whose customer it is belongs to the row
        rows = {row.partner_id: row for row in customers.sudo().sorted("id", True)}
        return self.env["sama.customer.record"].create(
            [
                {
                    "type": "gift",
                    "item": item,
                    "amount": self.amount,
                    "cause_id": self.cause_id.id,
                    "partner_id": partner.id,
                    "company_id": row.company_id.id,
                    "kind": row.kind,
                    "user_id": self.user_id.id,
                }
                for partner, row in rows.items()
            ]
        )

    def _assign(self, partners):
        """Let a salesperson have these persons.

        :raises AccessError: the user is no manager
        :raises ValidationError: nobody is chosen
        """
        if not self.is_manager:
            raise AccessError(
                self.env._("Only a manager gives customers to a salesperson.")
            )
        if not self.user_id:
            raise ValidationError(self.env._("Choose who has them from now on."))
        # sudo: a manager of ours need not keep contacts; that he may read the
        # customers is checked
        partners.sudo().user_id = self.user_id
