"""From raw rows to a sheet: the first row that holds anything is the header."""

from datetime import date, datetime

from momentum.methods.sheets.errors import SheetError
from momentum.methods.sheets.sheet import Cell, Sheet

EPOCH_1900 = date(1899, 12, 30)


def table_of(
    rows: list[list[Cell]],
    lines: list[int],
    *,
    name: str = "",
    sheets: tuple[str, ...] = (),
    format: str,
    encoding: str = "",
    delimiter: str = "",
    epoch: date = EPOCH_1900,
) -> Sheet:
    """A sheet from rows (none of them empty) and their lines in the file. Raises `SheetError`.

    A workbook's rows are as wide as its used area, so cells beyond the header that hold nothing are no
    cells; a CSV's row says itself how many it has.
    """
    if not rows:
        raise SheetError("file_empty")
    header = tuple(header_text(cell) for cell in rows[0])
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise SheetError("header_missing")
    width = len(header)
    wrong: dict[int, int] = {}
    body: list[tuple[Cell, ...]] = []
    for line, row in zip(lines[1:], rows[1:], strict=True):
        if len(row) != width:
            row = _fitted(row, width, line, wrong, exact=format == "csv")
        body.append(tuple(row))
    return Sheet(header, body, lines[1:], wrong, name, sheets, format, encoding, delimiter, epoch)


def _fitted(row: list[Cell], width: int, line: int, wrong: dict[int, int], *, exact: bool) -> list[Cell]:
    beyond = any(cell is not None for cell in row[width:])
    if beyond or (exact and len(row) < width):
        wrong[line] = len(row)
    return row[:width] + [None] * (width - len(row))


def header_text(cell: Cell) -> str:
    """A column's name as text: trimmed, line breaks as spaces; dates as 1993-07-01, whole numbers plain."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
