"""The style of letterhead and body, cut down to what they have in them.

wkhtmltopdf loads header and footer anew for every page, each with Odoo's style sheets
for documents (400 KB): of a list's time and memory that was more than half. Here they
are put into the page, without the rules that can match nothing in it, and without
fonts that would be fetched from another server.
"""

import re
from functools import lru_cache

from markupsafe import Markup

LINK = re.compile(r'<link\b[^>]*\bhref="(/web/assets/[^"]+\.css)"[^>]*>')
BRACE = re.compile(r"[{}]")
NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FAMILY = re.compile(r"""font-family:\s*["']?([^;"'}]+)""")
#: An address on another server than the one that prints.
FOREIGN = re.compile(r"""url\(\s*["']?(?:https?:)?//""")
#: What a selector may say that is no class and no id of an element.
ASIDE = re.compile(r"\[[^\]]*\]|:not\([^)]*\)")
NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")


def lean(env, *pages):
    """Return HTML pages with the style that they use in place of links to it.

    :param pages: HTML of bodies, or of header and footer, made by Odoo; a link that is
        not to a bundle of Odoo's stays
    """
    names = frozenset().union(*map(_names, pages))

    def style(match):
        css = _sheet(env, match[1])
        return match[0] if css is None else f"<style>{cut(css, names)}</style>"

    # Odoo's own markup and style sheets: nothing of a user is added.
    return [Markup(LINK.sub(style, str(page))) for page in pages]


def _names(page):
    """Return the classes and ids of a page."""
    return {name for names in NAMES.findall(str(page)) for name in names.split()}


def _sheet(env, url):
    """Return the text of a bundle, None if the address is not that of one."""
    file_name = url.rpartition("/")[2]
    try:
        name, rtl, _kind, autoprefix = env["ir.asset"]._parse_bundle_name(
            file_name, False
        )
        bundle = env["ir.qweb"]._get_asset_bundle(
            name, css=True, js=False, rtl=rtl, autoprefix=autoprefix
        )
    except ValueError:
        return None
    # sudo: a public style sheet, which the printer would fetch without any right
    return bundle.css().sudo().raw.decode()


@lru_cache(maxsize=16)
def cut(css, names):
    """Return the rules of a style sheet that may match elements of these names.

    A rule stays as it is or goes: an old browser drops a rule of which it does not
    understand one selector, and is to go on doing so.

    >>> cut(".a .b,p{x:y}.c{x:y}@media print{.d{x:y}}", frozenset({"d"}))
    '.a .b,p{x:y}@media print{.d{x:y}}'

    :param frozenset names: classes and ids
    """
    fonts, kept = [], []
    for head, body in _rules(COMMENT.sub("", css)):
        if head.startswith(("@media", "@supports")):
            body = cut(body, names)
            if body:
                kept.append(f"{head}{{{body}}}")
        elif head.startswith("@font-face"):
            if not FOREIGN.search(body):
                fonts.append(f"{head}{{{body}}}")
        elif not head.startswith("@") and _may_match(head, names):
            kept.append(f"{head}{{{body}}}")
    text = "".join(kept)
    return "".join(font for font in fonts if FAMILY.search(font)[1] in text) + text


def _rules(css):
    """Yield (selectors or at-rule, what stands in its braces)."""
    depth, start, opened = 0, 0, 0
    for brace in BRACE.finditer(css):
        if brace[0] == "{":
            if not depth:
                opened = brace.start()
            depth += 1
            continue
        depth -= 1
        if not depth:
            # Statements without braces, as @charset, end before the rule.
            head = css[start:opened].rpartition(";")[2].strip()
            yield head, css[opened + 1 : brace.start()]
            start = brace.end()


def _may_match(selectors, names):
    """Tell whether every class and id of one of the selectors is there."""
    return any(
        all(name.replace("\\", "") in names for name in NAME.findall(part))
        for part in ASIDE.sub("", selectors).split(",")
    )
