"""The Jalali calendar for Odoo: a room of its own, without the rest of the addon.

Pure functions (``calendar``, ``digits``), texts for a reader (``text``), then the
models that carry them through Odoo: language, session, groupings, QWeb, sequences,
import.
"""

from . import calendar, digits, rebinding, text
from . import models, wizards
from .hooks import uninstall_hook
