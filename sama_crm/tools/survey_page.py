"""The bare page of the customer's survey: headers, files, and what says nothing."""

from hashlib import sha256

from odoo.http import request
from odoo.tools import file_open

PATH = "/sama/survey/"
# More than any honest form holds, in bytes.
FORM_LIMIT = 512 * 1024
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing from another host, and nothing inline.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
FILES = "sama_crm/static/survey_page/survey_page"


def _file_url(suffix):
    """Return the address of a file of the page, another one whenever it changes."""
    with file_open(FILES + suffix, "rb") as file:
        return f"/{FILES}{suffix}?{sha256(file.read()).hexdigest()[:8]}"


STYLE_URL = _file_url(".css")
SCRIPT_URL = _file_url(".js")


def page(html="", status=200):
    """Return a response with the headers of every page of the survey."""
    return request.make_response(html, headers=HEADERS.items(), status=status)


def render(view, template, values):
    """Return the HTML of a page.

    :param view: `ir.ui.view` in the reader's language
    """
    files = {"style_url": STYLE_URL, "script_url": SCRIPT_URL}
    return view._render_template(template, {**files, **values})


def plain_page(texts_of, status):
    """Return a page that knows nobody, in each language that customers read.

    :param texts_of: function of an environment that returns the texts
    """
    langs = request.env["res.lang"]._get_active_by("code")
    codes = [code for code in ("fa_IR", "en_US") if code in langs] or list(langs)[:1]
    view = request.env["ir.ui.view"]
    texts = [
        (
            "rtl" if langs[code].direction == "rtl" else "ltr",
            texts_of(view.with_context(lang=code).env),
        )
        for code in codes
    ]
    values = {"texts": texts, "rtl": texts[0][0] == "rtl", "page_lang": codes[0][:2]}
    return page(render(view, "sama_crm.survey_page_plain", values), status)


def dead_page():
    """Return the one page of every link that does not answer."""
    return plain_page(
        lambda env: (
            env._("This link is not valid, or its time is over."),
            env._(
                "If you answered before, your answer is already recorded. Thank you."
            ),
        ),
        404,
    )


def fault_page(status):
    """Return the page of a request that no page of ours sends, or that went wrong."""

    def texts_of(env):
        if status == 413:
            return (
                env._("Your text is too long."),
                env._("Please go back and shorten it; what you typed is still there."),
            )
        return (
            env._("This did not work."),
            env._("Please go back, or open the link of your message again."),
        )

    return plain_page(texts_of, status)
