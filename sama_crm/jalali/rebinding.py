"""The only rebinding of functions of Odoo, in one place.

``format_date`` and their likes are imported by name all over Odoo, so there is no
method to override. Every name that is bound to Odoo's function is bound to ours,
which returns what Odoo's returns unless the reader's language says otherwise: a
database without this addon, served by the same process, notices nothing. When the
last database of the process gives the addon up, the names are put back.
"""

import logging
import sys
from types import FunctionType

from . import smart_dates, text

_logger = logging.getLogger(__name__)

#: name in ``odoo.tools`` -> (function of Odoo, our function)
FUNCTIONS = {
    "format_date": (text.core_format_date, text.format_date),
    "format_datetime": (text.core_format_datetime, text.format_datetime),
    "format_time": (text.core_format_time, text.format_time),
    "format_amount": (text.core_format_amount, text.format_amount),
    "formatLang": (text.core_format_lang, text.format_lang),
    "parse_date": (smart_dates.core_parse_date, smart_dates.parse_date),
}
_databases = set()


def apply(dbname):
    """Bind the names to our functions; a second call binds what came since."""
    _databases.add(dbname)
    _rebind({core: ours for core, ours in FUNCTIONS.values()})


def restore(dbname):
    """Give a database up; with the last one Odoo's functions come back."""
    _databases.discard(dbname)
    if not _databases:
        _rebind({ours: core for core, ours in FUNCTIONS.values()})


def _rebind(replacements):
    """Replace functions in every module of Odoo that holds them by name."""
    keepers = {text.__name__, smart_dates.__name__, __name__}
    for name, module in list(sys.modules.items()):
        if not name.startswith("odoo.") or module is None or name in keepers:
            continue
        for attribute, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and value in replacements:
                setattr(module, attribute, replacements[value])
                _logger.debug("%s.%s bound anew", name, attribute)
