from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, file_open, ormcache
from odoo.tools.misc import file_path
from odoo.tools.translate import (
    JAVASCRIPT_TRANSLATION_COMMENT,
    get_po_paths,
    translation_file_reader,
)

PERSIAN = "fa_IR"
PARAMETER = "sama_crm.persian_supplement"
OFF = "off"


class SamaPersianSupplement(models.AbstractModel):
    """Persian words that Odoo leaves in English, and the few that it has wrong.

    ``i18n_supplement/<module>.po`` holds them, beside Odoo's own translations. Texts
    in the database (menus, views, labels) are written where they still say what
    Odoo put there, so an edit of the user's own always stays; the texts of the
    browser's code are laid over Odoo's when they are sent. Texts inside Python code
    have no such place and stay Odoo's.
    """

    _name = "sama.persian.supplement"
    _description = "Supplement to Odoo's Persian Translation"

    @api.model
    def _is_on(self):
        """Return whether the supplement is switched on."""
        # sudo: a switch that every page reads
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(PARAMETER) != OFF

    @api.model
    def _switch(self, on):
        """Switch the supplement: write its texts, or give Odoo's back."""
        # sudo: called by the settings, whose users are administrators
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, "on" if on else OFF)
        self._sync(revert=not on)
        self.env.registry.clear_cache()

    @api.model
    def _path(self, module):
        """Return the file of a module, or None."""
        try:
            return file_path(f"sama_crm/i18n_supplement/{module}.po")
        except FileNotFoundError:
            return None

    @api.model
    def _read(self, path):
        """Return the rows of a translation file, one for each place of a text."""
        with file_open(path, "rb") as source:
            rows = translation_file_reader(source, fileformat="po")
            return [row for row in rows if row.get("value") and row.get("src")]

    @api.model
    @ormcache("module")
    def _web_terms(self, module):
        """Return {English: Persian} of the browser's texts of a module."""
        path = self._path(module)
        if not path:
            return {}
        return {
            row["src"]: row["value"]
            for row in self._read(path)
            if row["type"] == "code"
            and JAVASCRIPT_TRANSLATION_COMMENT in row["comments"]
        }

    @api.model
    def _sync(self, modules=None, revert=False):
        """Write the supplement's texts into the database, or take them back.

        :param modules: names of modules, default all that are installed
        :param bool revert: give back what Odoo says, where ours still stands
        :return: number of texts that changed
        """
        if not self.env["res.lang"]._get_code(PERSIAN):
            return 0
        if not revert and not self._is_on():
            return 0
        installed = self.env["ir.module.module"]._installed()
        count = 0
        for module in modules if modules is not None else sorted(installed):
            path = self._path(module)
            if path and module in installed:
                count += self._sync_module(module, self._read(path), revert)
        if count:
            self.env.registry.clear_cache()
        return count

    def _sync_module(self, module, rows, revert):
        """Write the texts of one module; return how many changed."""
        stock = {}
        for path in get_po_paths(module, PERSIAN):
            stock |= {row["src"]: row["value"] for row in self._read(path)}
        labels, terms = defaultdict(list), defaultdict(dict)
        for row in rows:
            if row["type"] not in ("model", "model_terms"):
                continue
            place = (row["imd_model"], row["name"].split(",")[1])
            xmlid = f"{row['module']}.{row['imd_name']}"
            if row["type"] == "model":
                labels[(*place, row["src"], row["value"])].append(xmlid)
            else:
                terms[(*place, xmlid)][row["src"]] = row["value"]
        count = 0
        for (model, name, source, ours), xmlids in labels.items():
            odoo = stock.get(source) or source
            expected, wanted = ([source, odoo], ours) if not revert else ([ours], odoo)
            count += self._sync_labels(model, name, xmlids, source, expected, wanted)
        for (model, name, xmlid), ours in terms.items():
            count += self._sync_terms(model, name, xmlid, ours, stock, revert)
        return count

    def _translated_field(self, model_name, field_name):
        """Return the stored, translated field, or None."""
        if model_name not in self.env:
            return None
        field = self.env[model_name]._fields.get(field_name)
        return field if field is not None and field.translate and field.store else None

    def _sync_labels(self, model_name, field_name, xmlids, source, expected, wanted):
        """Write one text into the records of one field that nobody edited.

        By one statement: there are hundreds of labels, and writing them one by one
        takes a quarter of a minute.
        """
        field = self._translated_field(model_name, field_name)
        if not field or field.translate is not True:
            return 0
        model = self.env[model_name]
        model.flush_model([field_name])
        column = SQL.identifier("record", field_name)
        changed = self.env.execute_query(
            SQL(
                """UPDATE %(table)s record
                      SET %(name)s = %(column)s || jsonb_build_object(%(lang)s, %(new)s)
                     FROM ir_model_data data
                    WHERE data.model = %(model)s
                      AND data.module || '.' || data.name IN %(xmlids)s
                      AND data.module IN %(modules)s
                      AND data.res_id = record.id
                      AND %(column)s->>'en_US' = %(source)s
                      AND COALESCE(%(column)s->>%(lang)s, %(source)s) IN %(expected)s
                      AND COALESCE(%(column)s->>%(lang)s, '') != %(new)s
                RETURNING record.id""",
                table=SQL.identifier(model._table),
                name=SQL.identifier(field_name),
                column=column,
                lang=PERSIAN,
                new=wanted,
                model=model_name,
                xmlids=tuple(xmlids),
                modules=tuple({xmlid.split(".")[0] for xmlid in xmlids}),
                source=source,
                expected=tuple(expected),
            )
        )
        model.invalidate_model([field_name])
        return len(changed)

    def _sync_terms(self, model_name, field_name, xmlid, ours, stock, revert):
        """Write the terms of one view (or mail…) that nobody edited."""
        record = self.env.ref(xmlid, raise_if_not_found=False)
        field = self._translated_field(model_name, field_name)
        if not record or not field or field.translate is True:
            return 0
        # sudo: texts of views, at installation or by the switch
        record = record.sudo()
        changes = {}
        for term in record.get_field_translations(field_name, [PERSIAN])[0]:
            source, value = term["source"], term["value"] or term["source"]
            if source not in ours:
                continue
            odoo = stock.get(source) or source
            expected, wanted = (source, odoo), ours[source]
            if revert:
                expected, wanted = (ours[source],), odoo
            if value in expected and value != wanted:
                changes[source] = wanted
        if changes:
            record.update_field_translations(field_name, {PERSIAN: changes})
        return len(changes)
