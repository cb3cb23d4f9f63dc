"""Reading the published rows of a table, and what earlier editions told, as a reader does."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from momentum.methods.disclosure.dimensions import TOTAL
from momentum.methods.disclosure.publication import Earlier, Near, PublicCell
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table

Wrong = list[tuple[CellKey, str]]


class Cells:
    """Every cell once, whatever tables it stands in: arrays over columns, made whole by `settle`.

    true           the count (or sum).
    shown          a reader has its exact value; `shown_in` the table that publishes it (−1: none).
    hidden         withheld somewhere; rough: published as near the true value somewhere.
    before         not shown now, but an earlier edition published this very value.
    low, high      what a reader knows of it before making any sum (`high` infinite where nothing).
    """

    def __init__(self) -> None:
        self.keys: list[CellKey] = []
        self.column: dict[CellKey, int] = {}
        self.true: np.ndarray = np.zeros(0, dtype=np.int64)
        self.values: list[int] = []
        self.exact: dict[int, int] = {}
        self.withheld: set[int] = set()
        self.near: dict[int, tuple[int, float]] = {}
        self.told: dict[int, list[tuple[str, dict[str, str | int]]]] = {}

    def place(self, key: CellKey, value: int) -> int:
        """The column of a cell, new with this value or known with its own."""
        column = self.column.setdefault(key, len(self.keys))
        if column == len(self.keys):
            self.keys.append(key)
            self.values.append(value)
        return column

    def bound(self, column: int, low: int, high: float) -> None:
        """A reader knows that the cell lies between these."""
        was = self.near.get(column, (0, np.inf))
        self.near[column] = max(was[0], low), min(was[1], high)

    def settle(self) -> None:
        """Arrays of what was read."""
        size = len(self.keys)
        self.true = np.array(self.values, dtype=np.int64)
        self.shown, self.hidden, self.rough, self.before = (np.zeros(size, dtype=bool) for _ in range(4))
        self.shown_in = np.full(size, -1)
        self.shown[list(self.exact)] = True
        self.shown_in[list(self.exact)] = list(self.exact.values())
        self.hidden[list(self.withheld)] = True
        self.rough[list(self.near)] = True
        self.rough &= ~self.hidden & ~self.shown
        self.low, self.high = np.zeros(size), np.full(size, np.inf)
        for column, (low, high) in self.near.items():
            # What contradicts the true value is a finding already, and no bound.
            self.low[column] = min(low, self.true[column])
            self.high[column] = max(high, self.true[column])


def read_table(
    cells: Cells, number: int, table: Table, rows: Sequence[PublicCell], rules: Rules
) -> tuple[np.ndarray, Wrong]:
    """The columns of all coordinates, and what contradicts itself. `number`: the table's place in the list."""
    listed = {row.at: row for row in rows}
    places = list(product(*(d.codes for d in table.dimensions)))
    empty = [at for at in places if not table.cells.get(at) and at not in table.structural]
    # A table that leaves its empty rows out tells that a listed row is not empty.
    left_out = any(at not in listed for at in empty)
    shows = table.zero_policy(rules) == "shown"
    # Where an empty cell is told roughly, what is told roughly may be empty.
    vague = any(at in listed and listed[at].value is not None and listed[at].around for at in empty)
    wrong: Wrong = []
    columns = np.empty(len(places), dtype=np.int64)
    for i, at in enumerate(places):
        key, value = table.key(at), table.cells.get(at, 0)
        column = columns[i] = cells.place(key, value)
        if cells.values[column] != value:
            wrong.append((key, "has two different counts in two tables"))
        row = listed.get(at)
        if row is not None and row.value is not None:
            if not row.around:
                cells.exact.setdefault(column, number)
            else:
                least = min(1 if left_out or (shows and not vague) else 0, value)
                _read_rough(cells, column, row, table.name, least)
            if abs(row.value - value) > row.around:
                within = f" within {row.around}" if row.around else ""
                wrong.append((key, f"is published as {row.value}{within} but counts {value}"))
        elif (row is None or at in table.structural) and value == 0:
            cells.exact.setdefault(column, number)
        else:
            cells.withheld.add(column)
            cells.bound(column, min(1 if shows or left_out else 0, value), np.inf)
    if len({row.reason for row in rows if row.value is None}) > 1:
        key = table.key(tuple(TOTAL for _ in table.dimensions))
        wrong.append(
            (key, f"stands in table {table.name}, whose withheld cells give different reasons to the public")
        )
    return columns.reshape([len(d.codes) for d in table.dimensions]), wrong


def _read_rough(cells: Cells, column: int, row: PublicCell, table: str, least: int) -> None:
    value = row.value or 0
    cells.bound(column, max(least, value - row.around), value + row.around)
    told: dict[str, str | int] = {"table": table, "value": value, "around": row.around}
    cells.told.setdefault(column, []).append(("near", told))


def read_earlier(cells: Cells, earlier: Sequence[Earlier]) -> None:
    """Cells an earlier edition told, where its words still hold today."""
    for number, edition in enumerate(earlier, start=1):
        for key, was in edition.items():
            column = cells.column.get(key)
            if column is None:
                continue
            low, high = was if isinstance(was, Near) else (was, was)
            if not low <= cells.true[column] <= high:
                continue
            cells.low[column] = max(cells.low[column], low)
            cells.high[column] = min(cells.high[column], high)
            if not cells.shown[column] and cells.low[column] == cells.high[column]:
                cells.before[column] = True
            told: dict[str, str | int] = {"edition": number}
            if low == high:
                cells.told.setdefault(column, []).append(("edition", told | {"value": low}))
            else:
                cells.told.setdefault(column, []).append(("edition near", told | {"low": low, "high": high}))
