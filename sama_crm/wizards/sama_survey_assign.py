from odoo import fields, models


class SamaSurveyAssignForm(models.TransientModel):
    """Give the surveys of a list to surveyors, or to whom the person groups name."""

    _name = "sama.survey.assign"
    _description = "Assign Surveys"
    _inherit = ["sama.assign.wizard"]

    _assigned_models = ("account.move", "project.project")

    user_ids = fields.Many2many(string="Survey Responsible")
    share = fields.Selection(
        [
            ("count", "The same number of documents each"),
            ("amount", "The same amount each"),
            ("group", "As the person groups say"),
        ],
        required=True,
        default="count",
    )

    # === SEE `sama.assign.wizard` === #

    def _assign(self, documents):
        return documents.sama_assign_survey(
            self.user_ids, share=self.share, only_unassigned=self.only_unassigned
        )

    def _summary(self, documents):
        return self.env._(
            "%(count)s documents are selected, %(assigned)s with responsible.",
            count=self._shown(len(documents)),
            assigned=self._shown(len(documents.filtered("sama_survey_user_id"))),
        )

    def _chosen(self):
        users = super()._chosen()
        return users.browse() if self.share == "group" else users

    def _shares(self, documents, users):
        refused = documents._sama_refuse_survey(self.only_unassigned)
        able = documents.filtered(lambda doc: doc.id not in refused)
        if self.share == "group":
            return able._sama_share_surveys(None, "group")
        return able._sama_share(users, self.share or "count") if users else {}

    def _share_line(self, user, documents):
        return self.env._(
            "%(name)s: %(count)s documents",
            name=user.name or self.env._("Nobody"),
            count=self._shown(len(documents)),
        )

    def _assigned_texts(self, result):
        return [
            self.env._(
                "%(count)s documents assigned.", count=self._shown(result["assigned"])
            )
        ]
