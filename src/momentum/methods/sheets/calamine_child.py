"""The process that unpacks a stranger's workbook: file on standard input, JSON on standard output.

Run as a script by `workbook.py`, never imported by it: nothing of Momentum is loaded here, and the limits
are set before the first byte of the file is read.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

TOO_HEAVY = 3
"""The exit code that says memory ran out."""

EMPTY_SHARE = 4
"""How many times as many cells a used area may have as cells that hold something."""

ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
ERROR_TEXT = re.compile(rb"#[A-Z0-9/_]+[!?]?")
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*\br:id=\"([^\"]+)\"")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ODS_ERROR = re.compile(rb'<table:table-cell\b[^>]*calcext:value-type="error"[^>]*>')
ODS_VALUE = re.compile(rb'\s(?:office:(?:value-type|value|string-value)|calcext:value-type)="[^"]*"')
SINCE_1904 = re.compile(rb"date1904=\"(1|true|on)\"")


def limit(memory: int, seconds: int) -> None:
    """Bound this process: address space, processor time, no files written, no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def encoded(cell: Any) -> Any:
    """A cell as JSON: texts, numbers, yes/no as they are, dates and times as [kind, text], nothing as null."""
    if cell.__class__ is str:
        return cell or None
    if cell.__class__ is float:
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["span", cell.total_seconds()]
    return cell


def refusal(code: str, **params: str | int) -> dict[str, Any]:
    """An answer that names an entry of `SheetError`'s sentences."""
    return {"code": code, "params": params}


def unseen(content: io.BytesIO, place: int) -> tuple[dict[int, dict[int, str]], bool]:
    """What the reader does not tell of an XLSX: cells holding an error, by line and place, as text (it calls
    them empty), and whether serial dates count from 1904."""
    errors: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(content) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return errors, False
        book = archive.read("xl/workbook.xml")
        path = sheet_path(book, archive, place)
        sheet = archive.read(path) if path in archive.namelist() else b""
    for attributes, inside in ERROR_CELL.findall(sheet) if b't="e"' in sheet else ():
        address, text = ADDRESS.search(attributes), ERROR_TEXT.search(inside)
        if address:
            column = 0
            for letter in address.group(1):
                column = column * 26 + letter - 64
            shown = text.group().decode() if text else "#VALUE!"
            errors.setdefault(int(address.group(2)), {})[column - 1] = shown
    return errors, bool(SINCE_1904.search(book))


def with_errors_told(content: io.BytesIO) -> io.BytesIO:
    """An ODS whose cells holding an error hold its text instead, where the reader would call them empty."""
    with zipfile.ZipFile(content) as archive:
        names = archive.namelist()
        page = archive.read("content.xml") if "content.xml" in names else b""
        if b'calcext:value-type="error"' not in page:
            return content
        told = io.BytesIO()
        with zipfile.ZipFile(told, "w") as copy:
            for name in names:
                part = ODS_ERROR.sub(as_text, page) if name == "content.xml" else archive.read(name)
                copy.writestr(name, part)
    return told


def as_text(cell: "re.Match[bytes]") -> bytes:
    """A cell's opening tag without its value, so that what it shows is its value."""
    return ODS_VALUE.sub(b"", cell.group()).replace(
        b"<table:table-cell", b'<table:table-cell office:value-type="string"'
    )


def sheet_path(book: bytes, archive: zipfile.ZipFile, place: int) -> str:
    """The path inside the archive of a workbook's sheet, by its place; empty if it is not told."""
    relations = "xl/_rels/workbook.xml.rels"
    identifiers = SHEET.findall(book)
    if relations not in archive.namelist() or place >= len(identifiers):
        return ""
    for relation in RELATION.findall(archive.read(relations)):
        if b'Id="' + identifiers[place] + b'"' in relation:
            target = re.search(rb'\bTarget="([^"]+)"', relation)
            return "xl/" + target.group(1).decode().removeprefix("/xl/") if target else ""
    return ""


def answer(settings: dict[str, Any]) -> dict[str, Any]:
    """Read the sheet that the settings name; a refusal where it cannot be."""
    import python_calamine

    content = io.BytesIO(sys.stdin.buffer.read())
    with zipfile.ZipFile(content) as archive:
        format = format_of(archive)
        unpacked = sum(part.file_size for part in archive.infolist())
    if not format:
        return refusal("format_unknown", looks="a zip archive")
    if unpacked > settings["unpacked"]:
        return {"unpacked": unpacked}
    content = with_errors_told(content)
    content.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(content)
    except python_calamine.PasswordError:
        return refusal("workbook_locked")
    visible = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith(".Visible")]
    names = list(book.sheet_names)
    wanted = settings["sheet"] or (visible or names or [""])[0]
    if wanted not in names:
        return refusal("sheet_not_found", sheet=wanted, sheets=", ".join(names))
    errors, since_1904 = unseen(content, names.index(wanted))
    found = rows_of(book.get_sheet_by_name(wanted), errors, settings["cells"])
    return {"format": format, "sheet": wanted, "sheets": names, "since_1904": since_1904, **found}


def format_of(archive: zipfile.ZipFile) -> str:
    """What kind of workbook an archive is: xlsx, ods or (empty) none."""
    names = set(archive.namelist())
    return "xlsx" if "[Content_Types].xml" in names else "ods" if "content.xml" in names else ""


def rows_of(sheet: Any, errors: dict[int, dict[int, str]], most: int) -> dict[str, Any]:
    """A sheet's rows that hold anything and their lines; a refusal where they have too many cells."""
    if sheet.height * sheet.width > EMPTY_SHARE * most:
        return refusal("too_many_cells", limit=most)
    left = (sheet.start or (0, 0))[1]
    rows, lines, cells = [], [], 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        record = [encoded(cell) for cell in row]
        for column, text in errors.get(line, {}).items():
            place = max(column - left, 0)
            record += [None] * (place + 1 - len(record))
            record[place] = text
        while record and record[-1] is None:
            record.pop()
        if record:
            rows.append(record)
            lines.append(line)
            cells += len(record)
            if cells > most:
                return refusal("too_many_cells", limit=most)
    return {"rows": rows, "lines": lines}


def main() -> None:
    """Answer on standard output; a damaged workbook is a refusal, too little memory ends the process."""
    settings = json.loads(sys.argv[1])
    limit(settings["memory"], settings["seconds"])
    try:
        found = answer(settings)
    except MemoryError:
        sys.exit(TOO_HEAVY)
    except BaseException:  # the reader's panics are no Exception
        found = refusal("workbook_broken")
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main()
