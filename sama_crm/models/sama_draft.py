from datetime import timedelta

from odoo import api, fields, models

DAYS_KEPT = 30


class SamaDraft(models.Model):
    """What a user typed for a document and has not saved yet.

    One a user and document. Nobody sees another's, nobody deletes one: a draft that
    was used is archived, the next one takes its place, and old ones are vacuumed.

    It also remembers the last save of the document by its token, so that a form sent
    twice, since the first answer was lost on the way, is saved once.
    """

    _name = "sama.draft"
    _description = "Unsaved Text"
    _order = "id desc"
    _rec_name = "res_model"

    res_model = fields.Char(string="Document Model", required=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    values = fields.Json(help="Field values as the form sends them.")
    saved = fields.Json(
        readonly=True,
        help="The last save of the document: token, digest of the values, result.",
    )
    active = fields.Boolean(default=True)

    _owner_document = models.UniqueIndex("(user_id, res_model, res_id)")

    @api.model
    def sama_save(self, res_model, res_id, values):
        """Keep the values for this user and document, instead of what was kept before.

        :param str res_model: model of the document
        :param int res_id: id of the document
        :param dict values: field values as the form sends them
        :return: True
        :raises AccessError: the user may not read the document
        """
        document = self.env[res_model].browse(res_id)
        document.check_access("read")
        values = dict(values)
        if self.sama_get_saved(res_model, [res_id], values.pop("token", None)):
            # The browser had no answer, but what it still holds was saved.
            return True
        if hasattr(document, "_sama_keep_draft"):
            # A document with a place of its own for it leaves the rest to us.
            values = document._sama_keep_draft(values)
            if not values:
                return self.sama_drop(res_model, [res_id])
        kept = self._of(res_model, [res_id])
        if kept:
            kept.write({"values": values, "active": True})
        else:
            self.create({"res_model": res_model, "res_id": res_id, "values": values})
        return True

    @api.model
    @api.readonly
    def sama_load(self, res_model, res_id):
        """Return what this user left unsaved on the document, or an empty dict."""
        return self._of(res_model, [res_id]).filtered("active").values or {}

    @api.model
    def sama_drop(self, res_model, res_ids):
        """Put the drafts of these documents away: what was typed is saved.

        :return: True
        """
        self._of(res_model, res_ids).filtered("active").active = False
        return True

    @api.model
    @api.readonly
    def sama_get_saved(self, res_model, res_ids, token):
        """Return what the form with this token saved on the documents, if it did.

        :param str token: made by the browser, one a form
        :return: dict of `token`, `digest` and `result`, or an empty dict
        """
        if not token or not res_ids:
            return {}
        saved = self._of(res_model, [min(res_ids)]).saved or {}
        return saved if saved.get("token") == token else {}

    @api.model
    def _remember(self, res_model, res_ids, saved):
        """Remember a save, and put the drafts away that it used.

        Two requests with one token meet on the document before they come here.
        """
        self.sama_drop(res_model, res_ids)
        first_id = min(res_ids)
        kept = self._of(res_model, [first_id])
        if kept:
            kept.saved = saved
        else:
            self.create(
                {
                    "res_model": res_model,
                    "res_id": first_id,
                    "saved": saved,
                    "active": False,
                }
            )

    def _of(self, res_model, res_ids):
        """Return this user's drafts of the documents, also those put away."""
        return self.with_context(active_test=False).search(
            [
                ("user_id", "=", self.env.uid),
                ("res_model", "=", res_model),
                ("res_id", "in", list(res_ids)),
            ]
        )

    @api.autovacuum
    def _gc_drafts(self):
        """Delete drafts that were not touched for a month."""
        old = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.with_context(active_test=False).search([("write_date", "<", old)]).unlink()
