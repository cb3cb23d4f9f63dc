"""Sheets into tables and publications, and protected tables out again."""

from collections.abc import Sequence
from itertools import product

from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.publication import Publication, PublicCell
from momentum.methods.disclosure.spec import DimensionSpec, Spec, coordinates
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, with_totals
from momentum.methods.sheets import Cell, Sheet

WITHHELD_MARKS = {"", ".", "-", "x", "X", "*", "..", "c"}
REASON_COLUMN = "withheld"


def tables_from(sheet: Sheet, spec: Spec) -> list[Table]:
    """The tables of a sheet, totals included: counts as given, or people counted."""
    _whole_rows(sheet)
    if not sheet.rows:
        raise TableError("The table has a header and no rows.")
    dimensions = tuple(_dimension(sheet, d) for d in spec.dimensions)
    places = [_column(sheet, d.column) for d in spec.dimensions]
    measures = (
        _column(sheet, spec.measure_column) if spec.measure_column else [spec.measure] * len(sheet.rows)
    )
    tables = []
    for measure in dict.fromkeys(measures):
        chosen = [i for i, other in enumerate(measures) if other == measure]
        rows = [(tuple(column[i] for column in places), i) for i in chosen]
        name = measure if spec.measure_column or not spec.name else spec.name
        cells = _counts(sheet, spec, rows) if spec.value else _people(sheet, spec, dimensions, rows)
        structural = frozenset(coordinates(spec, place, "[[structural]]") for place in spec.structural)
        table = Table(name, measure, dimensions, cells, spec.additive, structural)
        given = any(TOTAL in at for at in cells)
        tables.append(table if given else with_totals(table))
    return tables


def pinned_cells(spec: Spec, tables: Sequence[Table]) -> list[CellKey]:
    """The cells that the spec wants to stay published, in every table."""
    return [table.key(coordinates(spec, place, "[[pinned]]")) for place in spec.pinned for table in tables]


def publication_from(sheet: Sheet, spec: Spec, tables: Sequence[Table]) -> Publication:
    """What a protected sheet publishes: a count, or a mark ("", ".", "x", "<5" …) for a withheld cell."""
    _whole_rows(sheet)
    places = [_column(sheet, d.column) for d in spec.dimensions]
    values = _column(sheet, spec.value or "persons")
    measures = _column(sheet, spec.measure_column) if spec.measure_column else None
    rows: dict[str, list[PublicCell]] = {table.name: [] for table in tables}
    seen: set[tuple[str, Coordinates]] = set()
    for i, line in enumerate(sheet.lines):
        at = tuple(column[i] for column in places)
        table = next((t for t in tables if measures is None or t.measure == measures[i]), None)
        if table is None:
            raise TableError(
                f"Line {line} of the protected table has a measure that the table does not have."
            )
        if (table.name, at) in seen:
            raise TableError(f"Line {line} of the protected table repeats the cell {', '.join(at)}.")
        seen.add((table.name, at))
        hidden = values[i] in WITHHELD_MARKS or values[i].startswith(("<", "≤"))
        rows[table.name].append(
            PublicCell(at, None, "withheld") if hidden else PublicCell(at, _count(values[i], line), None)
        )
    return Publication(rows)


def published_before(sheet: Sheet, spec: Spec, tables: Sequence[Table]) -> dict[CellKey, int]:
    """The cells an earlier edition published, from its protected sheet."""
    publication = publication_from(sheet, spec, tables)
    return {
        table.key(row.at): row.value
        for table in tables
        for row in publication.published(table.name)
        if row.value is not None
    }


