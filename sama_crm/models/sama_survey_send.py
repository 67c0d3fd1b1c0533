from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..jalali.text import shown_digits
from .sama_agent_mixin import GROUP_AGENT, GROUP_MANAGER

CHANNELS = ("sms", "email")
# So many links one act sends while somebody waits; more is the night's work.
ACT_LIMIT = 500
NAMED = 5


class SamaSurveyDocument(models.AbstractModel):
    """Send the customer the link to his sheet, by Odoo's composers."""

    _inherit = "sama.survey.document"

    # The templates for documents of this kind.
    _sama_survey_sms_template = "sama_crm.sms_template_survey_link"
    _sama_survey_mail_template = "sama_crm.mail_template_survey_link"

    sama_survey_link_failed = fields.Char(
        string="Link Not Sent",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
        help="Why no link went out by itself. It is not tried again by itself.",
    )

    # === ACTS === #

    def sama_survey_send(self, channel="sms", again=False):
        """Send each customer the link to the sheet of the document.

        :param str channel: `sms` or `email`
        :param bool again: also to a customer who has the link of this sheet: he gets a
            new one, the one before is dead
        :return: dict of `sent` (number) and `refused` (list of dict `id`, `name`,
            `reason`)
        :raises AccessError: not an agent, or not his document
        :raises UserError: no such channel, or too many documents at once
        """
        self._sama_check_agent()
        if channel not in CHANNELS:
            raise UserError(self.env._("A link goes by SMS or by e-mail."))
        if len(self) > ACT_LIMIT:
            raise UserError(
                self.env._("At most %(count)s links at once.", count=ACT_LIMIT)
            )
        refused = []
        # sudo: an agent sends through this method only.
        for document in self.sudo():
            try:
                with self.env.cr.savepoint():
                    document._sama_survey_send_one(channel, again)
            except UserError as error:
                refused.append(
                    {
                        "id": document.id,
                        "name": document.display_name,
                        "reason": str(error),
                    }
                )
        return {"sent": len(self) - len(refused), "refused": refused}

    def action_sama_survey_sms(self):
        """Send the links by SMS and say what came of it.

        :return: an action that shows the result
        """
        return self._sama_survey_send_notice("sms")

    def action_sama_survey_email(self):
        """Send the links by e-mail and say what came of it.

        :return: an action that shows the result
        """
        return self._sama_survey_send_notice("email")

    def action_sama_survey_sms_again(self):
        """Send a new link by SMS; the one before is dead.

        :return: an action that shows the result
        """
        return self._sama_survey_send_notice("sms", again=True)

    def action_sama_survey_email_again(self):
        """Send a new link by e-mail; the one before is dead.

        :return: an action that shows the result
        """
        return self._sama_survey_send_notice("email", again=True)

    def action_sama_survey_revoke(self):
        """Let the links die that customers have.

        :return: an action that shows the result
        :raises AccessError: not an agent, or not his document
        :raises UserError: no customer has a link
        """
        self._sama_check_agent()
        # sudo: an agent writes on sheets through this method only.
        sheets = self.sudo()._sama_sheets().filtered(lambda s: s.state == "sent")
        if not sheets:
            raise UserError(self.env._("The customer has no link."))
        for sheet in sheets:
            sheet._sama_link_revoke()
            sheet._sama_document()._sama_log_survey(
                self.env._("Survey link withdrawn.")
            )
        return self._sama_survey_notice(self.env._("Survey link withdrawn."))

    def _sama_survey_send_notice(self, channel, again=False):
        result = self.sama_survey_send(channel, again)
        lines = [self.env._("Links sent: %(count)s.", count=result["sent"])]
        lines += [
            self.env._(
                "Not sent, %(name)s: %(reason)s",
                name=refused["name"],
                reason=refused["reason"],
            )
            for refused in result["refused"][:NAMED]
        ]
        more = len(result["refused"]) - NAMED
        if more > 0:
            lines.append(self.env._("%(count)s more were not sent.", count=more))
        return self._sama_survey_notice(" ".join(lines), bool(result["refused"]))

    def _sama_survey_notice(self, message, is_warning=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if is_warning else "success",
                "message": message,
                "sticky": is_warning,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === ONE LINK === #

    def _sama_survey_send_one(self, channel, again=False):
        """Send one link.

        :raises UserError: why it is not sent
        """
        self.ensure_one()
        sheet = self._sama_open_sheet()
        self._sama_survey_check_link(sheet, again)
        sheet._sama_link_renew()
        send = {"sms": self._sama_survey_send_sms, "email": self._sama_survey_send_mail}
        send[channel](sheet)
        self._sama_survey_store_failed(None)
        self._sama_log_survey(
            self.env._("Survey link sent by SMS.")
            if channel == "sms"
            else self.env._("Survey link sent by e-mail.")
        )

    def _sama_survey_check_link(self, sheet, again=False):
        """Refuse who is not to be asked, or by whom not.

        :raises UserError: he refused, opted out, has the link or was asked lately, or
            the salesperson must not survey himself
        """
        partner = sheet.partner_id
        if not self.env.user.has_group(GROUP_MANAGER):
            self._sama_check_seller(self.env.user)
        if sheet.state == "refused":
            raise UserError(self.env._("The customer refused this survey."))
        if partner.sama_survey_opt_out:
            raise UserError(self.env._("The customer wants no more surveys by link."))
        if sheet.state == "sent":
            if sheet.expires_on > fields.Datetime.now() and not again:
                raise UserError(self.env._("The customer has a link already."))
            if again and partner.sama_survey_asked_on == sheet.sent_on:
                # The same question once more, not another one.
                return
        if self._sama_survey_is_quiet(partner):
            days = (self.company_id or self.env.company).sama_survey_quiet_days
            raise UserError(
                self.env._(
                    "The customer was asked less than %(days)s days ago.",
                    days=shown_digits(self.env, str(days)),
                )
            )

    def _sama_survey_is_quiet(self, partner):
        """Return whether the person was asked a short time ago, by link or phone."""
        days = (self.company_id or self.env.company).sama_survey_quiet_days
        asked = partner.sama_survey_asked_on
        return bool(
            asked and days and asked > fields.Datetime.now() - timedelta(days=days)
        )

    def _sama_survey_send_sms(self, sheet):
        """Send the link by Odoo's SMS composer, which minds blacklists.

        :raises UserError: why it is not sent
        """
        partner = sheet.partner_id
        template = self.env.ref(self._sama_survey_sms_template)
        body = template._render_field(
            "body", sheet.ids, set_lang=sheet._sama_link_lang()
        )[sheet.id]
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "mass",
                "res_model": partner._name,
                "res_ids": repr(partner.ids),
                # Rendered already. After the link a space, that no phone takes what
                # may follow for a part of it.
                "body": body.replace("{{", "{ {").strip() + " ",
                # Chatters are read by many; the link is for one.
                "mass_keep_log": False,
                "mass_force_send": False,
            }
        )
        sms = composer._action_send_sms()
        if not sms or sms.state != "outgoing":
            reasons = dict(sms._fields["failure_type"]._description_selection(self.env))
            raise UserError(reasons.get(sms.failure_type) or self.env._("No mobile."))

    def _sama_survey_send_mail(self, sheet):
        """Send the link by Odoo's mail composer, which minds blacklists.

        :raises UserError: why it is not sent
        """
        partner = sheet.partner_id
        if not partner.email_normalized:
            raise UserError(self.env._("The customer has no valid e-mail address."))
        if self.env["mail.blacklist"].search_count(
            [("email", "=", partner.email_normalized)], limit=1
        ):
            raise UserError(self.env._("The e-mail address is blacklisted."))
        template = self.env.ref(self._sama_survey_mail_template)
        lang = sheet._sama_link_lang()
        subject, body = (
            template._render_field(fname, sheet.ids, set_lang=lang)[sheet.id]
            for fname in ("subject", "body_html")
        )
        company = self.company_id or self.env.company
        sender = company.email_formatted or self.env.user.email_formatted
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": partner._name,
                "res_ids": repr(partner.ids),
                "subject": subject.replace("{{", "{ {"),
                "body": body,
                "email_from": sender,
                "auto_delete": True,
                "auto_delete_keep_log": False,
                "force_send": False,
            }
        )
        mails = composer._action_send_mail()[0]
        if not mails or any(mail.state != "outgoing" for mail in mails):
            raise UserError(self.env._("Odoo did not send the e-mail."))

    def _sama_survey_store_failed(self, reason):
        """Remember why no link went out, or that one did; past the document's write."""
        if not reason and not self.sama_survey_link_failed:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET sama_survey_link_failed = %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                reason,
                list(self.ids),
            )
        )
        self.invalidate_recordset(["sama_survey_link_failed"], flush=False)

    # === NOTICES === #

    def _sama_survey_notices(self):
        """Add what the customer did by link, and that he wants no more of them."""
        notices = super()._sama_survey_notices()
        # sudo: as for the other notices, the caller has checked.
        document = self.sudo()
        sheet = document._sama_sheets().filtered(
            lambda s: s.state in ("draft", "sent") and s.link_saved_on
        )[:1]
        if sheet:
            notices.append(
                {
                    "kind": "link",
                    "text": self.env._(
                        "Partly answered by link on %(date)s.",
                        date=format_datetime(
                            self.env, sheet.link_saved_on, dt_format="short"
                        ),
                    ),
                }
            )
        if document.partner_id.sama_survey_opt_out:
            notices.append(
                {
                    "kind": "opt_out",
                    "text": self.env._("The customer wants no more surveys by link."),
                }
            )
        return notices
