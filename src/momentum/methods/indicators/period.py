"""Periods `[from, to)`, and the regular rows of years, quarters and months they are made of."""

import datetime as dt
import re
from dataclasses import dataclass

UNITS = {"year": 12, "quarter": 3, "month": 1}
"""Length of a calendar unit in months."""

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_FORMS = "a year (2016), quarter (2016-Q1), month (2016-01), day (2016-01-31) or FROM..TO"


@dataclass(frozen=True, order=True)
class Period:
    """The days from `from_` up to, but not including, `to`."""

    from_: dt.date
    to: dt.date

    def __post_init__(self) -> None:
        if self.to <= self.from_:
            raise ValueError(
                f"The period {self.from_}..{self.to} holds no day: its end must come after its start."
            )

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period that `text` names: `2016`, `2016-Q1`, `2016-01`, `2016-01-31`, or `FROM..TO`.

        In `FROM..TO` a TO written as a date is the first day outside the period; written as a year,
        quarter or month it is included wholly (`2012..2016` is five years). Raises ValueError.
        """
        start, dots, end = text.strip().partition("..")
        if not dots:
            return cls._named(start)
        first, last = cls._named(start), cls._named(end)
        return cls(first.from_, last.from_ if _is_date(end) else last.to)

    @classmethod
    def _named(cls, text: str) -> "Period":
        text = text.strip()
        if match := _YEAR.fullmatch(text):
            return cls.of_months(int(match[1]) * 12, 12)
        if match := _QUARTER.fullmatch(text):
            return cls.of_months(int(match[1]) * 12 + (int(match[2]) - 1) * 3, 3)
        if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
            return cls.of_months(int(match[1]) * 12 + int(match[2]) - 1, 1)
        if _is_date(text):
            day = dt.date.fromisoformat(text)
            return cls(day, day + dt.timedelta(days=1))
        raise ValueError(f"“{text}” is not a period: write {_FORMS}.")

    @classmethod
    def of_months(cls, month: int, count: int) -> "Period":
        """`count` calendar months from month number `month`."""
        return cls(first_day(month), first_day(month + count))

    @property
    def label(self) -> str:
        """`2016`, `2016-Q1` or `2016-01` where the period is one, else `FROM..TO`."""
        if self.from_.day == self.to.day == 1:
            month = self.from_.year * 12 + self.from_.month - 1
            count = self.to.year * 12 + self.to.month - 1 - month
            for unit, length in UNITS.items():
                if count == length and month % length == 0:
                    return unit_label(unit, month // length)
        return f"{self.from_}..{self.to}"


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text.strip())
    except ValueError:
        return False
    return len(text.strip()) == 10


def first_day(month: int) -> dt.date:
    """The first day of a month number."""
    return dt.date(month // 12, month % 12 + 1, 1)


def unit_label(unit: str, index: int) -> str:
    """The name of a year, quarter or month by its number (month number // length)."""
    if unit == "year":
        return f"{index:04d}"
    if unit == "quarter":
        return f"{index // 4:04d}-Q{index % 4 + 1}"
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def periods(text: str, unit: str) -> list[Period]:
    """The years, quarters or months (`unit`) of which the period `text` consists.

    `periods("2012..2016", "quarter")` are twenty. Raises ValueError where it does not consist of whole ones.
    """
    whole = Period.parse(text)
    grid = Grid.over(whole, unit)
    if grid.period(grid.first).from_ != whole.from_ or grid.period(grid.last).to != whole.to:
        raise ValueError(f"The period {whole.label} does not consist of whole {unit}s.")
    return [grid.period(index) for index in range(grid.first, grid.last + 1)]


@dataclass(frozen=True)
class Grid:
    """Consecutive years, quarters or months, numbered by month number // length, both ends included."""

    unit: str
    first: int
    last: int

    @classmethod
    def over(cls, period: Period, unit: str) -> "Grid":
        """The units that hold a day of `period`. Raises ValueError for an unknown unit."""
        if unit not in UNITS:
            raise ValueError(f"There is no calendar unit {unit!r}; choose one of {', '.join(UNITS)}.")
        length, last = UNITS[unit], period.to - dt.timedelta(days=1)
        return cls(
            unit,
            (period.from_.year * 12 + period.from_.month - 1) // length,
            (last.year * 12 + last.month - 1) // length,
        )

    @property
    def length(self) -> int:
        """Months in a unit."""
        return UNITS[self.unit]

    def period(self, index: int) -> Period:
        """The unit with number `index`."""
        return Period.of_months(index * self.length, self.length)
