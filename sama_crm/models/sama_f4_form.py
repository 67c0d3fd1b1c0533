import hashlib
import json
from datetime import datetime, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..jalali.text import shown_digits


class SamaF4Form(models.AbstractModel):
    """What the forms have in common that F4 opens on the row of a list.

    One call saves such a form (`f4_submit`): it answers with problems by field, and
    then nothing is saved, or with a message and the row to go to next. What the user
    typed and left is kept as his draft of the document and comes back with the form.

    A form inherits this model, names its document model, the field that holds its
    documents and the fields worth keeping, and answers `_f4_title`, `_f4_problems`,
    `_f4_save` and `_quick_dates`; the view has the class `sama_f4_form` and buttons
    named `action_f4_<act>`.
    """

    _name = "sama.f4.form"
    _description = "Form Opened by F4"

    _f4_document_model = None
    _f4_document_field = None
    _f4_draft_fields = ()

    title = fields.Char(compute="_compute_title")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_person"
    )
    phone = fields.Char(related="partner_id.phone")
    person_facts = fields.Json(compute="_compute_person")
    quick_dates = fields.Json(compute="_compute_quick_dates")
    has_next = fields.Boolean(
        store=False,
        default=lambda self: bool(self.env.context.get("f4_has_next")),
        help="The form was opened from a list, so there may be a next row.",
    )
    draft_keys = fields.Json(
        store=False, help="The fields that came back from the user's draft."
    )

    # === COMPUTE === #

    @api.model
    def _f4_depends(self):
        """Return on what all that is shown depends: which documents they are."""
        return [self._f4_document_field] if self._f4_document_field else []

    @api.depends(lambda self: self._f4_depends())
    def _compute_title(self):
        for form in self:
            form.title = form._f4_title()

    @api.depends(lambda self: self._f4_depends())
    def _compute_person(self):
        """Of several documents no person is shown."""
        for form in self:
            documents = form._f4_documents()
            document = documents if len(documents) == 1 else documents.browse()
            form.partner_id = document.partner_id
            form.person_facts = form._person_facts(document.partner_id)

    @api.depends(lambda self: self._f4_depends())
    def _compute_quick_dates(self):
        for form in self:
            form.quick_dates = [
                {
                    "key": key,
                    "label": label,
                    "date": fields.Date.to_string(day),
                    "hour": hour,
                }
                for key, label, day, hour in form._quick_dates()
            ]

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Bring back what the user typed before; only a form on screen asks for it."""
        values = super().default_get(fields_list)
        if self.env.context.get("f4_open"):
            draft = self._f4_draft()
            values.update(draft)
            values["draft_keys"] = sorted(draft)
        return values

    @api.model
    def _f4_asked(self):
        """Return the documents that the form is opened on, unchecked."""
        Document = self.env[self._f4_document_model]
        if self.env.context.get("active_model") != Document._name:
            return Document
        return Document.browse(self.env.context.get("active_ids") or [])

    @api.model
    def _f4_draft(self):
        """Return the values typed and left on the document, checked.

        What the browser could not yet send comes in the context and wins.
        """
        res_ids = self.env.context.get("active_ids") or []
        draft = self.env.context.get("f4_draft")
        if draft is None and res_ids:
            draft = self.env["sama.draft"].sama_load(
                self._f4_document_model, res_ids[0]
            )
        elif self.env["sama.draft"].sama_get_saved(
            self._f4_document_model, res_ids, draft.get("token")
        ):
            draft = {}
        draft = {
            fname: value
            for fname, value in (draft or {}).items()
            if fname in self._f4_draft_fields
            # What the button that was pressed asks for goes first.
            and f"default_{fname}" not in self.env.context
        }
        for fname, value in list(draft.items()):
            field = self._fields[fname]
            if field.type == "many2one" and value:
                if not self.env[field.comodel_name].browse(value).exists():
                    del draft[fname]
        return draft

    # === TO BE ANSWERED BY EACH FORM === #

    def _f4_title(self):
        """Return what stands above the form."""
        raise NotImplementedError

    def _quick_dates(self):
        """Return (key, label, day, hour) of the dates that are chosen most."""
        raise NotImplementedError

    def _f4_problems(self, act):
        """Return {field name: message} of what keeps the form from being saved."""
        raise NotImplementedError

    def _f4_save(self, act):
        """Do what the form says.

        :param str act: which button
        :return: dict with `message`, and optionally `type` (success, warning), `notice`
            (a second message), `offer` (`text`, `label` and `action` of an act that
            suggests itself) and `action`
        """
        raise NotImplementedError

    def _f4_next_domains(self):
        """Return the domains of the rows to go to next, the most urgent first.

        Asked before the form is saved.
        """
        return []

    # === WHAT FORMS USE === #

    def _f4_documents(self):
        """Return the documents on which the form works."""
        return self[self._f4_document_field]._origin

    def _zone(self):
        """Return the time zone in which the form's dates and hours are meant."""
        return timezone(self.env.user.tz or "UTC")

    def _now(self):
        """Return the present time in the form's zone."""
        return datetime.now(self._zone())

    def _is_to_come(self, moment):
        """Return whether a moment, UTC, is to come; clocks may differ by a minute."""
        return moment > fields.Datetime.now() + timedelta(minutes=1)

    def _shown(self, number):
        """Return a number in the digits of the user's language."""
        return shown_digits(self.env, str(number))

    @api.model
    def _person_facts(self, partner):
        """Return what helps to talk to this person: names of his group, grade, type.

        :return: dict of texts: group, grade, mobile, company_phone, psychology,
            how_to_talk, what_to_avoid
        """
        if not partner:
            return {}
        psychology = partner.sama_psychology_id
        return {
            "mobile": partner.sama_mobile or "",
            "company_phone": partner.commercial_partner_id.phone or "",
            "group": partner.sama_person_group_id.display_name or "",
            "grade": partner.sama_grade_id.name or "",
            "psychology": psychology.name or "",
            "how_to_talk": psychology.how_to_talk or "",
            "what_to_avoid": psychology.what_to_avoid or "",
        }

    # === BUSINESS === #

    @api.model
    def f4_submit(self, values, act="save", walk=None, token=None):
        """Save a form.

        :param dict values: of the form, as for `create`
        :param str act: which button was pressed
        :param dict walk: how the list goes on: `queue` (ids of the rows after this one,
            in the list's order), `domain` and `order` of the list, `done` (ids already
            worked on)
        :param str token: one a form; sent again, since the answer was lost, it saves
            nothing twice and gets the first answer
        :return: dict with `problems` {field: message; "" for the whole form}, and then
            nothing is saved; or with `message`, `type`, `notice`, `action`, `res_ids`
            and, with a walk, `next_id`; `is_changed` if a form sent again says
            something else than what was saved
        """
        form = self.with_context(f4_open=False).create(values)
        documents = form._f4_documents()
        digest = self._f4_digest(values, act)
        saved = self.env["sama.draft"].sama_get_saved(
            documents._name, documents.ids, token
        )
        if saved:
            return self._f4_repeat(saved, digest)
        problems = form._f4_problems(act)
        if problems:
            return {"problems": problems}
        domains = form._f4_next_domains() if walk else []
        try:
            with self.env.cr.savepoint():
                result = form._f4_save(act)
        except UserError as error:
            return {"problems": {"": str(error)}}
        result["res_ids"] = documents.ids
        if walk:
            result["next_id"] = self._f4_next_id(walk, domains)
        self._f4_remember(documents, token, digest, result)
        return result

    @api.model
    def _f4_digest(self, values, act):
        """Return a short text that changes with what a form says."""
        text = json.dumps([values, act], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _f4_remember(self, documents, token, digest, result):
        """Put the draft away, and keep the answer for a form that comes again."""
        Draft = self.env["sama.draft"]
        if not token or not documents:
            Draft.sama_drop(documents._name, documents.ids)
            return
        answer = {key: value for key, value in result.items() if key != "action"}
        Draft._remember(
            documents._name,
            documents.ids,
            {"token": token, "digest": digest, "result": answer},
        )

    @api.model
    def _f4_repeat(self, saved, digest):
        """Return the answer to a form that was saved before."""
        result = saved["result"]
        if saved["digest"] != digest:
            result = {
                **result,
                "is_changed": True,
                "type": "warning",
                "message": self.env._(
                    "This was saved before the connection was lost; what you changed "
                    "since was not. It is kept, and F4 opens it again."
                ),
            }
        return result

    @api.model
    def _f4_next_id(self, walk, domains):
        """Return the row to go to: after this one, else anywhere in the list.

        A row that was worked on in this walk is never gone back to.
        """
        Document = self.env[self._f4_document_model]
        done = Domain("id", "not in", walk.get("done") or [])
        queue = walk.get("queue") or []
        for domain in domains:
            found = set(Document.search(domain & done & Domain("id", "in", queue)).ids)
            following = next((res_id for res_id in queue if res_id in found), False)
            if not following:
                following = Document.search(
                    domain & done & Domain(walk.get("domain") or Domain.TRUE),
                    order=walk.get("order") or None,
                    limit=1,
                ).id
            if following:
                return following
        return False

    def _f4_act(self, act):
        """Save a form that is on the server, for clients without our script.

        :return: an action that shows the result and closes the form
        :raises ValidationError: whatever the form would say at its fields
        """
        self.ensure_one()
        problems = self._f4_problems(act)
        if problems:
            raise ValidationError("\n".join(problems.values()))
        result = self._f4_save(act)
        return result.get("action") or {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": result["message"],
                "type": result.get("type", "success"),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_f4_save(self):
        """Save; the button of the form.

        :return: an action
        :raises ValidationError: something is missing or wrong
        """
        return self._f4_act("save")

    def action_f4_save_next(self):
        """Save; going to the next row is the browser's part.

        :return: an action
        :raises ValidationError: something is missing or wrong
        """
        return self._f4_act("save")
