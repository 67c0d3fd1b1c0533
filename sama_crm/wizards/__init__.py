from . import base_partner_merge
from . import resource_calendar_holidays
