"""Reading a sheet: what the first bytes say it is decides how, whatever its name."""

import io
import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

from momentum.methods.sheets.delimited import read_delimited
from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.limits import Limits, check_size
from momentum.methods.sheets.sheet import Sheet
from momentum.methods.sheets.workbook import read_workbook

OTHER_FORMATS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old XLS or a protected workbook",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
}
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
"""How XML, a web page or a drawing begins, and no list of people does."""


def read_sheet(
    source: str | Path | bytes,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    limits: Limits | None = None,
) -> Sheet:
    """Read a CSV, XLSX or ODS file (a path or its bytes) into a header and rows of typed cells.

    `sheet` names a workbook's sheet (default: the first visible one); `encoding` and `delimiter` of a CSV are
    recognised unless given. Raises `SheetError`, and nothing else, for a file that cannot be read.
    """
    limits = limits or Limits()
    with _opened(source) as file:
        size = file.seek(0, io.SEEK_END)
        check_size(size, limits)
        file.seek(0)
        start = file.read(64)
        file.seek(0)
        if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
            return read_workbook(file, sheet=sheet, limits=limits)
        for magic, looks in OTHER_FORMATS.items():
            if start.startswith(magic):
                raise SheetError("format_unknown", looks=looks)
        if MARKUP.match(start):
            raise SheetError("format_unknown", looks="a web page or XML")
        return read_delimited(file.read(), encoding=encoding, delimiter=delimiter, limits=limits)


def _opened(source: str | Path | bytes) -> AbstractContextManager[IO[bytes]]:
    if isinstance(source, bytes):
        return nullcontext(io.BytesIO(source))
    try:
        return open(source, "rb")
    except (FileNotFoundError, ValueError):
        raise SheetError("file_not_found", path=str(source)) from None
    except OSError as error:
        raise SheetError(
            "file_unreadable", path=str(source), reason=error.strerror or type(error).__name__
        ) from None
