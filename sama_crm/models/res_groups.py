from odoo import models

from .sama_agent_mixin import GROUP_AGENT

MEMBER_FIELDS = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Who falls out of the agents by a change of groups hands his plans over."""

    _inherit = "res.groups"

    def write(self, vals):
        group = self.env.ref(GROUP_AGENT, raise_if_not_found=False)
        if not group or not MEMBER_FIELDS & vals.keys():
            return super().write(vals)
        # sudo: who manages groups need not be an agent himself.
        group = group.sudo()
        before = group.all_user_ids
        result = super().write(vals)
        (before - group.all_user_ids)._sama_hand_over()
        return result
