from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition

from ..jalali import calendar
from ..jalali.text import reader
from ..tools.survey_figures import FEW

COMODELS = {
    "surveyor": "res.users",
    "seller": "res.users",
    "person_group": "sama.person.group",
    "unit": "sama.unit",
    "category": "product.category",
}


class SamaSurveyCalculation(models.AbstractModel):
    """Groups of a calculation, the documents behind them, and the period before."""

    _inherit = "sama.survey.calculation"

    # === GROUPS === #

    @api.model
    def _groups(self, model, group_by, documents, answers, questions):
        """Return one row a group: figures of its documents and of each question.

        :param documents: {key: counts}, see `_document_figures`
        :param answers: {key: {(question id, score): number}}
        :param questions: the table of questions
        """
        keys = {*answers} if group_by == "unit" else {*documents}
        labels = self._labels(group_by, keys)
        rows = [
            {
                "key": key or 0,
                "label": labels.get(key) or self.env._("Not Set"),
                "domain": list(self._group_domain(model, group_by, key)),
                "stats": self._unit_figures(answers[key])
                if group_by == "unit"
                else self._document_figures(documents[key]),
                "cells": self._cells(answers.get(key, {}), questions),
            }
            for key in keys
        ]
        if group_by == "month":
            return sorted(rows, key=lambda row: row["key"])
        return sorted(rows, key=lambda row: (not row["key"], row["label"]))

    @api.model
    def _unit_figures(self, counts):
        """Return what was said of a unit of the organisation, which has no documents.

        :return: dict of `answers`, with a scale, and `score`, 0 to 100: the weighted
            mean of score by maximum over the answers of type score, or None
        """
        # sudo: what was asked is no secret to who may read the documents.
        Question = self.env["sama.survey.question"].sudo()
        number, weights, parts = 0, Decimal(0), Decimal(0)
        for (question_id, score), count in counts.items():
            question = Question.browse(question_id)
            if score is None:
                continue
            number += count
            if question.question_type == "score":
                weight = Decimal(str(question.weight)) * count
                weights += weight
                parts += weight * Decimal(str(score)) / Decimal(str(question.max_score))
        return {
            "answers": number,
            "few": number < FEW,
            "score": float(100 * parts / weights) if weights else None,
        }

    @api.model
    def _cells(self, counts, questions):
        """Return {question key: figures} of one group."""
        # sudo: what was asked is no secret to who may read the documents.
        Question = self.env["sama.survey.question"].sudo()
        row_by_id = {
            question_id: row["key"] for row in questions for question_id in row["ids"]
        }
        merged = {}
        for (question_id, score), number in counts.items():
            if question_id in row_by_id:
                row = merged.setdefault(row_by_id[question_id], Counter())
                row[score] += number
        cells = {}
        for key, scores in merged.items():
            cells[str(key)] = self._figures(Question.browse(key), scores)
            cells[str(key)].pop("bars", None)
        return cells

    @api.model
    def _labels(self, group_by, keys):
        """Return {key: name of the group}."""
        keys = [key for key in keys if key]
        if group_by == "month":
            lang, _is_jalali, has_persian_digits = reader(self.env)
            starts = calendar.starts("month")
            numbering = "arabext" if has_persian_digits else "latn"
            return {
                key: calendar.period_label(
                    starts[key - 1], "month", lang.code, numbering
                )
                for key in keys
                if key < len(starts)
            }
        # sudo: the names of groups of documents that the reader may read.
        records = self.env[COMODELS[group_by]].sudo().browse(keys)
        return {record.id: record.display_name for record in records}

    # === DOMAINS === #

    @api.model
    def _group_domain(self, model, group_by, key):
        """Return the domain that opens the documents of a group."""
        if group_by == "month":
            return self._month_domain(model, key)
        value = key or False
        if group_by == "surveyor":
            done = Domain("sama_survey_sheet", "=", "done")
            not_done = Domain("sama_survey_sheet", "!=", "done")
            return (done & Domain("sama_survey_surveyor_id", "=", value)) | (
                not_done & Domain("sama_survey_user_id", "=", value)
            )
        if group_by == "unit":
            # Units are of questions; the cells themselves name these.
            return Domain.TRUE
        fname = {
            "seller": model._sama_survey_seller_field,
            "person_group": "sama_person_group_id",
            "category": "sama_survey_category_id",
        }[group_by]
        return Domain(fname, "=", value)

    @api.model
    def _month_domain(self, model, key):
        """Return the domain of the documents of a Jalali month."""
        date = model._sama_survey_date_field
        starts = calendar.starts("month")
        if not key or key >= len(starts):
            return Domain(date, "=", False)
        first, after = starts[key - 1], starts[key]
        return Domain(date, ">=", fields.Date.to_string(first)) & Domain(
            date, "<", fields.Date.to_string(after)
        )

    # === PERIOD === #

    @api.model
    def _period(self, model, domain):
        """Return the one range of dates in which all of the list lies, or None.

        :return: dict of `field`, `start` (first day or moment of the list), and
            `domain`: the list together with the period of equal length before
        """
        for fname in (model._sama_survey_date_field, "sama_survey_date"):
            period = self._period_of(model._fields[fname], domain)
            if period:
                return period
        return None

    @api.model
    def _period_of(self, field, domain):
        """Return the range of one field, see `_period`."""
        parts = domain.children if isinstance(domain, DomainAnd) else [domain]
        first, last, rest = [], [], []
        # Days and moments both: the least step to the next value.
        step = timedelta(days=1) if field.type == "date" else timedelta(seconds=1)
        for part in parts:
            if not isinstance(part, DomainCondition) or part.field_expr != field.name:
                rest.append(part)
                continue
            value = self._bound(field, part)
            if not value:
                return None
            if part.operator in (">=", ">"):
                first.append(value + (step if part.operator == ">" else timedelta()))
            elif part.operator in ("<=", "<"):
                last.append(value - (step if part.operator == "<" else timedelta()))
            else:
                return None
        named = [
            condition.field_expr
            for part in rest
            for condition in part.iter_conditions()
        ]
        if not first or not last or field.name in named or max(first) > min(last):
            return None
        start, end = max(first), min(last)
        length = end - start + step
        range_domain = Domain(field.name, ">=", start - length) & Domain(
            field.name, "<=", end
        )
        return {
            "field": field.name,
            "start": start,
            "domain": Domain.AND([*rest, range_domain]),
        }

    @api.model
    def _bound(self, field, condition):
        """Return a plain date or moment that a condition compares with, or None."""
        value = condition.value
        try:
            return value and (
                fields.Date.to_date(value)
                if field.type == "date"
                else fields.Datetime.to_datetime(value)
            )
        except (TypeError, ValueError):
            # Relative words such as "today": they have no plain length.
            return None
