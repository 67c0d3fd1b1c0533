from odoo import api, fields, models

# Fields of the origin, the nearest first.
ORIGINS = {
    "response_id": "sama.survey.response",
    "move_id": "account.move",
    "project_id": "project.project",
    "order_id": "sale.order",
}


class SamaCustomerRecord(models.Model):
    """What a record comes from: a document, a survey sheet, and by which way."""

    _inherit = "sama.customer.record"

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice')]",
        ondelete="set null",
    )
    project_id = fields.Many2one(
        "project.project",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    response_id = fields.Many2one(
        "sama.survey.response",
        string="Survey Sheet",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    origin = fields.Reference(
        selection="_selection_origin",
        compute="_compute_origin",
        inverse="_inverse_origin",
        search="_search_origin",
    )
    source = fields.Selection(
        [
            ("staff", "Staff"),
            ("survey", "Survey"),
            ("portal", "Portal"),
            ("email", "E-mail"),
        ],
        required=True,
        readonly=True,
        default="staff",
        help="By which way it came.",
    )

    # === SELECTION === #

    @api.model
    def _selection_origin(self):
        # sudo: names of models are no secret
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in ORIGINS.values()]

    # === COMPUTE === #

    @api.depends(*ORIGINS)
    def _compute_origin(self):
        for record in self:
            record.origin = next(
                (
                    f"{model},{record[fname].id}"
                    for fname, model in ORIGINS.items()
                    if record[fname]
                ),
                False,
            )

    def _inverse_origin(self):
        for record in self:
            origin = record.origin
            for fname, model in ORIGINS.items():
                record[fname] = origin.id if origin and origin._name == model else False

    def _search_origin(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain.FALSE
        for each in value:
            if not each:
                domain |= fields.Domain([(fname, "=", False) for fname in ORIGINS])
                continue
            model, _comma, res_id = str(each).partition(",")
            fname = {name: key for key, name in ORIGINS.items()}.get(model)
            if fname and res_id.isdigit():
                domain |= fields.Domain(fname, "=", int(res_id))
        return domain
