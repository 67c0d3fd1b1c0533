from . import sale_order
from . import sama_survey_analysis
from . import ir_actions_report, lists, report_list, sale_order
