"""Writing sheets that are the same bytes for the same rows and harmless to open."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from momentum.methods.sheets.neutral import neutral
from momentum.methods.sheets.sheet import Cell

FIXED = datetime(2000, 1, 1)
"""The moment of creation written into every workbook, so that equal rows are equal bytes."""


def write_csv(
    out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ","
) -> None:
    """Write rows as CSV in UTF-8 with a byte order mark (spreadsheets ask for it), lines ending in CR LF.

    Dates as 2016-12-31, yes/no as true/false, numbers with a decimal point, nothing as an empty cell; texts
    that would start a formula get an apostrophe.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([_csv_cell(name) for name in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    text.detach()


def _csv_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return neutral(cell)  # type: ignore[return-value]


def write_xlsx(
    out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1"
) -> None:
    """Write rows as an XLSX workbook of one sheet with a bold header; every text is written as text.

    Texts that would start a formula get an apostrophe, for the day somebody saves the sheet as CSV.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": FIXED})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    bold = book.add_format({"bold": True})
    for place, name in enumerate(header):
        page.write_string(0, place, str(neutral(name)), bold)
    page.freeze_panes(1, 0)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _write_xlsx_cell(page, line, place, cell, day, moment)
    book.close()


def _write_xlsx_cell(page: Any, line: int, place: int, cell: Cell, day: Any, moment: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(line, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(line, place, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(line, place, cell, moment)
    elif isinstance(cell, date) and cell.year >= 1900:
        page.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), day)
    else:
        page.write_string(line, place, str(neutral(cell)))
