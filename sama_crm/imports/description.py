"""What a sheet of the import is, told once: columns, headings in both languages.

Reading, template and help draw on it; how rows become records say the loaders. The
headings are no translations: a workbook with Persian headings is read whoever imports
it, in whatever language.
"""

from dataclasses import dataclass, field

from ..tools.text import fold_text

LANGUAGES = ("fa", "en")
#: Beside a heading in the template: the cell must not be empty.
REQUIRED_MARK = "*"
#: What the code of the template's example row says: the row is left out.
EXAMPLE = {"fa": "نمونه", "en": "EXAMPLE"}
#: Codes of example rows, folded.
EXAMPLES = {fold_text(text) for text in EXAMPLE.values()}


@dataclass(frozen=True)
class Choice:
    """One value that a cell may have, with its words.

    :param str value: of the field
    """

    value: str
    en: str
    fa: str
    aliases: tuple[str, ...] = ()

    def words(self):
        """Return all words that mean it, folded."""
        return {fold_text(word) for word in (self.value, self.en, self.fa)} | {
            fold_text(word) for word in self.aliases
        }


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    :param str name: by which loaders know the value
    :param str en: heading in English
    :param str fa: heading in Persian
    :param str kind: a parser of ``values``
    :param help: what to write (lazily translated)
    :param example: in Persian and in English, for the template's example row
    :param str model: of the catalogue whose names the cell may have
    :param aliases: other headings under which the column is known
    """

    name: str
    en: str
    fa: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    example: tuple[str, str] = ("", "")
    choices: tuple[Choice, ...] = ()
    model: str = ""
    aliases: tuple[str, ...] = ()

    def label(self, language):
        """Return the heading in a language."""
        return getattr(self, language)

    def headings(self):
        """Return all headings that mean this column, folded."""
        return {fold_text(text) for text in (self.en, self.fa, *self.aliases)}


@dataclass(frozen=True)
class Sheet:
    """One sheet: its titles, its columns.

    :param str model: of the records that its rows become
    :param bool questions: further columns are questions, with scores in them
    """

    name: str
    en: str
    fa: str
    model: str
    columns: tuple[Column, ...]
    help: str = ""
    questions: bool = False
    aliases: tuple[str, ...] = ()
    by_name: dict = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self):
        self.by_name.update({column.name: column for column in self.columns})

    def label(self, language):
        """Return the title in a language."""
        return getattr(self, language)

    def titles(self):
        """Return all titles that mean this sheet, folded."""
        return {fold_text(text) for text in (self.en, self.fa, *self.aliases)}

    def find(self, heading):
        """Return the column of a heading, None if there is none.

        >>> sheet = Sheet("x", "X", "ایکس", "x", (Column("code", "Code", "کد"),))
        >>> sheet.find("كد *").name, sheet.find("CODE").name, sheet.find("?")
        ('code', 'code', None)
        """
        folded = fold_text(str(heading).replace(REQUIRED_MARK, ""))
        return next(
            (column for column in self.columns if folded in column.headings()), None
        )
