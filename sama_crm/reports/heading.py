"""What stands above every report, in words: when, by whom, from which filter."""

from odoo import fields


def printed_line(env, words):
    """Return «Print date: …, prepared by: …» in the reader's calendar."""
    now = fields.Datetime.context_timestamp(env.user, fields.Datetime.now())
    return env._(
        "Print date: %(moment)s - Prepared by: %(user)s",
        moment=words.moment(now),
        user=env.user.name,
    )


def filter_words(env, request):
    """Return the filter in words."""
    parts = list(request.filters)
    if request.ids is not None:
        parts.append(env._("only the ticked rows"))
    comma = "، " if env.lang == "fa_IR" else ", "
    return comma.join(parts) or env._("none, all rows")


def filter_line(data):
    """Return the filter in words, on one line."""
    words = filter_words(data.env, data.request)
    return data.env._("Filter used: %(filter)s", filter=words)


def facts(data, words):
    """Yield (name, value) of all that a reader should know of the rows."""
    env, request = data.env, data.request
    now = fields.Datetime.context_timestamp(env.user, fields.Datetime.now())
    yield env._("Report"), data.title
    yield env._("Company"), env.company.name
    yield env._("Print date"), words.moment(now)
    yield env._("Prepared by"), env.user.name
    yield env._("Number of rows"), words.number(data.count())
    is_ticked = request.ids is not None
    for text in request.filters or ([] if is_ticked else [env._("none, all rows")]):
        yield env._("Filter"), text
    if is_ticked:
        yield env._("Rows"), env._("only the ticked rows")
    grouping = data.grouping_labels()
    if grouping:
        yield env._("Grouped by"), " > ".join(grouping)
    if request.amounts:
        yield env._("Amounts in"), data.unit_name or ""
