"""Ready tables: a row of the file is a cell."""

from collections.abc import Iterator, Mapping, Sequence

from momentum.methods.disclosure.classifying import codes_in
from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.dimensions import TOTAL, Dimension
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.spec import Spec, TableSpec
from momentum.methods.disclosure.tables import Coordinates, Table, with_totals


def tables_of_cells(
    columns: Columns, spec: Spec, table: TableSpec, dimensions: Mapping[str, Dimension]
) -> Iterator[Table]:
    """The table of these cells, or one a measure. Missing totals are added up when none is given."""
    codes = [codes_in(columns, spec.dimension(name)) for name in table.by]
    rows = chosen_rows(columns, table)
    for name in _totalled(columns, spec, table):
        words = columns.words(name)
        rows = [row for row in rows if words[row] in (TOTAL, "")]
    if not rows:
        raise columns.error(f"No row belongs to table {table.name}. Look at its by and where.")
    measures = columns.words(table.measure_column) if table.measure_column else None
    own = tuple(dimensions[name] for name in table.by)
    for measure in dict.fromkeys(measures[row] for row in rows) if measures else (table.measure,):
        chosen = [row for row in rows if measures is None or measures[row] == measure]
        name = measure if measures else table.name or measure
        cells = _places(columns, spec, table, codes, chosen)
        yield _table(columns, spec.rules, table, name, measure, own, cells)


def _totalled(columns: Columns, spec: Spec, table: TableSpec) -> set[str]:
    """The columns of other tables' dimensions: in this table's rows they are total."""
    own = [spec.dimension(name) for name in table.by]
    levels = {level for each in own for part in (each.main, *each.also) for level in part.levels}
    others = {each.column for each in spec.dimensions if each.column in columns}
    return others - levels - {each.column for each in own} if spec.several else set()


def chosen_rows(columns: Columns, table: TableSpec) -> Sequence[int]:
    """The rows for which every column of `where` holds one of its codes."""
    rows: Sequence[int] = range(len(columns))
    for name, codes in table.where:
        words = columns.words(name)
        rows = [row for row in rows if words[row] in codes]
    return rows


def _places(
    columns: Columns, spec: Spec, table: TableSpec, codes: list[list[str]], rows: list[int]
) -> dict[Coordinates, int]:
    """The row of each cell."""
    found: dict[Coordinates, int] = {}
    for row in rows:
        at = tuple(column[row] for column in codes)
        for name, code in zip(table.by, at, strict=True):
            if not code:
                raise columns.error(missing_code(columns.lines[row], spec.dimension(name).column))
        if at in found:
            raise columns.error(
                f"Line {columns.lines[row]} repeats the cell {', '.join(at)} of line "
                f"{columns.lines[found[at]]}. Each cell has one row."
            )
        found[at] = row
    return found


def _table(
    columns: Columns,
    rules: Rules,
    table: TableSpec,
    name: str,
    measure: str,
    dimensions: tuple[Dimension, ...],
    cells: Mapping[Coordinates, int],
) -> Table:
    what = "a count of persons" if table.kind == "count" else "an amount in whole units"
    values = {at: columns.whole(str(table.value), row, what) for at, row in cells.items()}
    contributors, largest = {}, {}
    if table.contributors:
        contributors = {
            at: columns.whole(table.contributors, row, "a number of contributors")
            for at, row in cells.items()
        }
    if table.largest:
        largest = {
            at: tuple(columns.whole(each, row, "a contribution") for each in table.largest)
            for at, row in cells.items()
        }
    made = Table(
        name,
        measure,
        dimensions,
        values,
        table.additive is not False,
        kind=table.kind,
        contributions=largest,
        contributors=contributors,
        zeros=table.zeros,
    )
    _check_known(columns, rules, made)
    if any(TOTAL in at for at in values) or not dimensions:
        return made
    if made.kind == "sum":
        raise columns.error(
            f"Table {made.name} holds no totals. Those of sums must be given, with {TOTAL} as code: who contributes "
            "most to a total cannot be known from its parts."
        )
    return with_totals(made)


def _check_known(columns: Columns, rules: Rules, table: Table) -> None:
    if table.kind != "sum":
        return
    needed = max(2 if rules.p is not None else 0, rules.dominance[0] if rules.dominance else 0)
    told = max((len(each) for each in table.contributions.values()), default=0)
    if told < needed:
        raise columns.error(
            f"Table {table.name} is of sums, and the rules look at the {needed} largest contributions of each cell: "
            "name their columns, largest first, as largest."
        )
    if not table.contributors:
        raise columns.error(
            f"Table {table.name} is of sums: name the column with the number of contributors, as contributors."
        )


def missing_code(line: int, column: str) -> str:
    """The sentence for an empty code."""
    return f"Line {line} has no {column}. Give a code (unknown, none), or {TOTAL} for the total."
