from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

LISTS = {
    "account.move": "account_move",
    "project.project": "project_project",
}


class SamaDesk(models.AbstractModel):
    """The surveyor's part of the desk: whom to survey, whom to call back today."""

    _inherit = "sama.desk"

    @api.readonly
    @api.model
    def get_data(self, scope=None, year_id=None):
        """Add `surveys` to the desk: numbers of documents, each with its action.

        :return: as before, and `surveys`: list of dict `name`, `label`, `count` and
            `action`, which opens exactly the documents counted
        """
        data = super().get_data(scope, year_id)
        desk = self.with_context(sama_desk_year=year_id and int(year_id))
        data["surveys"] = desk._get_survey_tiles(data["scope"])
        return data

    @api.model
    def _get_survey_tiles(self, scope):
        """Return the tiles of which anything is to do, with one query a model."""
        invoices, projects = LISTS
        labels = [
            (invoices, "to_call", self.env._("Invoices to Survey")),
            (invoices, "callback", self.env._("Invoices to Call back Today")),
            (projects, "to_call", self.env._("Projects to Survey")),
            (projects, "callback", self.env._("Projects to Call back Today")),
        ]
        mine = self._get_year_domain()
        if scope != "all":
            user_id = self.env.uid if scope == "mine" else int(scope)
            mine &= Domain("sama_survey_user_id", "=", user_id)
        counts = {model: self._count_surveys(model, mine) for model in LISTS}
        return [
            {
                "name": f"{LISTS[model]}_{cut}",
                "label": label,
                "count": counts[model][cut],
                "action": self._get_survey_action(
                    model, label, mine & Domain("sama_survey_cut", "=", cut)
                ),
            }
            for model, cut, label in labels
            if counts[model][cut]
        ]

    @api.model
    def _count_surveys(self, model, mine):
        """Count the documents to call, and of these the call-backs until today."""
        Document = self.env[model]
        query = Document._search(mine & Document._sama_survey_domain("to_call"))
        callback = SQL(
            "count(*) FILTER (WHERE %s <= %s)",
            Document._sama_survey_column(query.table, "sama_survey_next_call_date"),
            fields.Date.context_today(self),
        )
        [(to_call, callback)] = self.env.execute_query(
            query.select(SQL("count(*)"), callback)
        )
        return {"to_call": to_call, "callback": callback}

    @api.model
    def _get_survey_action(self, model, label, domain):
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        prefix = f"sama_crm.{LISTS[model]}_view"
        form_id = model == "project.project" and to_id(f"{prefix}_form_survey")
        return {
            "type": "ir.actions.act_window",
            "name": label,
            "res_model": model,
            "views": [
                [to_id(f"{prefix}_list_survey"), "list"],
                [to_id(f"{prefix}_kanban_survey"), "kanban"],
                [form_id, "form"],
            ],
            "search_view_id": [to_id(f"{prefix}_search_survey"), "search"],
            "domain": list(domain),
        }
