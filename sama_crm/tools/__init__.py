from . import digits
from . import fiscal_year
from . import national_id
from . import optional_float
from . import phone
from . import private_context
from . import sql_order
from . import text
