"""What a file is before anything opens it: a workbook, whole, and no trap.

A workbook is a zip of XML parts. It is unpacked once here, piece by piece, so that its
real size is known whatever its directory declares, and so that no part with a document
type (of which entities come) reaches a parser.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field

MEGABYTE = 2**20
MAX_FILE = 20 * MEGABYTE
MAX_PARTS = 500
#: Unpacked. A sheet of 20,000 full rows has about 30 MB.
MAX_UNPACKED = 150 * MEGABYTE
MAX_STRINGS = 60 * MEGABYTE
#: Other parts (styles, relations, the workbook) are read into memory whole.
MAX_PART = 10 * MEGABYTE
#: XML shrinks to a twentieth, tables of equal rows to a hundredth.
MAX_RATIO = 300
RATIO_FROM = 5 * MEGABYTE
PIECE = 256 * 1024
OVERLAP = 100

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
#: The old binary format, and a workbook with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = "xl/workbook.xml"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
STRINGS = "xl/sharedstrings.xml"
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,40}?ref=[\"']([A-Z0-9:$]{3,40})")
MAX_MERGED = 200


class FileError(ValueError):
    """A file is no workbook that can be read; see ``words.FILE_REASONS``."""

    def __init__(self, reason, **details):
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass
class Parts:
    """What the first look at a workbook has found, by the name of the part.

    :param set formulas: parts of sheets in which there are formulas
    :param dict merged: ranges of merged cells
    :param int rows: of all sheets, empty ones and headings with them
    """

    formulas: set = field(default_factory=set)
    merged: dict = field(default_factory=dict)
    rows: int = 0


def check(stream):
    """Look through a file; return its :class:`Parts`.

    :param stream: binary, seekable
    :raises FileError: it is no workbook, broken, protected or a trap
    """
    _check_kind(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_directory(archive.infolist())
            return _unpack(archive)
    except FileError:
        raise
    except RuntimeError as error:
        # zipfile's word for a part with a password
        raise FileError("encrypted") from error
    except (
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise FileError("broken") from error


def _check_kind(stream):
    """Refuse what is no zip, saying what it is."""
    stream.seek(0, 2)
    size = stream.tell()
    if size > MAX_FILE:
        raise FileError("too_big", most=MAX_FILE // MEGABYTE)
    stream.seek(0)
    head = stream.read(4096)
    if not head:
        raise FileError("empty")
    if head.startswith(COMPOUND):
        stream.seek(0)
        raise FileError("encrypted" if ENCRYPTED in stream.read() else "xls")
    if head.startswith(EMPTY_ZIP):
        raise FileError("not_workbook")
    if not head.startswith(ZIP):
        text = head.lstrip(b"\xef\xbb\xbf \r\n\t")
        if text.startswith((b"<", b"{\\rtf", b"%PDF")):
            raise FileError("not_workbook")
        raise FileError("csv" if b"\x00" not in head else "not_workbook")


def _check_directory(entries):
    """Refuse by what the zip says of itself."""
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_PARTS:
        raise FileError("bomb")
    if len(names) != len(entries):
        raise FileError("broken")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileError("encrypted")
    if "content.xml" in names and "mimetype" in names:
        raise FileError("ods")
    if "xl/workbook.bin" in names:
        raise FileError("xlsb")
    if WORKBOOK not in names or "[Content_Types].xml" not in names:
        raise FileError("not_workbook")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileError("bomb")
    for entry in entries:
        _check_size(entry, entry.file_size)


def _check_size(entry, size):
    """Refuse a part of a size that no honest one has."""
    name = entry.filename.lower()
    if not name.endswith((".xml", ".rels", ".vml")):
        # Pictures and the like: nobody reads them.
        return
    if name == STRINGS:
        most = MAX_STRINGS
    else:
        most = MAX_UNPACKED if SHEETS.fullmatch(name) else MAX_PART
    packed = max(entry.compress_size, 1)
    if size > most or (size > RATIO_FROM and size / packed > MAX_RATIO):
        raise FileError("bomb")


def _unpack(archive):
    """Unpack every part once and look at it."""
    parts, total = Parts(), 0
    for entry in archive.infolist():
        name = entry.filename
        is_sheet = bool(SHEETS.fullmatch(name))
        is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
        size, tail = 0, b""
        with archive.open(entry) as source:
            while piece := source.read(PIECE):
                size += len(piece)
                total += len(piece)
                if total > MAX_UNPACKED:
                    raise FileError("bomb")
                _check_size(entry, size)
                if is_xml:
                    _look(parts, name, tail + piece, is_sheet)
                if is_sheet:
                    # What ended in the tail was counted with the piece before.
                    parts.rows += len(_ROW.findall(tail + piece))
                    parts.rows -= len(_ROW.findall(tail))
                tail = piece[-OVERLAP:]
    return parts


def _look(parts, name, piece, is_sheet):
    """Look at a piece of XML; the last signs of the one before come along."""
    if b"\x00" in piece or _DTD.search(piece):
        # UTF-16 would hide a document type; no program writes workbooks so.
        raise FileError("entities")
    if not is_sheet:
        return
    if name not in parts.formulas and _FORMULA.search(piece):
        parts.formulas.add(name)
    for match in _MERGED.finditer(piece):
        ranges = parts.merged.setdefault(name, [])
        reference = match[1].decode().replace("$", "")
        if len(ranges) < MAX_MERGED and reference not in ranges:
            ranges.append(reference)
