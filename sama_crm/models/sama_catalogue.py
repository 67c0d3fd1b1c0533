from lxml.builder import E

from odoo import api, fields, models


class SamaCatalogue(models.AbstractModel):
    """A small table of choices that the administrator keeps in order.

    A catalogue is a model that inherits this one and, at most, adds columns. Its list
    (editable in place) and its search view need no XML: Odoo asks the model for a
    default view when none is stored, and the answer is the same for all of them.
    """

    _name = "sama.catalogue"
    _description = "Catalogue"
    _order = "sequence, id"

    # What a catalogue may change of its list: the columns between name and colour, and
    # whether rows are edited in place (else a click opens the form).
    _catalogue_columns = ()
    _catalogue_editable = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()

    @api.model
    def _get_default_list_view(self):
        """Answer the list that all catalogues share.

        :return: the arch, an lxml element
        """
        attributes = {"editable": "bottom"} if self._catalogue_editable else {}
        attributes["class"] = "o_sama_wrap_headings"
        options = {"float": "{'hide_trailing_zeros': true}"}
        return E.list(
            E.field(name="sequence", widget="handle"),
            E.field(name="name"),
            *(
                E.field(name=name, options=options.get(self._fields[name].type, "{}"))
                for name in self._catalogue_columns
            ),
            E.field(name="color", widget="color_picker"),
            E.field(name="active", widget="boolean_toggle", optional="hide"),
            **attributes,
        )

    @api.model
    def _get_default_search_view(self):
        """Answer the search view that all catalogues share.

        :return: the arch, an lxml element
        """
        return E.search(
            E.field(name="name"),
            E.filter(
                name="inactive",
                string=self.env._("Archived"),
                domain="[('active', '=', False)]",
            ),
        )
