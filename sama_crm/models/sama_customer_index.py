from odoo import models


class SamaCustomer(models.Model):
    """An index for each column of the lists: a page in any order reads 80 rows of it.

    PostgreSQL takes an index with a condition only for the condition that Odoo writes,
    in these words. Most figures are few different numbers, which take little room.
    """

    _inherit = "sama.customer"

    # What is included lets the buyers be counted in the index alone.
    _amount_idx = models.Index(
        "(kind, invoice_amount DESC, quotation_amount DESC, id)"
        " INCLUDE (company_id, invoice_count) WHERE active IS TRUE"
    )

    # === FIGURES === #

    _quotation_count_idx = models.Index("(kind, quotation_count) WHERE active IS TRUE")
    _quotation_amount_idx = models.Index(
        "(kind, quotation_amount) WHERE active IS TRUE"
    )
    _quotation_untaxed_idx = models.Index(
        "(kind, quotation_untaxed) WHERE active IS TRUE"
    )
    _open_quotation_count_idx = models.Index(
        "(kind, open_quotation_count) WHERE active IS TRUE"
    )
    _won_count_idx = models.Index("(kind, won_count) WHERE active IS TRUE")
    _void_count_idx = models.Index("(kind, void_count) WHERE active IS TRUE")
    _won_share_idx = models.Index("(kind, won_share) WHERE active IS TRUE")
    _invoice_count_idx = models.Index("(kind, invoice_count) WHERE active IS TRUE")
    _invoice_untaxed_idx = models.Index("(kind, invoice_untaxed) WHERE active IS TRUE")
    _refund_count_idx = models.Index("(kind, refund_count) WHERE active IS TRUE")
    _mean_invoice_amount_idx = models.Index(
        "(kind, mean_invoice_amount) WHERE active IS TRUE"
    )
    _last_invoice_date_idx = models.Index(
        "(kind, last_invoice_date) WHERE active IS TRUE"
    )
    _last_quotation_date_idx = models.Index(
        "(kind, last_quotation_date) WHERE active IS TRUE"
    )
    _last_contact_date_idx = models.Index(
        "(kind, last_contact_date) WHERE active IS TRUE"
    )
    _survey_count_idx = models.Index("(kind, survey_count) WHERE active IS TRUE")
    _survey_score_idx = models.Index("(kind, survey_score) WHERE active IS TRUE")
    _attempt_count_idx = models.Index("(kind, attempt_count) WHERE active IS TRUE")
    _complaint_open_count_idx = models.Index(
        "(kind, complaint_open_count) WHERE active IS TRUE"
    )
    _gift_cost_idx = models.Index("(kind, gift_cost) WHERE active IS TRUE")
    _recency_idx = models.Index("(kind, recency_score) WHERE active IS TRUE")
    _frequency_idx = models.Index("(kind, frequency_score) WHERE active IS TRUE")
    _monetary_idx = models.Index("(kind, monetary_score) WHERE active IS TRUE")
    _rhythm_idx = models.Index("(kind, rhythm_days) WHERE active IS TRUE")
    _next_purchase_idx = models.Index(
        "(kind, (last_invoice_date + NULLIF(rhythm_days, 0))) WHERE active IS TRUE"
    )

    # === WHAT IS THE PERSON'S === #

    _partner_name_idx = models.Index(
        "(kind, partner_name, partner_id) WHERE active IS TRUE"
    )
    _mobile_idx = models.Index("(kind, sama_mobile) WHERE active IS TRUE")
    _phone_idx = models.Index("(kind, phone) WHERE active IS TRUE")
    _city_idx = models.Index("(kind, city) WHERE active IS TRUE")

    # === CHOICES, AS `_sama_order_by_place` ASKS FOR THEM === #

    _person_group_idx = models.Index(
        "(kind, COALESCE(sama_person_group_id, 0)) WHERE active IS TRUE"
    )
    _grade_idx = models.Index("(kind, COALESCE(sama_grade_id, 0)) WHERE active IS TRUE")
    _method_idx = models.Index(
        "(kind, COALESCE(sama_acquaintance_method_id, 0)) WHERE active IS TRUE"
    )
    _psychology_idx = models.Index(
        "(kind, COALESCE(sama_psychology_id, 0)) WHERE active IS TRUE"
    )
    _experience_idx = models.Index(
        "(kind, COALESCE(sama_experience_id, 0)) WHERE active IS TRUE"
    )
    _salesperson_idx = models.Index("(kind, COALESCE(user_id, 0)) WHERE active IS TRUE")
    _province_idx = models.Index("(kind, COALESCE(state_id, 0)) WHERE active IS TRUE")
    _segment_idx = models.Index("(kind, COALESCE(segment_id, 0)) WHERE active IS TRUE")
    _company_idx = models.Index("(kind, COALESCE(company_id, 0)) WHERE active IS TRUE")
