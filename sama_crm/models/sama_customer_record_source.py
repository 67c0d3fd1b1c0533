from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

# More than so many a day from one customer is no complaint any more.
PORTAL_LIMIT = 20
PORTAL_TYPES = ("complaint", "suggestion")
PORTAL_FILES = 5
PORTAL_FILE_SIZE = 10 * 1024 * 1024


class SamaCustomerRecord(models.Model):
    """Records that nobody typed here: of a survey, from the portal, by e-mail."""

    _inherit = "sama.customer.record"

    # === SURVEY === #

    @api.model
    def _sama_from_response(self, response, **values):
        """Return the complaint of a survey sheet; the first call opens it.

        :param response: one `sama.survey.response`, checked by the caller
        :param values: what the complaint says, e.g. subject, description, user_id
        """
        # sudo: a rule opens it, whoever completed the sheet
        records = self.sudo()
        known = records.search(
            [("response_id", "=", response.id), ("type", "=", "complaint")], limit=1
        )
        if known:
            return known
        # The lists of customers count the surveys of projects as of services.
        is_goods = response.target == "goods_invoice"
        return records.create(
            {
                "type": "complaint",
                "source": "survey",
                "partner_id": response.partner_id.id,
                "company_id": response.company_id.id,
                "kind": "goods" if is_goods else "service",
                "response_id": response.id,
                "move_id": response.move_id.id,
                "project_id": response.project_id.id,
                **values,
            }
        )

    # === PORTAL === #

    @api.model
    def _sama_from_portal(self, partner, values, files=()):
        """Return the record that a customer writes on his own page.

        :param partner: who has logged in
        :param dict values: type, subject, description, cause_id
        :param files: pairs of name and content, which are attached
        :raises UserError: something is missing, or it is too much for a day
        """
        # sudo: a customer has no right on records; the page asks for his words only
        records = self.sudo()
        if values.get("type") not in PORTAL_TYPES:
            raise UserError(self.env._("Choose complaint or suggestion."))
        subject = (values.get("subject") or "").strip()
        description = (values.get("description") or "").strip()
        if not subject or not description:
            raise UserError(self.env._("Write subject and text, please."))
        self._sama_check_files(files)
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        written = records.search_count(
            [
                ("partner_id", "child_of", partner.commercial_partner_id.id),
                ("source", "=", "portal"),
                ("create_date", ">", since),
            ]
        )
        if written >= PORTAL_LIMIT:
            raise UserError(
                self.env._("You have written much today. Please call us instead.")
            )
        cause = self.env["sama.record.cause"].browse(values.get("cause_id"))
        record = records.create(
            {
                "type": values["type"],
                "source": "portal",
                "subject": subject[:200],
                "description": description[:10000],
                "cause_id": cause.exists().id,
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "user_id": False,
            }
        )
        record.env["ir.attachment"].create(
            [
                {"name": name, "raw": content, "res_model": self._name, "res_id": id_}
                for id_ in record.ids
                for name, content in files
            ]
        )
        return record

    @api.model
    def _sama_check_files(self, files):
        """Refuse more files, or bigger ones, than a complaint needs.

        :raises UserError: they are too many, or one is too big
        """
        if len(files) > PORTAL_FILES or any(
            len(content) > PORTAL_FILE_SIZE for _name, content in files
        ):
            raise UserError(
                self.env._(
                    "Attach at most %(count)s files, each of %(size)s MB at most.",
                    count=PORTAL_FILES,
                    size=PORTAL_FILE_SIZE // 1024 // 1024,
                )
            )

    def _sama_portal_files(self):
        """Return what customers attached themselves, to be shown to them.

        What colleagues attach, to the record or to a note, is not theirs to see.
        """
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("create_uid.share", "=", True),
            ],
            order="id",
        )
        files.generate_access_token()
        return files

    # === E-MAIL === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a record for an e-mail; an unknown sender becomes a person.

        :param dict msg_dict: the parsed e-mail
        :param dict custom_values: the defaults of the alias
        """
        sender = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if not sender and msg_dict.get("email_from"):
            sender = self.env["mail.thread"]._partner_find_from_emails_single(
                [msg_dict["email_from"]]
            )
        values = {
            "type": "complaint",
            "source": "email",
            "subject": msg_dict.get("subject") or "",
            "description": html2plaintext(msg_dict.get("body") or "").strip(),
            "partner_id": sender.id,
            "user_id": False,
            **(custom_values or {}),
        }
        return super().message_new(msg_dict, custom_values=values)
