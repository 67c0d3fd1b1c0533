"""One spelling for the many ways in which Persian names are typed."""

import unicodedata

from .digits import fold_digits

# Letters that look alike and that keyboards mix. Compatibility decomposition has
# already parted hamza and madda from their letters.
_LETTERS = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh
        "ى": "ی",  # alef maksura
        "ك": "ک",  # Arabic kaf
        "ة": "ه",  # teh marbuta
        "ە": "ه",  # ae, left of a decomposed heh with hamza
        "ٱ": "ا",  # alef wasla
        "ـ": "",  # tatweel
    }
)


def _is_kept(char):
    """Tell whether a character counts: no space, no mark, no invisible sign."""
    return not char.isspace() and unicodedata.category(char) not in ("Mn", "Cf")


def fold_text(text):
    """Fold a text so that its spellings become equal.

    Letter case, ي/ی, ك/ک, hamza, diacritics, tatweel, digits, half-spaces and spaces no
    longer count. The folding works on each character alone, so whatever contains a
    text before folding contains it after: a search on folded texts never finds less.

    >>> len({fold_text(t) for t in ("علي‌رضا كريمي", "علیرضا کریمی", "علی رضا کریمی")})
    1
    >>> fold_text("مُحـمّد ١٢") == fold_text("محمد ۱۲")
    True
    >>> fold_text("آرین مسئول خانهٔ"), fold_text("Café  ABC")
    ('ارینمسیولخانه', 'cafeabc')
    >>> fold_text(None)
    ''
    """
    if not text:
        return ""
    if text.isascii():
        return "".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text.casefold())
    return fold_digits("".join(filter(_is_kept, text)).translate(_LETTERS))
