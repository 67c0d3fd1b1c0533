"""Survey sheets of past years, of invoices and projects that are in Odoo."""

from collections import defaultdict

from odoo.fields import Domain

from ..tools.text import fold_text
from .loader import Loader, changed
from .sheets import QUOTATIONS, SURVEYS
from .values import CellError, as_number, as_text

#: Yes and no as cells have them, folded.
YES = {fold_text(word) for word in ("yes", "true", "بله", "بلی", "آری")}
NO = {fold_text(word) for word in ("no", "false", "خیر", "نه")}


class Surveys(Loader):
    """Done sheets with an answer for each question that has a cell.

    No rule runs, nobody is written to; the score follows from the answers as always.
    """

    sheet = SURVEYS
    dated = "date"

    def __init__(self, run, title, heading):
        super().__init__(run, title, heading)
        self.questions = heading.others
        self.surveys = self._read_surveys()
        known = {name for _s, _t, _n, questions in self.surveys for name in questions}
        for index, text in heading.others.items():
            if fold_text(text) not in known:
                run.note(title, index, heading.row, CellError("unknown_question"), text)
        self.done = set()

    def _read_surveys(self):
        """Return [(set, target, names, {folded question: question})] of the company."""
        surveys = self.env["sama.survey"].search(
            Domain("company_id", "in", [False, self.company.id])
        )
        surveys = surveys.sorted(lambda survey: not survey.company_id)
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        found = []
        for survey in surveys:
            names, questions = set(), {}
            for lang in {"en_US", *langs}:
                spoken = survey.with_context(lang=lang)
                names.add(fold_text(spoken.name))
                for question in spoken.question_ids:
                    questions.setdefault(fold_text(question.name), question)
            found.append((survey, survey.target, names, questions))
        return found

    # --------------------------------------------------
    # Reading
    # --------------------------------------------------

    def read_more(self, item):
        """Take the cells of the questions along."""
        item.answers = {
            index: item.row.cells[index]
            for index in self.questions
            if index in item.row.cells
        }

    def prepare(self, items):
        """Look up the documents."""
        keys = {"invoice": set(), "project": set(), "quotation": set()}
        for item in items:
            keys[item.get("document_kind") or "invoice"].add(item.get("document"))
        self.documents = {
            "invoice": self.links.invoices(keys["invoice"]),
            "project": self.links.projects(keys["project"]),
            "quotation": self.links.orders(QUOTATIONS, keys["quotation"]),
        }
        orders = self.env["sale.order"].browse(
            res_id for ids in self.documents["quotation"].values() for res_id in ids
        )
        self.invoices = {
            order.id: order.invoice_ids.filtered(
                lambda move: move.move_type == "out_invoice" and move.state == "posted"
            ).sorted("id")
            for order in orders
        }
        self._read_done()

    def _read_done(self):
        """Look up which of the documents were surveyed already, by which sheet."""
        ids = {
            kind: [
                res_id for found in self.documents[kind].values() for res_id in found
            ]
            for kind in ("invoice", "project")
        }
        ids["invoice"] += [
            move.id for moves in self.invoices.values() for move in moves
        ]
        self.surveyed = {
            (sheet.move_id or sheet.project_id): sheet
            for sheet in self.model.search(
                Domain("state", "=", "done")
                & Domain("is_resurvey", "!=", True)
                & Domain("phase", "=", "end")
                & (
                    Domain("move_id", "in", ids["invoice"])
                    | Domain("project_id", "in", ids["project"])
                )
            )
        }

    def worked(self, items):
        """Return the invoices and projects, each kind read at once."""
        ids = defaultdict(list)
        for item in items:
            ids[item.document._name].append(item.document.id)
        return [item.document.with_prefetch(ids[item.document._name]) for item in items]

    # --------------------------------------------------
    # Values
    # --------------------------------------------------

    def values(self, item):
        """Return the values of a sheet; its answers stay with the row."""
        document = self._document(item)
        if not document:
            return {}
        survey, questions = self._survey(item, document)
        if not survey:
            return {}
        item.scores = self._answers(item, survey, questions)
        channel = item.get("channel") or "phone"
        vals = {
            "survey_id": survey.id,
            "date": item.get("date"),
            "channel": channel,
            "is_resurvey": bool(item.get("resurvey")),
        }
        vals["move_id" if document._name == "account.move" else "project_id"] = (
            document.id
        )
        if item.get("comment"):
            vals["comment"] = item.get("comment")
        user_id = self.user(item, "user")
        if user_id and channel != "link":
            vals["user_id"] = user_id
        item.document = document
        return vals

    def _document(self, item):
        """Return the invoice or project of a row; complain if there is none."""
        kind = item.get("document_kind") or "invoice"
        value = item.get("document")
        none, many, sheet = {
            "invoice": ("no_invoice", "many_invoices", SURVEYS),
            "project": ("no_project", "many_projects", SURVEYS),
            "quotation": ("no_quotation", "many_quotations", QUOTATIONS),
        }[kind]
        found = self.one(item, "document", self.documents[kind], sheet, none, many)
        if not found:
            return None
        if kind == "quotation":
            moves = self.invoices[found]
            if not moves:
                self.complain(item, "document", "no_order_invoice", value=value)
            return moves[:1] or None
        model = "account.move" if kind == "invoice" else "project.project"
        document = self.env[model].browse(found)
        if not document.partner_id:
            self.complain(item, "document", "no_document_customer", value=value)
            return None
        return document

    def _survey(self, item, document):
        """Return (question set, its questions) of a row; complain if there is none."""
        wanted = item.get("survey")
        targets = document._sama_survey_targets()
        answered = {fold_text(self.questions[index]) for index in item.answers}
        sets = sorted(
            (each for each in self.surveys if each[1] in targets),
            key=lambda each: targets.index(each[1]),
        )
        if wanted:
            sets = [each for each in sets if fold_text(wanted) in each[2]]
        for survey, _target, _names, questions in sets:
            if wanted or answered <= questions.keys():
                return survey, questions
        if wanted:
            self.complain(item, "survey", "no_survey", value=wanted)
        else:
            self.complain(item, "document", "no_survey_for")
        return None, {}

    def _answers(self, item, survey, questions):
        """Return {question id: values of the answer}; complain of cells."""
        answers = {}
        for index, cell in item.answers.items():
            question = questions.get(fold_text(self.questions[index]))
            if not question:
                self.complain(item, index, "no_question", value=survey.name)
                continue
            try:
                answers[question.id] = self._answer(question, cell)
            except CellError as error:
                item.is_bad = True
                self.note(item.row, index, error)
        return answers

    def _answer(self, question, cell):
        """Return the values of one answer.

        :raises CellError: it is none on the question's scale
        """
        # What Excel could not compute is no answer.
        text = self.run.reader.value_of(SURVEYS.by_name["comment"], cell)
        if question.question_type == "text":
            return {"text": text}
        if question.question_type == "yes_no" and fold_text(as_text(cell)) in YES | NO:
            return {"score": float(fold_text(as_text(cell)) in YES)}
        score = as_number(cell)
        whole = question.question_type in ("nps", "yes_no")
        if not question.min_score <= score <= question.max_score or (
            whole and score != int(score)
        ):
            raise CellError(
                "score", min=f"{question.min_score:g}", max=f"{question.max_score:g}"
            )
        return {"score": score}

    def known(self, items):
        """Return the sheets of these codes; a second one of a document is refused."""
        known = super().known(items)
        for item in items:
            if item.get("resurvey"):
                continue
            other = self.surveyed.get(item.document)
            is_other = other and other != known.get(item.code)
            if is_other or (item.document in self.done and item.code not in known):
                self.complain(item, "document", "surveyed", value=item.get("document"))
            self.done.add(item.document)
        return known

    # --------------------------------------------------
    # Writing
    # --------------------------------------------------

    def make(self, items):
        """Make sheets with their answers, and the call that each was."""
        for item in items:
            item.vals["state"] = "done"
        sheets = super().make(items)
        answers = [
            {"response_id": sheet.id, "question_id": question_id, **answer}
            for sheet, item in zip(sheets, items, strict=True)
            for question_id, answer in item.scores.items()
        ]
        self.env["sama.survey.answer"].create(answers)
        self.env["sama.survey.attempt"].create(
            [
                {
                    "response_id": sheet.id,
                    "partner_id": sheet.partner_id.id,
                    "date": sheet.date,
                    "user_id": sheet.user_id.id,
                    "result": "answered",
                }
                for sheet in sheets
                if sheet.channel != "link"
            ]
        )
        return sheets

    def update(self, item, sheet):
        """Write what changed on a sheet and in its answers; its document stays."""
        vals = dict(item.vals)
        if sheet.move_id != item.document and sheet.project_id != item.document:
            self.warn(
                item, "document", "moved", value=sheet._sama_document().display_name
            )
            return False
        for name in ("move_id", "project_id"):
            vals.pop(name, None)
        if vals["survey_id"] != sheet.survey_id.id:
            # An earlier version of the set keeps the sheets that it was answered by.
            vals.pop("survey_id")
        changes = changed(sheet, vals)
        if changes:
            sheet.write(changes)
        return self._update_answers(item, sheet) or bool(changes)

    def _update_answers(self, item, sheet):
        by_question = {}
        for answer in sheet.answer_ids:
            by_question[answer.question_id.id] = answer
            if answer.question_id.origin_id:
                by_question[answer.question_id.origin_id.id] = answer
        new, is_changed = [], False
        for question_id, values in item.scores.items():
            answer = by_question.get(question_id)
            if not answer:
                new.append(
                    {"response_id": sheet.id, "question_id": question_id, **values}
                )
                continue
            changes = changed(answer, values)
            if changes:
                answer.write(values)
                is_changed = True
        self.env["sama.survey.answer"].create(new)
        return is_changed or bool(new)
