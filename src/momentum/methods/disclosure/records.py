"""Microdata: a row of the file is a record. Records into tables, and cells with the same records found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from momentum.methods.disclosure.classifying import codes_in
from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.dimensions import TOTAL, Dimension
from momentum.methods.disclosure.grouping import Grid, Numbers, starts_of
from momentum.methods.disclosure.ready import chosen_rows, missing_code
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.spec import Spec, TableSpec
from momentum.methods.disclosure.tables import Coordinates, Table

Fingerprint = tuple[int, int, int]
"""How many records a cell holds and two sums of 64 bits over them: equal only for equal sets of records."""


@dataclass(frozen=True)
class Counted:
    """A table with the set of records of each of its cells; `of` says records of what (persons, rows, amounts)."""

    table: Table
    of: tuple[str, ...]
    records: Mapping[Coordinates, Fingerprint]


def table_of_records(
    columns: Columns, spec: Spec, table: TableSpec, dimensions: Mapping[str, Dimension]
) -> Counted:
    """The table of these records, every total counted. Raises `TableError` for a record without a place."""
    own = tuple(dimensions[name] for name in table.by)
    rows = np.array(chosen_rows(columns, table), dtype=np.int64)
    grid = Grid.over(own)
    places = [numbers_in(columns, spec, name, dimensions[name], rows) for name in table.by]
    name = table.name or table.measure
    if table.kind == "sum":
        made, of, records = _sums(columns, spec.rules, table, grid, places, rows)
    else:
        made, of, records = _counts(columns, table, grid, places, rows)
    return Counted(
        replace(made, name=name, measure=table.measure, dimensions=own, zeros=table.zeros), of, records
    )


def numbers_in(columns: Columns, spec: Spec, name: str, dimension: Dimension, rows: Numbers) -> Numbers:
    """The code of each of these records in a dimension, as its number."""
    codes = codes_in(columns, spec.dimension(name))
    finest = dimension.leaves - {TOTAL}
    number = {code: place for place, code in enumerate(dimension.codes) if code in finest}
    found = np.array([number.get(codes[row], -1) for row in rows.tolist()], dtype=np.int64)
    wrong = np.flatnonzero(found < 0)
    if len(wrong):
        row = int(rows[wrong[0]])
        raise columns.error(_misplaced(columns, spec.dimension(name).column, dimension, codes[row], row))
    return found


def _misplaced(columns: Columns, column: str, dimension: Dimension, code: str, row: int) -> str:
    line = columns.lines[row]
    if not code:
        return missing_code(line, column).replace(f", or {TOTAL} for the total", "")
    if code == TOTAL:
        return f"Line {line} has {TOTAL} as a code, which stands for the total."
    if code in dimension.codes:
        return (
            f"Line {line}: {code} of dimension {dimension.name} is divided further; a record stands at the finest "
            "code. Give it one, such as unknown, with this parent."
        )
    return f"Line {line}: {code!r} is not a code of dimension {dimension.name}. Give it a parent."


def members_in(columns: Columns, column: str | None, rows: Numbers) -> Numbers:
    """Whose record each is: a number for each person or contributor of the file, or the record itself."""
    if column is None:
        return rows
    words = columns.words(column)
    known: dict[str, int] = {}
    found = np.array([known.setdefault(each, len(known)) for each in words], dtype=np.int64)[rows]
    nobody = np.flatnonzero(found == known.get("", -1))
    if len(nobody):
        line = columns.lines[int(rows[nobody[0]])]
        raise columns.error(f"Line {line} has no {column}. Give each record its {column}.")
    return found


def _counts(
    columns: Columns, table: TableSpec, grid: Grid, places: Sequence[Numbers], rows: Numbers
) -> tuple[Table, tuple[str, ...], dict[Coordinates, Fingerprint]]:
    members = members_in(columns, table.person, rows)
    additive = _is_additive(columns, table, grid, places, members, rows)
    mixed = _mixed(members)
    cells: dict[Coordinates, int] = {grid.total: 0}
    records: dict[Coordinates, Fingerprint] = {}
    for numbers, member, starts in distinct(grid, places, members):
        at = grid.coordinates(numbers[starts])
        counts = np.diff(starts, append=len(numbers))
        cells.update(zip(at, counts.tolist(), strict=True))
        records.update(zip(at, _fingerprints(counts, mixed, member, starts), strict=True))
    made = Table("", "", (), cells, additive)
    return made, ("persons", table.person) if table.person else ("rows",), records


def distinct(
    grid: Grid, places: Sequence[Numbers], members: Numbers
) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Choice by choice of levels: (cell, member) without doubles, cell by cell, and where each cell begins."""
    for chosen, numbers in grid.levels(places, len(members)):
        order = np.lexsort((members[chosen], numbers))
        numbers, member = numbers[order], members[chosen][order]
        first = np.ones(len(numbers), dtype=bool)
        first[1:] = (np.diff(numbers) != 0) | (np.diff(member) != 0)
        numbers, member = numbers[first], member[first]
        yield numbers, member, starts_of(numbers)