def protected_sheet(
    spec: Spec, tables: Sequence[Table], published: Publication
) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Header and rows of what is published; withheld counts are empty and give the public reason."""
    header = [d.column for d in spec.dimensions]
    if spec.measure_column:
        header.append(spec.measure_column)
    header += [spec.value or "persons", REASON_COLUMN]
    rows: list[tuple[Cell, ...]] = []
    for table in tables:
        measure = (table.measure,) if spec.measure_column else ()
        rows += [(*row.at, *measure, row.value, row.reason) for row in published.published(table.name)]
    return header, rows


def _whole_rows(sheet: Sheet) -> None:
    if sheet.wrong_width:
        line, width = min(sheet.wrong_width.items())
        raise TableError(
            f"Line {line} has {width} cells where the header has {len(sheet.header)}. Correct it."
        )


def _dimension(sheet: Sheet, spec: DimensionSpec) -> Dimension:
    codes = list(dict.fromkeys(code for code in _column(sheet, spec.column) if code != TOTAL))
    if spec.parents:
        return Dimension(spec.name, spec.parents)
    if not spec.levels:
        return Dimension(spec.name, dict.fromkeys(codes, TOTAL))
    parents: dict[str, str] = {}
    lines: dict[str, int] = {}
    chains = zip(*(_column(sheet, name) for name in (spec.column, *spec.levels)), strict=True)
    for line, chain in zip(sheet.lines, chains, strict=True):
        steps = [code for code in chain if code not in (TOTAL, "")]
        for code, parent in zip(steps, [*steps[1:], TOTAL], strict=True):
            if code == parent:
                continue
            if parents.setdefault(code, parent) != parent:
                raise TableError(
                    f"Dimension {spec.name}: {code} lies in {parents[code]} (line {lines[code]}) and in "
                    f"{parent} (line {line}). A code has one parent."
                )
            lines.setdefault(code, line)
    return Dimension(spec.name, dict(sorted(parents.items())))


def _column(sheet: Sheet, name: str) -> list[str]:
    if name in sheet.duplicates:
        raise TableError(f"The column {name} is there twice. Rename one.")
    if name not in sheet.header:
        raise TableError(f"There is no column {name}. The columns are: {', '.join(sheet.header)}.")
    return [_word(cell) for cell in sheet.column(name)]


def _word(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _count(text: str, line: int) -> int:
    try:
        return int(text)
    except ValueError:
        raise TableError(f"Line {line} holds {text!r} where a count of persons is expected.") from None


def _counts(sheet: Sheet, spec: Spec, rows: list[tuple[Coordinates, int]]) -> dict[Coordinates, int]:
    values = _column(sheet, str(spec.value))
    cells: dict[Coordinates, int] = {}
    for at, i in rows:
        _complete(spec, at, sheet.lines[i])
        if at in cells:
            raise TableError(
                f"Line {sheet.lines[i]} repeats the cell {', '.join(at)}. Each cell has one row."
            )
        cells[at] = _count(values[i], sheet.lines[i])
    return cells


def _people(
    sheet: Sheet, spec: Spec, dimensions: tuple[Dimension, ...], rows: list[tuple[Coordinates, int]]
) -> dict[Coordinates, int]:
    people = _column(sheet, spec.person) if spec.person else None
    found: dict[Coordinates, set[str]] = {}
    for at, i in rows:
        _complete(spec, at, sheet.lines[i])
        if TOTAL in at:
            raise TableError(f"Line {sheet.lines[i]} has {TOTAL} as a code, which stands for the total.")
        for dimension, code in zip(dimensions, at, strict=True):
            if code not in dimension.codes:
                raise TableError(
                    f"Line {sheet.lines[i]}: {code!r} is not a code of dimension {dimension.name}."
                )
        person = people[i] if people else str(i)
        for above in product(*([c, *d.ancestors(c)] for d, c in zip(dimensions, at, strict=True))):
            found.setdefault(above, set()).add(person)
    return {at: len(persons) for at, persons in found.items()}


def _complete(spec: Spec, at: Coordinates, line: int) -> None:
    for dimension, code in zip(spec.dimensions, at, strict=True):
        if not code:
            raise TableError(
                f"Line {line} has no {dimension.column}. Give a code (unknown, none), or {TOTAL} for the total."
            )
