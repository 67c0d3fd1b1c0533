from odoo import models
from odoo.exceptions import UserError

from .. import text


class AccountMove(models.Model):
    """Messages in the reader's calendar."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Make the date Jalali in what is said of entries posted later."""
        try:
            return super()._post(soft=soft)
        except UserError as error:
            shown = text.rewrite_dates(self.env, str(error.args[0]))
            if type(error) is not UserError or shown == error.args[0]:
                raise
            raise UserError(shown) from error
