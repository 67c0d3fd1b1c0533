from . import portal
from . import survey
from . import survey_portal
from . import report
from . import record_portal
from . import import_template
