from . import sale_order
from . import sama_survey_analysis
