"""A given file: its columns by name, its cells as numbers and years, and what is wrong with them."""

import difflib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from momentum.methods.sheets import Cell, Sheet, SheetError, read_sheet

MISSING = {"", "na", "n/a", "nan"}
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file; row 0: with the whole file, column "": with the whole row."""

    file: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column “{self.column}”" if self.column else ""
        return f"{self.file}{row}{column}: {self.sentence}"


class Problems(Exception):
    """A file that cannot be measured as it is; its argument is the list of `Problem`."""


@dataclass
class Given:
    """A file with its problems so far."""

    path: Path
    sheet: Sheet
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, sentence: str, row: int = 0, column: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path.name, row, column, sentence))

    def needs(self, columns: Sequence[str]) -> None:
        """Raise `Problems` where one of the columns is not there."""
        for wanted in columns:
            if wanted in self.sheet.header:
                continue
            near = difflib.get_close_matches(wanted, self.sheet.header, 1, 0.7)
            hint = f" Did you mean “{near[0]}”? Rename it." if near else " Add it."
            self.wrong(f"There is no column “{wanted}”; there are: {', '.join(self.sheet.header)}.{hint}")
        self.stop()

    def stop(self) -> None:
        """Raise `Problems` where any was noted."""
        if self.problems:
            raise Problems(self.problems)

    def rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """(line in the file, cells by column) of every row as wide as the header; others are noted."""
        for line, cells in zip(self.sheet.lines, self.sheet.rows, strict=True):
            if line in self.sheet.wrong_width:
                found, wanted = self.sheet.wrong_width[line], len(self.sheet.header)
                self.wrong(
                    f"The row has {found} cells where the header has {wanted}. Check separators and "
                    "quotation marks.",
                    line,
                )
                continue
            yield line, dict(zip(self.sheet.header, cells, strict=True))

    def text(self, row: int, cells: dict[str, Cell], column: str, *, needed: bool = True) -> str:
        """A cell as text without spaces around it; noted where it is needed and not there."""
        told = _words(cells.get(column))
        if needed and not told:
            self.wrong("Nothing is filled in. Fill it in, or remove the row.", row, column)
        return told

    def year(self, row: int, cells: dict[str, Cell], column: str, *, needed: bool = True) -> int | None:
        """A cell as a year; None where it is none."""
        told = self.text(row, cells, column, needed=needed)
        if not told:
            return None
        try:
            year = float(told)
        except ValueError:
            year = math.nan
        if not year.is_integer() or int(year) not in YEARS:
            self.wrong(
                f"“{told}” is not a year. Write four digits, from {YEARS[0]} to {YEARS[-1]}.", row, column
            )
            return None
        return int(year)

    def number(
        self, row: int, cells: dict[str, Cell], column: str, low: float, high: float, *, shown: str = ""
    ) -> float:
        """A cell as a number from `low` to `high`; NaN where nothing is filled in, and where it is none.

        shown  the column to name in a problem, where it is another.
        """
        told = _words(cells.get(column))
        if told.lower() in MISSING:
            return math.nan
        column = shown or column
        try:
            value = float(told.replace(",", ".") if "." not in told else told)
        except ValueError:
            self.wrong(f"“{told}” is not a number. Correct it, or leave the cell empty.", row, column)
            return math.nan
        if not low <= value <= high:
            range_ = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of {low:g} or more"
            self.wrong(f"{told} is not a number {range_}. Correct it, or leave the cell empty.", row, column)
            return math.nan
        return value


def given(path: Path) -> Given:
    """Open a file. Raises `Problems` where it cannot be read or two columns have one name."""
    try:
        sheet = read_sheet(path)
    except SheetError as error:
        raise Problems([Problem(path.name, 0, "", str(error))]) from None
    tidy = Sheet(
        tuple(name.strip().lower() for name in sheet.header), sheet.rows, sheet.lines, sheet.wrong_width
    )
    found = Given(path, tidy)
    for name in tidy.duplicates:
        found.wrong("Two columns have this name. Rename or remove one.", 0, name)
    if not tidy.rows:
        found.wrong("There is a header but no rows. Choose the file with the rows.")
    found.stop()
    return found


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
