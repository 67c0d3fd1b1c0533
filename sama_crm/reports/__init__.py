from . import ir_actions_report
from . import lists
from . import customer_lists
from . import fiscal_lists
from . import report_list
from . import sale_order
from . import sama_survey_analysis
from . import sama_record_analysis
