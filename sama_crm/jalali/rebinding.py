"""The only rebinding of functions of Odoo, in one place.

``format_date`` and their likes are imported by name all over Odoo, so there is no
method to override. Every name that is bound to Odoo's function is bound to ours,
which returns what Odoo's returns unless the reader's language says otherwise: a
database without this addon, served by the same process, notices nothing. When the
last database of the process gives the addon up, the names are put back.
"""

import logging
import sys

from . import text

_logger = logging.getLogger(__name__)

#: name in ``odoo.tools.misc`` -> (function of Odoo, our function)
FUNCTIONS = {
    "format_date": (text.core_format_date, text.format_date),
    "format_datetime": (text.core_format_datetime, text.format_datetime),
    "format_time": (text.core_format_time, text.format_time),
    "format_amount": (text.core_format_amount, text.format_amount),
    "formatLang": (text.core_format_lang, text.format_lang),
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
    for name, module in list(sys.modules.items()):
        if not name.startswith("odoo.") or module is None or module is text:
            continue
        if module is sys.modules[__name__]:
            continue
        for attribute, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__hash__", None):
                _replace(module, attribute, value, replacements)


def _replace(module, attribute, value, replacements):
    """Bind one name anew, if its value is to be replaced."""
    try:
        replacement = replacements.get(value)
    except TypeError:  # a callable whose hash refuses
        return
    if replacement is not None:
        setattr(module, attribute, replacement)
        _logger.debug("%s.%s is now %r", module.__name__, attribute, replacement)
