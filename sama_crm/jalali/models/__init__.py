from . import account_journal
from . import account_move
from . import base
from . import ir_http
from . import ir_qweb_fields
from . import ir_sequence
from . import mail_thread
from . import res_lang
