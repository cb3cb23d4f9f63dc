"""A sheet: a header and rows of typed cells."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = None | str | int | float | bool | date | datetime | time | timedelta
"""CSV cells are text or None; a workbook's may be numbers, dates (real date cells), times, yes or no."""


@dataclass(frozen=True)
class Sheet:
    """A header and its rows.

    `rows[i]` has as many cells as `header`; `lines[i]` is its line in the file (the header is usually 1).
    Empty rows are left out. `wrong_width` names lines with another number of cells than the header, with
    that number; their rows are padded or cut, so a reader must not use them as they are.
    `epoch` is day 0 of the workbook's serial numbers for dates.
    """

    header: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    lines: list[int]
    wrong_width: dict[int, int] = field(default_factory=dict)
    name: str = ""
    sheets: tuple[str, ...] = ()
    format: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    epoch: date = date(1899, 12, 30)

    @property
    def duplicates(self) -> tuple[str, ...]:
        """Column names that occur more than once, in order of first occurrence."""
        seen: dict[str, int] = {}
        for name in self.header:
            seen[name] = seen.get(name, 0) + 1
        return tuple(name for name, times in seen.items() if times > 1 and name)

    def column(self, name: str) -> list[Cell]:
        """The cells under the first column of that name, in row order. Raises `ValueError` if absent."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]
