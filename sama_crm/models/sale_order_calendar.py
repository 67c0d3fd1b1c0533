from odoo import api, fields, models


class SaleOrder(models.Model):
    """The calendar view of quotations greys the days off."""

    _inherit = "sale.order"

    @api.readonly
    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """Tell the calendar view the days on which the reader's company is closed.

        :param str date_from: first moment shown, in UTC
        :param str date_to: last moment shown, in UTC; default the first
        :return: ``{ISO day: bool}``, true for a day off
        """
        start, end = (
            fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(moment))
            for moment in (date_from, date_to or date_from)
        )
        works = self.env.company._sama_working_days(start.date(), end.date())
        return {fields.Date.to_string(day): not open_ for day, open_ in works.items()}
