"""Compare and merge translation catalogues.

    catalogues.py check  EXPORTED POT PO...   exit 1 and say what is wrong
    catalogues.py update EXPORTED POT PO...   write POT, merge it into each PO

Texts in Persian letters come from the demo data, whose source language is Persian:
there is nothing to translate in them.
"""

import datetime
import re
import sys
from pathlib import Path

import polib

PERSIAN = re.compile("[\u0600-\u06ff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
SHOWN = 30


def load(path):
    """Return the catalogue as a dictionary of entries by context and text."""
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete and not PERSIAN.search(entry.msgid)
    }


def short(key):
    """Return a text as a line of an error message."""
    return repr(key[1] if len(key[1]) < 90 else key[1][:87] + "...")


def differences(wanted, path):
    """Yield what a file lacks and what it has too much."""
    if not path.exists():
        yield f"{path.name}: missing"
        return
    found = load(path)
    for key in wanted:
        if key not in found:
            yield f"{path.name}: not in the file: {short(key)}"
        elif wanted[key].comment != found[key].comment:
            # Odoo takes the texts of code only from entries that say they are.
            yield f"{path.name}: in code or not, unlike the file says: {short(key)}"
    for key in found:
        if key not in wanted:
            yield f"{path.name}: no longer in the addon: {short(key)}"


def untranslated(wanted, path):
    """Yield what is wrong with the translations of a file."""
    if not path.exists():
        return
    for entry in polib.pofile(str(path)):
        key = (entry.msgctxt, entry.msgid)
        if entry.obsolete:
            yield f"{path.name}: obsolete entry: {short(key)}"
        elif entry.fuzzy:
            yield f"{path.name}: fuzzy: {short(key)}"
        elif key in wanted and not entry.translated():
            yield f"{path.name}: not translated: {short(key)}"
        elif entry.msgstr:
            there = sorted(PLACEHOLDER.findall(entry.msgid))
            if there != sorted(PLACEHOLDER.findall(entry.msgstr)):
                yield f"{path.name}: other placeholders: {short(key)}"


def check(exported, pot, catalogues):
    """Print what is wrong and return 1, or 0 when all is complete."""
    wanted = load(exported)
    problems = list(differences(wanted, pot))
    for path in catalogues:
        problems += [*differences(wanted, path), *untranslated(wanted, path)]
    for problem in problems[:SHOWN]:
        print(problem)
    if len(problems) > SHOWN:
        print(f"and {len(problems) - SHOWN} more")
    if not problems:
        print(f"{len(wanted)} texts")
    return int(bool(problems))


def update(exported, pot, catalogues):
    """Write the template and merge it; translations of texts that are gone go too."""
    source = polib.pofile(str(exported))
    source[:] = sorted(
        (entry for entry in source if not PERSIAN.search(entry.msgid)),
        key=lambda entry: (entry.msgid, entry.msgctxt or ""),
    )
    pot.parent.mkdir(exist_ok=True)
    old_dates = polib.pofile(str(pot)).metadata if pot.exists() else {}
    if pot.exists() and load(pot).keys() == load(exported).keys():
        for name in ("POT-Creation-Date", "PO-Revision-Date"):
            source.metadata[name] = old_dates.get(name, "")
    source.save(str(pot))
    print(f"{pot.name}: {len(source)} texts")
    for path in catalogues:
        merged = merge(source, path)
        merged.save(str(path))
        left = sum(not entry.translated() for entry in merged)
        print(f"{path.name}: {left} of {len(merged)} texts still to translate")
    return 0


def merge(source, path):
    """Return the catalogue with exactly the source's texts, translations kept."""
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    merged = polib.POFile(wrapwidth=source.wrapwidth)
    merged.header = source.header
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M+0000")
    merged.metadata = {
        **source.metadata,
        "PO-Revision-Date": old.metadata.get("PO-Revision-Date") or now,
        "Language": path.stem,
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for entry in source:
        before = known.get((entry.msgctxt, entry.msgid))
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgstr=before.msgstr if before and not before.fuzzy else "",
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return merged


def main():
    """Read the command line."""
    action, exported, pot, *catalogues = sys.argv[1:]
    work = {"check": check, "update": update}[action]
    return work(Path(exported), Path(pot), [Path(path) for path in catalogues])


if __name__ == "__main__":
    sys.exit(main())
