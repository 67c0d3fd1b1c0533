from odoo import fields
from odoo.fields import Command

from .common import SamaCommon


class RecordCommon(SamaCommon):
    """A company with office hours in Tehran, and rows of its customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "Asia/Tehran",
                "company_id": cls.company.id,
                # Saturday to Wednesday, 8 to 16: no Thursday, no Friday.
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": day,
                                "dayofweek": day,
                                "hour_from": 8,
                                "hour_to": 16,
                                "day_period": "full_day",
                            }
                        )
                        for day in "56012"
                    ),
                ],
            }
        )
        cls.company.write(
            {
                "resource_calendar_id": cls.calendar.id,
                "sama_record_manager_id": cls.manager.id,
                "sama_approval_limit": 1000,
                "sama_approval_percent": 10,
                "sama_customer_ceiling": 0,
            }
        )
        cls.Record = cls.env["sama.customer.record"]
        cls.env["sama.record.deadline"].search([]).unlink()
        cls.env["sama.budget"].search([]).active = False

    @classmethod
    def _record(cls, record_type="complaint", **values):
        return cls.Record.create(
            {
                "type": record_type,
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
                **values,
            }
        )

    @classmethod
    def _discount(cls, **values):
        """An approved discount of 5 percent, unless told otherwise."""
        if not {"amount", "percent"} & values.keys():
            values["percent"] = 5
        return cls._record("discount", **{"state": "in_progress", **values})

    @classmethod
    def _deadline(cls, hours, record_type="complaint", **values):
        return cls.env["sama.record.deadline"].create(
            {"type": record_type, "hours": hours, **values}
        )

    @staticmethod
    def _utc(text):
        return fields.Datetime.to_datetime(text)
