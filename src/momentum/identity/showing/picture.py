"""A picture with everything beside it: its finding, what is to be seen for who cannot, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from momentum.methods.sheets import Cell

WITHHELD = "withheld"
DECIMALS = {"hours": 1, "fine": 3}
Value = str | float | int | None


@dataclass(frozen=True)
class Column:
    """`kind`: words, count, year, share (0 to 1), number (two decimals), fine (three), hours (one)."""

    label: str
    kind: str = "number"


@dataclass(frozen=True)
class Shown:
    text: str
    style: str = "number"


@dataclass(frozen=True)
class Table:
    """Rows of values: `WITHHELD` where protected, None where there is nothing to tell."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    @property
    def shown(self) -> list[tuple[str, list[Shown]]]:
        """Each row as it is read: its head, and its cells."""
        return [
            (
                _in_words(row[0], self.columns[0].kind).text,
                [
                    _in_words(value, column.kind)
                    for value, column in zip(row[1:], self.columns[1:], strict=True)
                ],
            )
            for row in self.rows
        ]

    @property
    def header(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def cells(self) -> list[list[Cell]]:
        """The values for a file."""
        return [
            [_("withheld") if value == WITHHELD else _rounded(value) for value in row] for row in self.rows
        ]


@dataclass(frozen=True)
class Picture:
    """`template` draws `drawing`; `notes` stand under it."""

    name: str
    title: str
    about: str
    template: str
    drawing: Any
    table: Table
    notes: Sequence[str] = ()


def told(value: float) -> Value:
    """A number of a measure as a value of a table: None where it says nothing."""
    return float(value) if np.isfinite(value) else None


def protected(value: float) -> Value:
    """The same where a number that is not there was withheld, since too few enterprises stand behind it."""
    return float(value) if np.isfinite(value) else WITHHELD


def number(value: float, decimals: int = 2) -> str:
    """A number as it is read in the language in force, with a real minus."""
    rounded = round(float(value), decimals) + 0.0  # what rounds to nothing has no minus
    return number_format(rounded, decimals, force_grouping=True).replace("-", "−")


def percent(share: float) -> str:
    return f"{number(100 * share, 0)}%"


def _rounded(value: Value) -> Cell:
    return round(value, 4) if isinstance(value, float) else value


def _in_words(value: Value, kind: str) -> Shown:
    if value == WITHHELD:
        return Shown(_("withheld"), "number withheld")
    if value is None:
        return Shown("–")
    if isinstance(value, str):
        return Shown(value, "")
    if kind == "share":
        return Shown(percent(value))
    if kind in ("count", "year"):
        return Shown(str(int(value)))
    return Shown(number(value, DECIMALS.get(kind, 2)))
