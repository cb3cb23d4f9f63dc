"""A request in files: a spec, the file it describes and those beside it, and what was published before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from momentum.methods.disclosure.adding_up import check_sums
from momentum.methods.disclosure.cell_keys import keys_of_cells
from momentum.methods.disclosure.classifying import dimensions_of
from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.protected import (
    protected_sheet,
    publication_from,
    published_before,
    ratio_sheet,
)
from momentum.methods.disclosure.publication import Earlier, Subset
from momentum.methods.disclosure.ready import tables_of_cells
from momentum.methods.disclosure.record_keys import keys_of_records
from momentum.methods.disclosure.records import Counted, table_of_records
from momentum.methods.disclosure.sharing import reconciled, shared
from momentum.methods.disclosure.spec import PlaceSpec, Spec, TableSpec
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, check_tables
from momentum.methods.sheets import Sheet, read_sheet

__all__ = [
    "Request",
    "cell_costs",
    "cell_keys_of",
    "pinned_cells",
    "protected_sheet",
    "publication_from",
    "published_before",
    "ratio_sheet",
    "read_request",
    "subsets_of",
    "tables_from",
]

CELLS = "cells"


@dataclass(frozen=True)
class Request:
    """All that protecting or auditing needs: the tables, and what is known besides."""

    spec: Spec
    tables: tuple[Table, ...]
    earlier: tuple[Earlier, ...]
    subsets: tuple[Subset, ...]
    pinned: tuple[CellKey, ...]
    costs: Mapping[CellKey, float]
    sheets: Mapping[str, Sheet] = field(repr=False)


def read_request(table: Path, spec: Spec, folder: Path) -> Request:
    """The request of a spec over the file `table`; its other files stand in `folder`, beside the spec.

    Raises `TableError` or `SheetError` with a sentence for whatever cannot be read or is no table.
    """
    sheets = {"": read_sheet(table), **{name: read_sheet(folder / name) for name in spec.files}}
    tables = tables_from(sheets[""], spec, sheets)
    told = [published_before(read_sheet(folder / name), spec, tables, file=name) for name in spec.earlier]
    tables, earlier = reconciled(tables, told)
    return Request(
        spec,
        tuple(tables),
        tuple(earlier),
        subsets_of(spec, tables),
        tuple(pinned_cells(spec, tables)),
        cell_costs(spec, tables),
        sheets,
    )


def tables_from(sheet: Sheet, spec: Spec, others: Mapping[str, Sheet] | None = None) -> list[Table]:
    """The tables of a sheet and of the other files that the spec names, totals included.

    Raises `TableError` when a table does not add up (naming the relation), lacks a total, holds a negative or
    doubled cell, or has a hierarchy with a circle or an orphan.
    """
    files, dimensions = _read({"": sheet, **(others or {})}, spec)
    counted: list[Counted] = []
    for each in spec.tables:
        columns = files[each.file]
        if each.rows == "records":
            counted.append(table_of_records(columns, spec, each, dimensions))
        else:
            made = tables_of_cells(columns, spec, each, dimensions)
            counted += [Counted(table, (each.file, CELLS), {}) for table in made]
    found = (
        shared(counted, spec.rules.n)
        if spec.shared == "records" and len(counted) > 1
        else [c.table for c in counted]
    )
    found = [_with_structural(spec, table) for table in found]
    check_tables(found)
    # What is counted from records adds up by itself.
    check_sums(table for table, each in zip(found, counted, strict=True) if each.of[-1] == CELLS)
    for ratio in spec.ratios:
        _check_ratio(ratio.name, found, ratio.numerator, ratio.denominator)
    return found


def _read(sheets: Mapping[str, Sheet], spec: Spec) -> tuple[dict[str, Columns], dict[str, Dimension]]:
    main = "the table" if len(sheets) > 1 else ""
    files = {name: Columns(sheet, name or main) for name, sheet in sheets.items()}
    return files, dimensions_of(spec, list(files.values()))


def cell_keys_of(request: Request, secret: bytes) -> dict[CellKey, int]:
    """The cell key of every cell, from the records' own keys under a secret, for cell-key perturbation.

    Raises `TableError` where a table's records have no name that stays theirs over time.
    """
    files, dimensions = _read(request.sheets, request.spec)
    given = {
        made.name: keys_of_records(files[each.file], request.spec, each, dimensions, secret)
        for made, each in zip(request.tables, request.spec.tables, strict=False)
    }
    return keys_of_cells(request.tables, given)


def _with_structural(spec: Spec, table: Table) -> Table:
    places = [at for place in spec.structural for at in _places(spec, place, [table])]
    return replace(table, structural=frozenset(at for _, at in places)) if places else table


def _check_ratio(name: str, tables: Sequence[Table], numerator: str, denominator: str) -> None:
    named = {table.name: table for table in tables}
    for each in (numerator, denominator):
        if each not in named:
            raise TableError(f"The ratio {name} names {each}; the tables are: {', '.join(named)}.")
    by = [tuple(d.name for d in named[each].dimensions) for each in (numerator, denominator)]
    if by[0] != by[1]:
        raise TableError(f"The ratio {name} needs two tables of the same dimensions, in the same order.")


def _places(spec: Spec, place: PlaceSpec, tables: Iterable[Table]) -> Iterator[tuple[Table, Coordinates]]:
    """The cell that a place names in each table that has all its dimensions."""
    for table in tables:
        names = [d.name for d in table.dimensions]
        if place.table in ("", table.name) and set(place.at) <= set(names):
            yield table, tuple(place.at.get(name, TOTAL) for name in names)


def pinned_cells(spec: Spec, tables: Sequence[Table]) -> list[CellKey]:
    """The cells that the spec wants to stay published."""
    found = []
    for place in spec.pinned:
        cells = list(_places(spec, place, tables))
        for table, at in cells:
            wrong = [c for d, c in zip(table.dimensions, at, strict=True) if c not in d.codes]
            if wrong:
                raise TableError(f"[[pinned]] names {wrong[0]}, which is no code of table {table.name}.")
        if not cells:
            raise TableError(f"[[pinned]] names {', '.join(place.at)}: no table has all of these dimensions.")
        found += [table.key(at) for table, at in cells]
    return list(dict.fromkeys(found))


def cell_costs(spec: Spec, tables: Sequence[Table]) -> dict[CellKey, float]:
    """The cost of each cell that [[costs]] speaks of: so many times its persons plus one; the last word counts."""
    found: dict[CellKey, float] = {}
    for cost in spec.costs:
        for table in tables:
            names = [d.name for d in table.dimensions]
            if cost.table not in ("", table.name) or not set(cost.at) <= set(names):
                continue
            wanted = [(names.index(name), code) for name, code in cost.at.items()]
            for at, value in table.cells.items():
                if all(at[position] == code for position, code in wanted):
                    found[table.key(at)] = cost.times * (value + 1)
    return found


def subsets_of(spec: Spec, tables: Sequence[Table]) -> tuple[Subset, ...]:
    """The pairs of measures of which one is a part of the other: as given, and as follows from `where`."""
    measures = {table.measure for table in tables}
    for pair in spec.subsets:
        for name in pair:
            if name not in measures:
                raise TableError(f"subsets names {name}; the measures are: {', '.join(sorted(measures))}.")
    found = dict.fromkeys(spec.subsets)
    counted = [table for table in spec.tables if table.rows == "records"]
    for part in counted:
        for whole in counted:
            if part.measure != whole.measure and _narrower(part, whole):
                found[part.measure, whole.measure] = None
    return tuple(found)


def _narrower(part: TableSpec, whole: TableSpec) -> bool:
    same = (part.file, part.counted[:-1]) == (whole.file, whole.counted[:-1])
    chosen = dict(part.where)
    return same and all(name in chosen and chosen[name] <= codes for name, codes in whole.where)
