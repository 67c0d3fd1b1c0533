from . import sama_catalogue
from . import sama_acquaintance_method
from . import sama_customer_grade
from . import sama_experience
from . import sama_psychology
from . import sama_sms_group
from . import sama_unit
from . import res_partner
