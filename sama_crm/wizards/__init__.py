from . import base_partner_merge
from . import resource_calendar_holidays
from . import sale_order_assign
from . import sale_order_follow_up
from . import sama_survey_assign
from . import sama_survey_interview
from . import account_move_survey
from . import project_project_survey
