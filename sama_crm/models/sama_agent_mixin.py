from odoo import models
from odoo.exceptions import AccessError

GROUP_AGENT = "sama_crm.group_agent"
GROUP_MANAGER = "sama_crm.group_manager"
GROUP_ADMIN = "sama_crm.group_admin"


def agents_domain(model):
    """Return the domain of users who may be responsible: internal agents."""
    return [
        ("share", "=", False),
        ("all_group_ids", "in", model.env.ref(GROUP_AGENT).ids),
    ]


class SamaAgentMixin(models.AbstractModel):
    """The gate before what an agent does on a document of Sales or Accounting.

    An agent has no write access on such documents. A public method of the addon first
    passes this gate and only then acts in sudo.
    """

    _name = "sama.agent.mixin"
    _description = "Gate for Agents"
    _inherit = ["sama.argument.mixin"]

    def _sama_check_agent(self, group=GROUP_AGENT):
        """Let pass who is in the group and may read each record.

        :param str group: xml id of the least group
        :raises AccessError: the user is not in the group, or may not read a record
        """
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "Your user has no role in Customer Relations. Ask an administrator."
                )
            )
        self.check_access("read")
