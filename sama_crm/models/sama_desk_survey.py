from odoo import api, models
from odoo.fields import Domain

LISTS = {
    "account.move": "account_move",
    "project.project": "project_project",
}


class SamaDesk(models.AbstractModel):
    """The surveyor's part of the desk: whom to survey, whom to call back today."""

    _inherit = "sama.desk"

    @api.readonly
    @api.model
    def get_data(self, scope=None):
        """Add `surveys` to the desk: numbers of documents, each with its action.

        :return: as before, and `surveys`: list of dict `name`, `label`, `count` and
            `action`, which opens exactly the documents counted
        """
        data = super().get_data(scope)
        data["surveys"] = self._get_survey_tiles(data["scope"])
        return data

    @api.model
    def _get_survey_tiles(self, scope):
        labels = {
            ("account.move", "to_call"): self.env._("Invoices to Survey"),
            ("account.move", "callback"): self.env._("Invoices to Call back Today"),
            ("project.project", "to_call"): self.env._("Projects to Survey"),
            ("project.project", "callback"): self.env._("Projects to Call back Today"),
        }
        tiles = []
        for (model, cut), label in labels.items():
            domain = Domain("sama_survey_cut", "=", cut)
            if scope != "all":
                user_id = self.env.uid if scope == "mine" else int(scope)
                domain &= Domain("sama_survey_user_id", "=", user_id)
            count = self.env[model].search_count(domain)
            if count:
                tiles.append(
                    {
                        "name": f"{LISTS[model]}_{cut}",
                        "label": label,
                        "count": count,
                        "action": self._get_survey_action(model, label, domain),
                    }
                )
        return tiles

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
