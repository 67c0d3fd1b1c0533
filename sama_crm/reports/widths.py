"""How wide the columns of a printed list are, and how large its letters."""

import re

#: Letters that take more room than those of Persian.
WIDE = re.compile(r"[A-Za-z0-9\u06f0-\u06f9]")
#: A longer word is parted: a column is not as wide as one of its words wants it.
LONGEST = 24
#: Rows whose words are looked at.
LOOKED_AT = 500
#: Sizes of letters in points: at the most; the least with columns as wide as they are
#: described; the least at all.
LARGEST, SMALL, SMALLEST = 9, 5.5, 4.5
#: Letters' room between two columns: usual, and in small letters.
GAP, SMALL_GAP = 1, 2
#: Letters of the largest size in a line, by paper and whether it lies.
ROOM = {
    ("A4", True): 170,
    ("A4", False): 118,
    ("A5", True): 118,
    ("A5", False): 82,
}


class Widths:
    """Finds widths, in letters, for the columns of one report.

    :param data: :class:`~.data.ReportData`, which knows labels and paper
    """

    def __init__(self, data):
        self.data = data
        self.words = {}
        self._details = {}

    def look_at(self, lines):
        """Learn the longest word of each column, once for all the pieces.

        :param lines: those of which the columns stand below one another, see `Pdf`
        """
        if self.words:
            return
        for line in (*lines[:LOOKED_AT], *lines[-1:]):
            for index, (text, style) in enumerate(line.get("cells", ())):
                # Dates and numbers stand on one line, spaces and all.
                words = [text] if style.startswith("n") else text.split()
                longest = max(map(letters, words), default=0)
                self.words[index] = max(self.words.get(index, 0), longest)

    def wide(self, columns, words=None):
        """Return the letters that each column takes, the gap beside it among them.

        :param dict words: longest word by index of the column
        """
        return [
            max(column.width, need) + GAP
            for column, need in zip(columns, self._needs(columns, words), strict=True)
        ]

    def fit(self, columns, words=None, extra=0):
        """Return the size of letters, in points, and the widths of the columns.

        Where all would be too small to read, columns give away what no word needs.

        :param dict words: longest word by index of the column
        :param int extra: letters that stand beside the columns
        """
        request = self.data.request
        room = LARGEST * ROOM[request.paper, bool(request.landscape)]
        widths = self.wide(columns, words)
        size = room / max(1, sum(widths) + extra)
        if size >= SMALL:
            return round(min(LARGEST, size), 1), widths
        needs = [need + SMALL_GAP for need in self._needs(columns, words)]
        more = [max(0, width - need) for width, need in zip(widths, needs, strict=True)]
        spare = room / SMALL - extra - sum(needs)
        if spare > 0 and sum(more):
            part = spare / sum(more)
            pairs = zip(needs, more, strict=True)
            return SMALL, [need + part * wish for need, wish in pairs]
        size = room / max(1, sum(needs) + extra)
        return round(min(SMALL, max(SMALLEST, size)), 1), needs

    def detail(self, columns):
        """Return the size of letters of a detail's rows, and the shares of its columns.

        They are the same on every card, so they are reckoned once.
        """
        key = tuple(columns)
        if key not in self._details:
            shares = percents(self.wide(columns))
            self._details[key] = self.fit(columns)[0], shares
        return self._details[key]

    def _needs(self, columns, words):
        """Return the letters below which a word of each column would be parted."""
        words = words or {}
        return [
            min(
                LONGEST,
                max(
                    words.get(index, 0),
                    *map(letters, self.data.label(column).split() or [""]),
                ),
            )
            for index, column in enumerate(columns)
        ]


def letters(word):
    """Return the room of a word, in letters of Persian."""
    return len(word) + 0.2 * len(WIDE.findall(word))


def percents(widths, extra=0):
    """Return the share of the page's width that each column takes, in percent."""
    total = sum(widths) + extra
    return [round(100 * width / (total or 1), 2) for width in widths]
