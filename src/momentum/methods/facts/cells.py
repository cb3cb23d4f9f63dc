"""From cells to values, a column at a time; every cell that cannot be read is a problem with its row."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import Any, TypeVar

from momentum.methods.facts.dates import date_reader
from momentum.methods.facts.mapping import Writing
from momentum.methods.facts.problems import Problem
from momentum.methods.sheets.sheet import Cell, Sheet

Value = TypeVar("Value")

ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
ODS_ERROR = re.compile("Err:[0-9]{3}")
YES, NO = frozenset(("true", "yes", "ja", "1", "waar")), frozenset(("false", "no", "nee", "0", "onwaar"))
DATES = (date(1900, 1, 1), date(2199, 12, 31))
YEAR = re.compile(r"1[89][0-9]{2}|2[01][0-9]{2}")
MOST_SUGGESTIONS, LONGEST_LIST = 200, 2000


class Refused(Exception):
    """A cell that says no value: the code and parameters of its problem."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def text_of(cell: Cell) -> str:
    """A cell as trimmed text: whole numbers without a point, dates as 2016-12-31, yes/no as true/false."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def near(value: str, known: Collection[str]) -> str:
    """The known value most like this one, or nothing."""
    lowered = {name.lower(): name for name in known}
    found = get_close_matches(value.lower(), lowered, n=1, cutoff=0.75)
    return lowered[found[0]] if found else ""


@dataclass
class Columns:
    """A sheet's columns under the names of their fields; reading them collects `problems`.

    `unsound` holds the places of rows with a problem in some cell: their records are incomplete.
    """

    sheet: Sheet
    file: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    writing: Writing
    problems: list[Problem] = field(default_factory=list)
    unsound: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for place, line in enumerate(self.sheet.lines):
            if line in self.sheet.wrong_width:
                params = {"cells": self.sheet.wrong_width[line], "columns": len(self.sheet.header)}
                self.problems.append(Problem(line, None, "wrong_width", params, self.file))
                self.unsound.add(place)
        self._absent = absent_columns(self.sheet, self.columns.values(), self.file)
        self.problems += self._absent

    @property
    def usable(self) -> bool:
        """Whether every column that is named is there, once."""
        return not self._absent

    def has(self, name: str) -> bool:
        """Whether a field has a column or a constant."""
        return name in self.columns or name in self.constants

    def texts(
        self, name: str, *, needed: bool = True, known: Collection[str] | None = None
    ) -> list[str | None]:
        """A field as texts, judged against the known ones where a list is given."""
        suggestions = MOST_SUGGESTIONS

        def read(cell: Cell, text: str) -> str:
            nonlocal suggestions
            if known is None or text in known:
                return text
            suggestions -= 1
            like = near(text, known) if suggestions >= 0 and len(known) <= LONGEST_LIST else ""
            if like:
                raise Refused("unknown_value_near", value=text, field=_words(name), near=like)
            raise Refused("unknown_value", value=text, field=_words(name))

        return self.values(name, read, needed=needed)

    def days(self, name: str, *, needed: bool = True) -> list[date | None]:
        """A field as days."""
        say = date_reader(self.writing.dates, self.sheet.epoch)

        def read(cell: Cell, text: str) -> date:
            day = say(cell, text)
            if day is None:
                raise Refused("unreadable_date", value=text, formats=", ".join(self.writing.dates))
            if not DATES[0] <= day <= DATES[1]:
                raise Refused("unlikely_date", value=text, low=DATES[0].year, high=DATES[1].year)
            return day

        return self.values(name, read, needed=needed)

    def numbers(self, name: str, *, needed: bool = True) -> list[float | None]:
        """A field as numbers, with the decimal sign of the mapping in texts."""
        decimal = self.writing.decimal
        pattern = re.compile(rf"[-+]?[0-9]{{1,15}}(?:{re.escape(decimal)}[0-9]{{1,15}})?")

        def read(cell: Cell, text: str) -> float:
            if isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell):
                return float(cell)
            if not pattern.fullmatch(text):
                raise Refused("unreadable_number", value=text, decimal=decimal)
            return float(text.replace(",", "."))

        return self.values(name, read, needed=needed)

    def whole_numbers(self, name: str) -> list[int | None]:
        """A field as whole numbers of at most 16 bits, needed in every row."""

        def read(cell: Cell, text: str) -> int:
            if not re.fullmatch(r"[-+]?[0-9]{1,9}", text):
                raise Refused("unreadable_whole_number", value=text)
            if not -32768 <= int(text) <= 32767:
                raise Refused("number_out_of_range", value=text, low=-32768, high=32767)
            return int(text)

        return self.values(name, read, needed=True)

    def years(self, name: str) -> list[int | None]:
        """A field as years of four digits; a whole date counts for its year."""
        say = date_reader(self.writing.dates, self.sheet.epoch)

        def read(cell: Cell, text: str) -> int:
            if YEAR.fullmatch(text):
                return int(text)
            day = say(cell, text)
            if day is None or not YEAR.fullmatch(str(day.year)):
                raise Refused("unreadable_year", value=text)
            return day.year

        return self.values(name, read, needed=False)

    def yes_or_no(self, name: str) -> list[bool | None]:
        """A field as yes or no, needed in every row."""

        def read(cell: Cell, text: str) -> bool:
            if text.lower() in YES:
                return True
            if text.lower() in NO:
                return False
            raise Refused("unreadable_yes_no", value=text)

        return self.values(name, read, needed=True)

    def values(self, name: str, read: Callable[[Cell, str], Value], *, needed: bool) -> list[Value | None]:
        """A field's value in each row: each distinct cell is read once, each refusal is reported per row."""
        column = self.columns.get(name)
        if column is None and name not in self.constants:
            return [None] * len(self.sheet.rows)
        cells: Sequence[Cell] = (
            self.sheet.column(column) if column else [self.constants[name]] * len(self.sheet.rows)
        )
        known: dict[Any, Value | Refused | None] = {}
        values: list[Value | None] = []
        for place, cell in enumerate(cells):
            key = cell if cell.__class__ is str else (cell.__class__, cell)
            try:
                value = known[key]
            except KeyError:
                value = known[key] = self._value(name, cell, read, needed)
            if isinstance(value, Refused):
                self.refuse(place, column, value)
                values.append(None)
            else:
                values.append(value)
        return values

    def _value(
        self, name: str, cell: Cell, read: Callable[[Cell, str], Value], needed: bool
    ) -> Value | Refused | None:
        text = text_of(cell)
        stands_for = self.writing.values.get(name, {}).get(text)
        if stands_for is not None:
            cell = text = stands_for
        if text in self.writing.missing:
            return Refused("missing_value", field=_words(name)) if needed else None
        if text in ERRORS or ODS_ERROR.fullmatch(text):
            return Refused("error_cell", value=text)
        try:
            return read(cell, text)
        except Refused as refused:
            return refused

    def refuse(self, place: int, column: str | None, refused: Refused) -> None:
        """Collect a refusal of a row's cell, in a column of the file."""
        self.unsound.add(place)
        self.problems.append(
            Problem(self.sheet.lines[place], column, refused.code, refused.params, self.file)
        )


def absent_columns(sheet: Sheet, wanted: Collection[str], file: str) -> list[Problem]:
    """A problem for every named column that the file does not have, or has twice."""
    problems = []
    for name in dict.fromkeys(wanted):
        if name not in sheet.header:
            params = {"wanted": name, "columns": ", ".join(f"“{other}”" for other in sheet.header[:60])}
            like = near(name, [other for other in sheet.header if other])
            code = "missing_column_near" if like else "missing_column"
            problems.append(Problem(None, name, code, {**params, "near": like} if like else params, file))
        elif name in sheet.duplicates:
            problems.append(Problem(None, name, "duplicate_header", {"name": name}, file))
    return problems


def _words(name: str) -> str:
    return name.replace("_", " ")
