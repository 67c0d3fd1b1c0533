from odoo import models
from odoo.tools import SQL

# Core's documents on which we give agents a rule of their own.
SHARED_MODELS = ("account.move", "sale.order", "sale.order.line")


class IrRule(models.Model):
    """Record rules, of which ours add to core's and take nothing away."""

    _inherit = "ir.rule"

    def _get_rules(self, model_name, mode="read"):
        """Leave our rules out where they would narrow what the user sees.

        Rules of groups are alternatives: one of ours widens what another group's rule
        allows. But where a user reads a model through a group that has no rule on it,
        ours would be the only one, and hide from him what plain Odoo shows.
        """
        rules = super()._get_rules(model_name, mode=mode)
        if mode != "read" or model_name not in SHARED_MODELS:
            return rules
        # sudo: nobody but administrators reads rules; the user is shown none
        group_rules = rules.sudo().filtered("groups")
        if not group_rules:
            return rules
        ours = self.browse(self._sama_own_ids("ir.rule", group_rules.ids))
        if not ours or group_rules - ours or not self._sama_reads_anyway(model_name):
            return rules
        return rules - ours

    def _sama_own_ids(self, model_name, ids):
        """Return those of the ids that are data of this addon."""
        return [
            res_id
            for (res_id,) in self.env.execute_query(
                SQL(
                    """SELECT res_id FROM ir_model_data
                        WHERE module = 'sama_crm' AND model = %s AND res_id IN %s""",
                    model_name,
                    tuple(ids),
                )
            )
        ]

    def _sama_reads_anyway(self, model_name):
        """Whether the user may read the model by an access right that is not ours."""
        access_ids = [
            access_id
            for (access_id,) in self.env.execute_query(
                SQL(
                    """SELECT a.id
                         FROM ir_model_access a
                         JOIN ir_model m ON m.id = a.model_id
                        WHERE m.model = %s AND a.active AND a.perm_read
                          AND (a.group_id IS NULL OR a.group_id IN %s)""",
                    model_name,
                    tuple(self.env.user._get_group_ids()) or (None,),
                )
            )
        ]
        return bool(
            set(access_ids) - set(self._sama_own_ids("ir.model.access", access_ids))
            if access_ids
            else False
        )
