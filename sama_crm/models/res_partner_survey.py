from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_AGENT


class ResPartner(models.Model):
    """A person who is asked, and not too often."""

    _inherit = "res.partner"

    sama_survey_asked_on = fields.Datetime(
        string="Last Asked on",
        prefetch="sama",
        readonly=True,
        copy=False,
        groups="sama_crm.group_agent",
        help="When the person was last surveyed, refused, or got a link.",
    )
    sama_bad_phone = fields.Boolean(
        string="Wrong Number",
        prefetch="sama",
        copy=False,
        groups="sama_crm.group_agent",
        help="A caller reached somebody else. Another number takes the mark away.",
    )

    sama_survey_opt_out = fields.Boolean(
        string="No Surveys by Link",
        prefetch="sama",
        copy=False,
        groups="sama_crm.group_agent",
        help="The customer said so on the page of a survey.",
    )

    def write(self, vals):
        """Take the mark of a wrong number away with the number."""
        if {"phone", "sama_mobile"}.isdisjoint(vals) or "sama_bad_phone" in vals:
            return super().write(vals)
        # sudo: the mark goes with the number, whoever changes it.
        marked = self.sudo().filtered("sama_bad_phone")
        marked = marked.filtered(
            lambda partner: any(
                (partner[fname] or False) != (vals[fname] or False)
                for fname in ("phone", "sama_mobile")
                if fname in vals
            )
        )
        result = super().write(vals)
        if marked:
            marked.sama_bad_phone = False
        return result

    def sama_action_survey_results(self):
        """Open the survey results of the customer: bought, asked, answered.

        :return: a client action
        :raises AccessError: the user is no agent, or may not read the person
        """
        self.ensure_one()
        if not self.env.user.has_group(GROUP_AGENT):
            raise AccessError(
                self.env._(
                    "Your user has no role in Customer Relations. Ask an administrator."
                )
            )
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "sama_crm.sama_survey_results_action"
        )
        return {**action, "context": {"sama_survey_partner_id": self.id}}

    @api.model
    def _sama_survey_asked(self, moments):
        """Remember when persons were asked; an earlier moment changes nothing.

        :param dict moments: {id of the person: UTC}
        """
        if not moments:
            return
        persons = self.browse(moments)
        persons.flush_recordset(["sama_survey_asked_on"])
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner AS person
                      SET sama_survey_asked_on =
                          GREATEST(person.sama_survey_asked_on, asked.moment)
                     FROM UNNEST(%s, %s::timestamp[]) AS asked (id, moment)
                    WHERE person.id = asked.id""",
                list(moments),
                list(moments.values()),
            )
        )
        persons.invalidate_recordset(["sama_survey_asked_on"], flush=False)
        for model in ("account.move", "project.project"):
            # The state of the person's other documents may change.
            self.env[model].invalidate_model(["sama_survey_state"], flush=False)
