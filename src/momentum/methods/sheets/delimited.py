"""Reading CSV: its encoding, its delimiter, its rows."""

import codecs
import csv
import io
import re

from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.limits import Limits
from momentum.methods.sheets.sheet import Cell, Sheet
from momentum.methods.sheets.table import table_of

DELIMITERS = (",", ";", "\t", "|")
SNIFFED_ROWS = 50
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x84\x86-\x9f]")
"""Control characters that no text file holds (\\x85, next line, occurs in old Latin-1 exports)."""


def read_delimited(content: bytes, *, encoding: str, delimiter: str, limits: Limits) -> Sheet:
    """A CSV file's bytes as a sheet of texts. Raises `SheetError`."""
    text, encoding = decode(content, encoding)
    bad = NOT_TEXT.search(text)
    if bad:
        raise SheetError("not_text", line=text.count("\n", 0, bad.start()) + 1)
    first_line, delimiter = _stated_delimiter(text, delimiter)
    delimiter = delimiter or recognise_delimiter(text)
    rows, lines = _records(text, delimiter, first_line, limits)
    return table_of(rows, lines, format="csv", encoding=encoding, delimiter=delimiter)


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of some bytes and the encoding it was read by: as given, or recognised.

    Recognised are UTF-8 and UTF-16 (with and without a byte order mark); whatever else is read as Windows-1252,
    or as Latin-1 where it uses bytes which that does not have. Raises `SheetError`.
    """
    if encoding:
        try:
            if codecs.lookup(encoding).name == "utf-8":
                encoding = "utf-8-sig"
            return content.decode(encoding), encoding
        except LookupError:
            raise SheetError("encoding_unknown", encoding=encoding) from None
        except ValueError:
            raise SheetError("encoding_wrong", encoding=encoding) from None
    for candidate in _candidates(content):
        try:
            return content.decode(candidate), candidate
        except UnicodeDecodeError:
            continue
    raise SheetError("not_text", line=1)


def _candidates(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    head = content[:4096]
    nulls_even, nulls_odd = head[0::2].count(0), head[1::2].count(0)
    if nulls_odd > len(head) // 4 and nulls_even == 0:
        return ("utf-16-le",)
    if nulls_even > len(head) // 4 and nulls_odd == 0:
        return ("utf-16-be",)
    return ("utf-8", "cp1252", "latin-1")


def _stated_delimiter(text: str, delimiter: str) -> tuple[int, str]:
    """Excel's own first line `sep=;`: how many lines to skip, and the delimiter."""
    stated = re.match(r"sep=(.)\r?\n", text)
    return (1, delimiter or stated.group(1)) if stated else (0, delimiter)


def recognise_delimiter(text: str) -> str:
    """The delimiter by which the first rows have most often as many cells as the header, and more than one."""
    best, score = ",", (0.0, 0)
    sample = text[:200_000]
    for candidate in DELIMITERS:
        widths = []
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate, strict=True):
                if record:
                    widths.append(len(record))
                if len(widths) == SNIFFED_ROWS:
                    break
        except csv.Error:
            pass
        if not widths or widths[0] == 1:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        if (alike, widths[0]) > score:
            best, score = candidate, (alike, widths[0])
    return best


def _records(
    text: str, delimiter: str, first_line: int, limits: Limits
) -> tuple[list[list[Cell]], list[int]]:
    stream = io.StringIO(text, newline="")
    for _ in range(first_line):
        stream.readline()
    try:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
    except (TypeError, ValueError, csv.Error):
        raise SheetError("csv_broken", line=1, reason="the delimiter must be one character") from None
    rows: list[list[Cell]] = []
    lines: list[int] = []
    cells = 0
    before = first_line
    try:
        for record in reader:
            if any(record):
                rows.append([cell or None for cell in record])
                lines.append(before + 1)
                cells += len(record)
                if cells > limits.cells:
                    raise SheetError("too_many_cells", limit=limits.cells)
            before = first_line + reader.line_num
    except csv.Error as error:
        raise SheetError("csv_broken", line=before + 1, reason=str(error)) from None
    return rows, lines
