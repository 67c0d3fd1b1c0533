"""The years before: one Excel workbook of the older product into Odoo.

``description`` and ``sheets`` say what a workbook holds, ``guard``, ``workbook`` and
``values`` read it, the loaders (``persons``, ``quotations``, ``surveys``, ``records``)
write it, ``run`` does one import as a whole, ``template`` makes the workbook to fill
in. See ``docs/import.md``.
"""

from . import run, template
