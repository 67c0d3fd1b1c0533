from odoo import fields, models


class SamaPsychology(models.Model):
    """A type of customer, with advice for whoever calls him.

    Only the sales groups read it: it is an opinion on a person.
    """

    _name = "sama.psychology"
    _description = "Psychology Type"
    _inherit = ["sama.catalogue"]
    _catalogue_editable = False

    how_to_recognise = fields.Text(string="How to recognise", translate=True)
    how_to_talk = fields.Text(string="How to talk to this type", translate=True)
    what_to_avoid = fields.Text(string="What to avoid", translate=True)
