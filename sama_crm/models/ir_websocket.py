from odoo import models

from .sama_agent_mixin import GROUP_AGENT


class IrWebsocket(models.AbstractModel):
    """An agent's client listens on his user's channel, where his desk is refreshed."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = super()._build_bus_channel_list(channels)
        if self.env.user.has_group(GROUP_AGENT):
            channels.append(self.env.user)
        return channels
