from bisect import bisect_right

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.optional_float import OptionalFloat
from .sama_agent_mixin import GROUP_AGENT, agents_domain
from .sama_survey_attempt import RESULTS
from .sama_survey_response import NPS_CLASSES

# In the order of urgency, which is also the order of sorting.
STATES = [
    ("due", "Due"),
    ("attempted", "Not Reached"),
    ("sent", "Link Sent"),
    ("not_due", "Not Due Yet"),
    ("refused", "Refused"),
    ("done", "Done"),
    ("not_applicable", "Not Applicable"),
]
SHEETS = [
    ("attempted", "Called"),
    ("sent", "Link Sent"),
    ("refused", "Refused"),
    ("done", "Done"),
]
CUTS = [
    ("to_call", "To Call"),
    ("due", "Due"),
    ("retry", "To Try Again"),
    ("callback", "Call-backs Today"),
    ("later", "Call-backs Later"),
    ("unassigned", "Without Survey Responsible"),
]
# Lower bounds; a score is in the last band that it reaches.
BANDS = [
    ("1", "Under 50"),
    ("2", "50 – 70"),
    ("3", "70 – 85"),
    ("4", "85 – 100"),
]
BAND_STARTS = [50, 70, 85]


class SamaSurveyDocument(models.AbstractModel):
    """An invoice or a project that its customer is surveyed about.

    What was done is stored, by one SQL statement that leaves the document's
    `write_date`, tracking, hash and lock dates alone: the kind of its sheet, score,
    attempts, next call. What passes with time is not: whether a survey is due, comes
    later or comes too late, and whether a link still stands, is always of the reader's
    day, and lists search, sort and group by it all the same. So nothing has to run at
    night, and a document without a survey costs nothing at all when it is posted.

    A document answers `_sama_survey_applies_domain`, `_sama_survey_date_field`,
    `_sama_survey_seller` and `_sama_survey_targets`.
    """

    _name = "sama.survey.document"
    _description = "Document to Survey"
    _inherit = ["sama.assign.mixin"]

    _sama_survey_link = None
    _sama_survey_date_field = None
    _sama_survey_seller_field = None

    sama_survey_user_id = fields.Many2one(
        "res.users",
        string="Survey Responsible",
        compute="_compute_sama_survey_user_id",
        store=True,
        readonly=False,
        copy=False,
        domain=agents_domain,
        groups=GROUP_AGENT,
        help="Who surveys the customer: as chosen, else as the person group says, else "
        "as the company says.",
    )
    sama_survey_state = fields.Selection(
        STATES,
        string="Survey State",
        compute="_compute_sama_survey_state",
        search="_search_sama_survey_state",
        groups=GROUP_AGENT,
        help="By the reader's own day.",
    )
    sama_survey_sheet = fields.Selection(
        SHEETS, string="Survey so far", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_response_id = fields.Many2one(
        "sama.survey.response",
        string="Latest Done Sheet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
    )
    sama_survey_score = OptionalFloat(
        string="Survey Score",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=GROUP_AGENT,
        help="0 to 100, of the latest done sheet.",
    )
    sama_survey_has_score = fields.Boolean(
        string="Has a Survey Score", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_nps_class = fields.Selection(
        NPS_CLASSES,
        string="NPS Class",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_date = fields.Datetime(
        string="Surveyed on", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_surveyor_id = fields.Many2one(
        "res.users",
        string="Surveyed by",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=GROUP_AGENT,
    )
    sama_survey_link_until = fields.Datetime(
        string="Link Valid until", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_attempt_count = fields.Integer(
        string="Number of Survey Calls",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_last_result = fields.Selection(
        RESULTS,
        string="Last Call",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_last_attempt = fields.Datetime(
        string="Last Call on", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_next_call_date = fields.Date(
        string="Call Again on",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
        help="Follows the planned activity.",
    )
    sama_survey_next_call_hour = fields.Float(
        string="Call Again at",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=GROUP_AGENT,
        help="13.5 is 13:30; 0 is no hour. In the surveyor's time zone.",
    )

    sama_survey_cut = fields.Selection(
        CUTS,
        string="Surveys to Make",
        store=False,
        copy=False,
        search="_search_sama_survey_cut",
        groups=GROUP_AGENT,
    )
    sama_survey_score_band = fields.Selection(
        BANDS,
        string="Score Band",
        compute="_compute_sama_survey_score_band",
        search="_search_sama_survey_score_band",
        groups=GROUP_AGENT,
    )
    sama_bad_phone = fields.Boolean(
        related="partner_id.sama_bad_phone", string="Wrong Number", groups=GROUP_AGENT
    )

    # Every document has these; declared for what relates to them.
    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company")

    # === WHAT A DOCUMENT ANSWERS === #

    @api.model
    def _sama_survey_applies_domain(self):
        """Return the domain, on columns of its own, of documents to be surveyed."""
        return Domain.FALSE

    @api.model
    def _sama_survey_applies_sql(self, alias):
        """Return the same as `_sama_survey_applies_domain`, as a condition."""
        return SQL("FALSE")

    @api.model
    def _sama_survey_applies_fields(self):
        """Return the fields that `_sama_survey_applies_domain` rests on."""
        return []

    def _sama_form_action(self):
        """Return the action that opens the document in a form for surveyors."""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _sama_survey_targets(self):
        """Return the targets of question sets, the preferred one first."""
        return []

    # === COMPUTE === #

    @api.depends(
        # The documents have it, this model has not.
        lambda self: [
            fname for fname in ("sama_person_group_id",) if fname in self._fields
        ]
    )
    def _compute_sama_survey_user_id(self):
        """Fill an empty responsible; the one already set stays."""
        by_group = self.env["sama.person.group"]._get_inherited_ids("survey_user_id")
        for document in self:
            if document.sama_survey_user_id:
                continue
            # sudo: the company's choice, whoever makes the document.
            company = document.company_id.sudo()
            document.sama_survey_user_id = (
                (
                    by_group.get(document.sama_person_group_id.id)
                    or company.sama_survey_user_id.id
                )
                if document._sama_survey_is_kind()
                else False
            )

    def _sama_survey_is_kind(self):
        """Whether such a document is ever surveyed."""
        return True

    @api.depends("sama_survey_score", "sama_survey_has_score")
    def _compute_sama_survey_score_band(self):
        for document in self:
            reached = bisect_right(BAND_STARTS, document.sama_survey_score)
            document.sama_survey_score_band = (
                BANDS[reached][0] if document.sama_survey_has_score else False
            )