def _is_additive(
    columns: Columns,
    table: TableSpec,
    grid: Grid,
    places: Sequence[Numbers],
    members: Numbers,
    rows: Numbers,
) -> bool:
    """Whether nobody stands in two of the finest cells."""
    if table.person is None or not len(rows):
        return table.additive is not False
    cell = np.zeros(len(rows), dtype=np.int64)
    for ladder, place in zip(grid.ladders, places, strict=True):
        cell = cell * len(ladder.number) + place
    order = np.lexsort((cell, members))
    twice = np.flatnonzero((np.diff(members[order]) == 0) & (np.diff(cell[order]) != 0))
    if len(twice) and table.additive:
        one, other = sorted(columns.lines[int(rows[order[twice[0] + step]])] for step in (0, 1))
        raise columns.error(
            f"Table {table.name or table.measure} is declared additive, but lines {one} and {other} put one "
            f"{table.person} in two cells. Leave additive out, or correct them."
        )
    return table.additive is not False and not len(twice)


def _sums(
    columns: Columns,
    rules: Rules,
    table: TableSpec,
    grid: Grid,
    places: Sequence[Numbers],
    rows: Numbers,
) -> tuple[Table, tuple[str, ...], dict[Coordinates, Fingerprint]]:
    value = str(table.value)
    columns.words(value)
    amounts = np.array(
        [columns.whole(value, row, "an amount in whole units") for row in rows.tolist()], dtype=np.int64
    )
    members = members_in(columns, table.contributor or table.person, rows)
    mixed = _mixed(rows)
    most = max(2, rules.dominance[0] if rules.dominance else 0)
    cells: dict[Coordinates, int] = {grid.total: 0}
    contributors: dict[Coordinates, int] = {}
    largest: dict[Coordinates, tuple[int, ...]] = {}
    records: dict[Coordinates, Fingerprint] = {}
    for chosen, numbers in grid.levels(places, len(rows)):
        order = np.lexsort((members[chosen], numbers))
        numbers, member, record = numbers[order], members[chosen][order], chosen[order]
        starts = starts_of(numbers)
        at = grid.coordinates(numbers[starts])
        counts = np.diff(starts, append=len(numbers))
        records.update(zip(at, _fingerprints(counts, mixed, record, starts), strict=True))
        each = np.flatnonzero(np.concatenate(([True], (np.diff(numbers) != 0) | (np.diff(member) != 0))))
        part = np.add.reduceat(amounts[record], each)
        cells.update(zip(at, np.add.reduceat(amounts[record], starts).tolist(), strict=True))
        cell = numbers[each]
        begin = starts_of(cell)
        contributors.update(zip(at, np.diff(begin, append=len(cell)).tolist(), strict=True))
        largest.update(zip(at, _largest(cell, part, begin, most), strict=True))
    made = Table("", "", (), cells, kind="sum", contributions=largest, contributors=contributors)
    return made, ("amounts", value), records


def _largest(cell: Numbers, part: Numbers, begin: Numbers, most: int) -> list[tuple[int, ...]]:
    order = np.lexsort((-part, cell))
    ordered = part[order]
    ends = np.append(begin[1:], len(cell))
    return [
        tuple(ordered[start : min(end, start + most)].tolist())
        for start, end in zip(begin.tolist(), ends.tolist(), strict=True)
    ]


def _mixed(members: Numbers) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Two well-mixed numbers for each member, by place (splitmix64; Steele, Lea & Flood 2014)."""
    place = np.arange(int(members.max()) + 1 if len(members) else 0, dtype=np.uint64)
    found = []
    for start in (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)):
        z = (place + np.uint64(1)) * start
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found.append(z ^ (z >> np.uint64(31)))
    return found[0], found[1]


def _fingerprints(
    counts: Numbers,
    mixed: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]],
    member: Numbers,
    starts: Numbers,
) -> list[Fingerprint]:
    one, other = (np.add.reduceat(each[member], starts).tolist() for each in mixed)
    return list(zip(counts.tolist(), one, other, strict=True))
