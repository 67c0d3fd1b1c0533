import io

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..imports.description import LANGUAGES
from ..imports.template import Template
from ..models.sama_agent_mixin import GROUP_ADMIN
from ..reports.make import MIMETYPES

#: The language of the texts in a template, and the name of its file.
TEMPLATES = {"fa": ("fa_IR", "الگوی ورود اطلاعات.xlsx"), "en": ("en_US", "import.xlsx")}


class ImportTemplateController(http.Controller):
    """Hands out the workbook in which the years before are written down."""

    @http.route(
        "/sama_crm/import/template/<string:language>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, language, **_kwargs):
        """Send the template in a language, ``fa`` or ``en``."""
        if language not in LANGUAGES or not request.env.user.has_group(GROUP_ADMIN):
            raise NotFound()
        lang, name = TEMPLATES[language]
        installed = dict(request.env["res.lang"].get_installed())
        env = request.env(
            context={
                **request.env.context,
                "lang": lang if lang in installed else "en_US",
            }
        )
        stream = io.BytesIO()
        # The first company of the menu, in which the import runs.
        Template(env, env.company, language).save_to(stream)
        return request.make_response(
            stream.getvalue(),
            headers=[
                ("Content-Type", MIMETYPES["xlsx"]),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
