"""All tables as one system of relations: what the protector works on.

Cells shown in several tables are one column. A relation is a row with zero right-hand side in terms of
deviations from the true values: Σ children − parent is a known constant, so deviations cancel.
An inequality (part ≤ whole) is a relation with a slack column that nobody publishes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import scipy.sparse as sp

from momentum.methods.disclosure.dimensions import TOTAL, TableError
from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, all_coordinates, check_tables


@dataclass(frozen=True)
class System:
    """Cells and relations.

    keys      the cells, in a fixed order; columns beyond them are slacks.
    values    true values, one a column (persons).
    lower     what the attacker knows a withheld cell to be at least, one a column.
    relations sparse rows with coefficients ±1; relations @ deviations = 0.
    totals    number of total coordinates of each cell, slacks 0.
    groups    (child, parent, slack) columns for group disclosure.
    fixed     columns that no policy can withhold (shown and structural zeros).
    """

    keys: tuple[CellKey, ...]
    values: np.ndarray
    lower: np.ndarray
    relations: sp.csr_matrix
    totals: np.ndarray
    groups: tuple[tuple[int, int, int], ...]
    fixed: np.ndarray

    @cached_property
    def index(self) -> dict[CellKey, int]:
        """The column of each cell."""
        return {key: column for column, key in enumerate(self.keys)}


class _Rows:
    def __init__(self) -> None:
        self.entries: dict[frozenset[tuple[int, int]], None] = {}

    def add(self, row: Iterable[tuple[int, int]]) -> None:
        self.entries.setdefault(frozenset(row))


def build_system(tables: Sequence[Table], rules: Rules, subsets: Sequence[Subset] = ()) -> System:
    """The system of all tables together; raises `TableError` naming the relation that does not hold."""
    check_tables(tables)
    values, totals, structural, shown = _cells(tables, rules)
    keys = tuple(values)
    index = {key: column for column, key in enumerate(keys)}
    rows = _Rows()
    slack_values: list[int] = []

    def slack(part: int, whole: int) -> int:
        value = values[keys[whole]] - values[keys[part]]
        if value < 0:
            raise TableError(f"{keys[part]} counts more than {keys[whole]}, of which it is a part.")
        column = len(keys) + len(slack_values)
        slack_values.append(value)
        rows.add([(part, 1), (column, 1), (whole, -1)])
        return column

    slacks: dict[tuple[int, int], int] = {}
    groups: dict[tuple[int, int], None] = {}
    for table in tables:
        for relation in _relations(table, values):
            children = [index[key] for key in relation.children]
            parent = index[relation.parent]
            rows.add([*((child, 1) for child in children), (parent, -1)])
            for child, code in zip(children, relation.codes, strict=True):
                grouped = (
                    relation.dimension in rules.sensitive
                    and code not in rules.harmless
                    and len(relation.codes) > 1
                    and values[keys[child]] == values[keys[parent]] > 0
                )
                if grouped:
                    groups[child, parent] = None
                if (grouped or not table.additive) and (child, parent) not in slacks:
                    slacks[child, parent] = slack(child, parent)
    for part, whole in _subset_pairs(keys, subsets):
        slack(index[part], index[whole])

    all_values = np.array([*values.values(), *slack_values], dtype=float)
    lower = np.zeros(len(all_values))
    fixed = np.zeros(len(all_values), dtype=bool)
    fixed[: len(keys)] = [key in structural for key in keys]
    showing = np.array([key in shown for key in keys], dtype=bool)
    lower[: len(keys)] = showing
    fixed[: len(keys)] |= showing & (all_values[: len(keys)] == 0)
    return System(
        keys,
        all_values,
        np.minimum(lower, all_values),
        _matrix(rows, len(all_values)),
        np.array([*totals.values(), *[0] * len(slack_values)]),
        tuple((child, parent, slacks[child, parent]) for child, parent in groups),
        fixed,
    )


def _cells(
    tables: Sequence[Table], rules: Rules
) -> tuple[dict[CellKey, int], dict[CellKey, int], set[CellKey], set[CellKey]]:
    """Values, number of totals in the coordinates, structural zeros, and cells of tables that show every zero."""
    values: dict[CellKey, int] = {}
    totals: dict[CellKey, int] = {}
    structural: set[CellKey] = set()
    shown: set[CellKey] = set()
    where: dict[CellKey, str] = {}
    for table in tables:
        shows_zeros = table.zero_policy(rules) == "shown"
        places = table.cells if shows_zeros else all_coordinates(table)
        for at in places:
            key, value = table.key(at), table.cells.get(at, 0)
            if values.setdefault(key, value) != value:
                raise TableError(
                    f"{key} counts {values[key]} in table {where[key]} and {value} in table {table.name}; "
                    "they are the same cell and must be equal."
                )
            where.setdefault(key, table.name)
            totals.setdefault(key, sum(code == TOTAL for code in at))
            if at in table.structural:
                structural.add(key)
            if shows_zeros:
                shown.add(key)
    return values, totals, structural, shown


@dataclass(frozen=True)
class _Relation:
    dimension: str
    parent: CellKey
    children: tuple[CellKey, ...]
    codes: tuple[str, ...]


def _relations(table: Table, values: dict[CellKey, int]) -> Iterable[_Relation]:
    for position, dimension in enumerate(table.dimensions):
        others = [d.codes if d is not dimension else ("",) for d in table.dimensions]
        for rest in product(*others):
            for parent, codes in dimension.sums:
                relation = _relation(table, values, position, rest, parent, codes)
                if relation:
                    yield relation


def _relation(
    table: Table,
    values: dict[CellKey, int],
    position: int,
    rest: Coordinates,
    parent: str,
    codes: tuple[str, ...],
) -> _Relation | None:
    def key(code: str) -> CellKey:
        return table.key((*rest[:position], code, *rest[position + 1 :]))

    shown = [(code, key(code)) for code in codes if key(code) in values]
    whole = key(parent)
    added = sum(values[child] for _, child in shown)
    if whole not in values:
        if not added:
            return None
        raise TableError(
            f"Table {table.name}: the total {whole} is missing while its parts count {added}. Add it."
        )
    if table.additive and added != values[whole]:
        raise TableError(
            f"Table {table.name} does not add up: {whole} counts {values[whole]}, its parts "
            f"({', '.join(codes)}) together {added}. Correct it, or declare the table non-additive."
        )
    return _Relation(
        table.dimensions[position].name,
        whole,
        tuple(child for _, child in shown),
        tuple(code for code, _ in shown),
    )


def _subset_pairs(keys: Sequence[CellKey], subsets: Sequence[Subset]) -> Iterable[tuple[CellKey, CellKey]]:
    present = set(keys)
    for part, whole in subsets:
        for key in keys:
            if key.measure == part and (other := CellKey(whole, key.at)) in present:
                yield key, other


def _matrix(rows: _Rows, columns: int) -> sp.csr_matrix:
    entries = list(rows.entries)
    data = [sign for row in entries for _, sign in sorted(row)]
    place = [column for row in entries for column, _ in sorted(row)]
    starts = np.cumsum([0, *(len(row) for row in entries)])
    return sp.csr_matrix((np.array(data, dtype=float), place, starts), shape=(len(entries), columns))
