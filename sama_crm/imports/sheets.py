"""All sheets of the import, in the order in which they are loaded."""

from .sheets_persons import GROUPS, PERSONS
from .sheets_quotations import FOLLOW_UPS, QUOTATIONS
from .sheets_records import RECORDS, SURVEYS

SHEETS = (GROUPS, PERSONS, QUOTATIONS, FOLLOW_UPS, SURVEYS, RECORDS)
