from . import digits
from . import national_id
from . import phone
from . import text
