from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_MANAGER

# What tells who a person is. Group, grade, documents, counts and scores stay.
PERSONAL = (
    "barcode",
    "comment",
    "company_name",
    "email",
    "function",
    "image_1920",
    "phone",
    "ref",
    "sama_birth_date",
    "sama_experience_note",
    "sama_mobile",
    "sama_national_id",
    "street",
    "street2",
    "vat",
    "website",
    "zip",
)
# What was written about the person, in words: table to columns.
WORDS = {
    "sama_customer_record": ("subject", "description", "item"),
    "sama_follow_up": ("description", "competitor"),
    "sama_survey_attempt": ("note",),
    "sama_survey_response": ("comment",),
}


class ResPartner(models.Model):
    """A person asks to be forgotten: names and words go, numbers stay."""

    _inherit = "res.partner"

    def action_sama_anonymise(self):
        """Take away who the persons are, their contacts included.

        Names, numbers and addresses of the person, what was written about him, and the
        messages on him, his records and his quotations. Documents, amounts, counts and
        scores stay. It cannot be undone.

        :return: True
        :raises AccessError: the user is no sales manager
        :raises UserError: a user of this database cannot be forgotten
        """
        if not self.env.su and not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a sales manager anonymises a person."))
        self.check_access("read")
        persons = (
            # sudo: a manager of ours need not keep contacts; the group was checked
            self.sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", self.ids)])
        )
        users = persons.user_ids.filtered("active")
        companies = (
            self.env["res.company"]
            # sudo: also a company that the manager does not see stays what it is
            .sudo()
            .search_count([("partner_id", "in", persons.ids)], limit=1)
        )
        if users or companies:
            raise UserError(
                self.env._("Users and companies of this database stay. Archive them.")
            )
        self.env.flush_all()
        persons._sama_forget_words()
        self.env.invalidate_all()
        for person in persons:
            person.write(
                {
                    "name": self.env._("Anonymous %(number)s", number=person.id),
                    **{fname: False for fname in PERSONAL if fname in person._fields},
                }
            )
        persons._sama_forget_accounts()
        persons._sama_forget_messages()
        for person in persons:
            person._message_log(
                body=self.env._("Anonymised by %(name)s.", name=self.env.user.name)
            )
        return True

    def _sama_forget_accounts(self):
        """Let bank accounts of these persons say nothing; payments may name them."""
        accounts = self.env["res.partner.bank"].search([("partner_id", "in", self.ids)])
        for account in accounts:
            account.write(
                {
                    "acc_number": f"–{account.id}",
                    "acc_holder_name": False,
                    "active": False,
                }
            )

    def _sama_forget_words(self):
        """Empty what was written about these persons, by one statement a table."""
        ids = list(self.ids)
        for table, columns in WORDS.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE partner_id = ANY(%s)",
                    SQL.identifier(table),
                    SQL(", ").join(
                        SQL("%s = NULL", SQL.identifier(column)) for column in columns
                    ),
                    ids,
                )
            )
        self.env.cr.execute(
            SQL(
                # A closed complaint keeps a resolution, though an empty one.
                """UPDATE sama_customer_record SET resolution = '–'
                    WHERE resolution IS NOT NULL AND partner_id = ANY(%s)""",
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sama_survey_answer answer SET text = NULL
                     FROM sama_survey_response sheet
                    WHERE sheet.id = answer.response_id
                      AND sheet.partner_id = ANY(%s)""",
                ids,
            )
        )

    def _sama_forget_messages(self):
        """Delete the talk on the persons and their records; empty it on quotations.

        Of whatever colleague: the caller has checked and hands the persons in sudo.
        """
        Message = self.env["mail.message"]
        records = self.env["sama.customer.record"]
        records = records.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        )
        Message.search(
            [
                "|",
                "&",
                ("model", "=", "res.partner"),
                ("res_id", "in", self.ids),
                "&",
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        ).unlink()
        orders = self.env["sale.order"].search([("partner_id", "in", self.ids)])
        Message.search(
            [
                "|",
                ("author_id", "in", self.ids),
                "&",
                ("model", "=", "sale.order"),
                ("res_id", "in", orders.ids),
            ]
        ).write({"body": "", "subject": False, "email_from": False})
        Activity = self.env["mail.activity"].with_context(active_test=False)
        for documents in (self, records, orders):
            activities = Activity.search(
                [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
            )
            activities.write({"note": False, "summary": False})
            # It was copied when the activity was made.
            self.env.add_to_compute(Activity._fields["res_name"], activities)
        self.env["ir.attachment"].search(
            [
                "|",
                "&",
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                "&",
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        ).unlink()
        self.env["sama.draft"].with_context(active_test=False).search(
            [
                ("res_model", "in", [self._name, records._name, orders._name]),
                ("res_id", "in", [*self.ids, *records.ids, *orders.ids]),
            ]
        ).unlink()
