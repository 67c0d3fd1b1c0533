from . import test_working_days
from . import test_follow_up
from . import test_kind
from . import test_account_move_access
from . import test_hooks
