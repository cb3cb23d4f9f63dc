"""Protected tables as sheets: out of a publication, and read again, however they were made."""

from collections.abc import Sequence

from momentum.methods.disclosure.classifying import codes_in
from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.derived import Derived, may_publish
from momentum.methods.disclosure.dimensions import TOTAL, TableError
from momentum.methods.disclosure.publication import PUBLIC_REASON, Near, Publication, PublicCell, Published
from momentum.methods.disclosure.spec import Spec
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table
from momentum.methods.sheets import Cell, Sheet

WITHHELD_MARKS = {"", ".", "-", "x", "X", "*", "..", "c"}
TABLE_COLUMN, VALUE_COLUMN, AROUND_COLUMN, REASON_COLUMN = "table", "value", "around", "withheld"
NOTHING = "nothing to divide by"

SheetRows = tuple[list[str], list[tuple[Cell, ...]]]


def value_column(spec: Spec) -> str:
    """The header of the published values."""
    return VALUE_COLUMN if spec.several else spec.tables[0].value or "persons"


def protected_sheet(spec: Spec, tables: Sequence[Table], published: Published) -> SheetRows:
    """Header and rows of what is published; withheld values are empty and give the public reason.

    Where anything is told roughly, a column says how far the true value may lie from what is told.
    """
    rows_of = {table.name: published.published(table.name) for table in tables}
    rough = any(row.around for rows in rows_of.values() for row in rows)
    measured = spec.tables[0].measure_column
    header = [TABLE_COLUMN] if spec.several else []
    header += [each.column for each in spec.dimensions]
    header += [measured] if measured else []
    header += [value_column(spec), *([AROUND_COLUMN] if rough else []), REASON_COLUMN]
    _check_header(header)
    rows: list[tuple[Cell, ...]] = []
    for table in tables:
        first: tuple[Cell, ...] = (table.name,) if spec.several else ()
        measure: tuple[Cell, ...] = (table.measure,) if measured else ()
        for row in rows_of[table.name]:
            about: tuple[Cell, ...] = (row.around if row.value is not None else None,) if rough else ()
            rows.append((*first, *_everywhere(spec, table, row.at), *measure, row.value, *about, row.reason))
    return header, rows


def ratio_sheet(spec: Spec, tables: Sequence[Table], published: Published) -> SheetRows:
    """Header and rows of the ratios: of published cells only, and only where enough persons stand below the line."""
    named = {table.name: table for table in tables}
    header = ["ratio", *(each.column for each in spec.dimensions), VALUE_COLUMN, REASON_COLUMN]
    _check_header(header)
    rows: list[tuple[Cell, ...]] = []
    for ratio in spec.ratios:
        above, below = named[ratio.numerator], named[ratio.denominator]
        over = {row.at: row.value for row in published.published(above.name)}
        under = {row.at: row.value for row in published.published(below.name)}
        for at in sorted(under):
            value, reason = _ratio(spec, below, at, over.get(at, 0), under[at])
            rows.append((ratio.name, *_everywhere(spec, below, at), value, reason))
    return header, rows


def _ratio(
    spec: Spec, below: Table, at: Coordinates, over: int | None, under: int | None
) -> tuple[float | None, str | None]:
    if under == 0:
        return None, NOTHING
    shown = {} if under is None else {below.key(at): under}
    if over is None or under is None or not may_publish(Derived("", (below.key(at),)), shown, spec.rules):
        return None, PUBLIC_REASON
    return round(over / under, 6), None


def _everywhere(spec: Spec, table: Table, at: Coordinates) -> tuple[str, ...]:
    """The codes in all dimensions of the spec; those that the table does not have are totals."""
    codes = {d.name: code for d, code in zip(table.dimensions, at, strict=True)}
    return tuple(codes.get(each.name, TOTAL) for each in spec.dimensions)


def _check_header(header: Sequence[str]) -> None:
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise TableError(
            f"The protected table would have two columns {twice[0]}. Rename that column in your file."
        )


def publication_from(sheet: Sheet, spec: Spec, tables: Sequence[Table], file: str = "") -> Publication:
    """What a protected sheet publishes: a value, or a mark ("", ".", "x", "<5" …) for a withheld cell."""
    reader = _Reader(Columns(sheet, file), spec, tables, strict=True)
    return Publication(reader.rows())


def published_before(
    sheet: Sheet, spec: Spec, tables: Sequence[Table], file: str = ""
) -> dict[CellKey, int | Near]:
    """The cells an earlier edition published, as their codes name them; tables that are no more are left out."""
    rows = _Reader(Columns(sheet, file), spec, tables, strict=False).rows()
    found: dict[CellKey, int | Near] = {}
    for table in tables:
        for row in rows[table.name]:
            if row.value is not None:
                low, high = max(0, row.value - row.around), row.value + row.around
                found[table.own_key(row.at)] = Near(low, high) if row.around else row.value
    return found


class _Reader:
    """A protected sheet, row by row."""

    def __init__(self, columns: Columns, spec: Spec, tables: Sequence[Table], *, strict: bool) -> None:
        self.columns, self.strict = columns, strict
        self.named = {table.name: table for table in tables}
        self.codes = {
            each.name: codes_in(columns, each)
            for each in spec.dimensions
            if each.column in columns or len(tables) == 1 or not spec.several
        }
        self.value_name = value_column(spec)
        self.values = columns.words(self.value_name)
        self.around = columns.words(AROUND_COLUMN) if AROUND_COLUMN in columns else None
        measured = spec.tables[0].measure_column
        if spec.several:
            names = columns.words(TABLE_COLUMN)
        elif measured:
            of_measure = {table.measure: table.name for table in tables}
            names = [of_measure.get(measure, "") for measure in columns.words(measured)]
        else:
            names = [tables[0].name] * len(columns)
        self.names = names

    def rows(self) -> dict[str, list[PublicCell]]:
        """The published rows of each table."""
        found: dict[str, dict[Coordinates, PublicCell]] = {name: {} for name in self.named}
        for row, name in enumerate(self.names):
            line = self.columns.lines[row]
            if name not in self.named:
                if self.strict:
                    raise self.columns.error(
                        f"Line {line} of the protected table is of a table or measure that there is not."
                    )
                continue
            at = self._at(self.named[name], row)
            if at in found[name]:
                raise self.columns.error(
                    f"Line {line} of the protected table repeats the cell {', '.join(at)}."
                )
            found[name][at] = self._cell(at, row)
        return {name: list(rows.values()) for name, rows in found.items()}

    def _at(self, table: Table, row: int) -> Coordinates:
        at = []
        for dimension in table.dimensions:
            if dimension.name not in self.codes:
                self.columns.words(dimension.name)
            code = self.codes[dimension.name][row]
            # What begins like a formula was written with an apostrophe before it.
            plain = code.removeprefix("'")
            at.append(plain if code not in dimension.codes and plain in dimension.codes else code)
            if self.strict and at[-1] not in dimension.codes:
                raise self.columns.error(
                    f"Line {self.columns.lines[row]} of the protected table has {code!r}, which is not a code of "
                    f"dimension {dimension.name}."
                )
        return tuple(at)

    def _cell(self, at: Coordinates, row: int) -> PublicCell:
        text = self.values[row]
        if text in WITHHELD_MARKS or text.startswith(("<", "≤", "under ", "fewer than ")):
            return PublicCell(at, None, "withheld")
        value = self.columns.whole(self.value_name, row, "a published value")
        told = self.around is not None and self.around[row]
        around = self.columns.whole(AROUND_COLUMN, row, "how far a value may be off") if told else 0
        return PublicCell(at, value, None, around)
