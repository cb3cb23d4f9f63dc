"""What a rounding promises, checked on what would be published and nothing else."""

from collections.abc import Iterator, Sequence
from itertools import product

from momentum.methods.disclosure.publication import PublicCell, Published, Subset
from momentum.methods.disclosure.statements import Broken
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table

Rows = dict[Coordinates, PublicCell]


def check_rounding(
    tables: Sequence[Table], published: Published, base: int, *, subsets: Sequence[Subset] = ()
) -> tuple[Broken, ...]:
    """Where the published rows break a promise of rounding to `base`; empty when they keep all of them.

    Promised: every cell is there, is a multiple, lies near its true value as it says it does, stays itself
    where it is a multiple and nothing went further than the base, adds up in every hierarchy, is the same in
    every table, and no part exceeds its whole.
    """
    rows_of = {table.name: {row.at: row for row in published.published(table.name)} for table in tables}
    found: list[Broken] = []
    for table in tables:
        rows = rows_of[table.name]
        found += _values(table, rows, base)
        found += _sums(table, rows)
    found += _shared(tables, rows_of, subsets)
    return tuple(dict.fromkeys(found))


def _values(table: Table, rows: Rows, base: int) -> Iterator[Broken]:
    for at in product(*(d.codes for d in table.dimensions)):
        row, true = rows.get(at), table.cells.get(at, 0)
        place = table.place(at)
        if row is None or row.value is None:
            yield Broken("missing", place, "has no published value, so it is not rounded")
            continue
        if row.value % base or row.value < 0:
            yield Broken("multiple", place, f"is published as {row.value}, which is no multiple of {base}")
        off = abs(row.value - true)
        if at in table.structural:
            if row.value:
                yield Broken("far", place, f"cannot hold anybody but is published as {row.value}")
            continue
        if row.around not in (base - 1, 2 * base - 1):
            yield Broken(
                "around", place, f"says that it is within {row.around}; that is no width of this method"
            )
        if off > row.around:
            yield Broken("far", place, f"is {off} from its true value but says at most {row.around}")
        if row.around < base and true % base == 0 and off:
            yield Broken(
                "multiple moved", place, f"counts {true}, a multiple, but is published as {row.value}"
            )


def _sums(table: Table, rows: Rows) -> Iterator[Broken]:
    values = {at: row.value for at, row in rows.items() if row.value is not None}
    for position, dimension in enumerate(table.dimensions):
        others = [d.codes if d is not dimension else ("",) for d in table.dimensions]
        for rest in product(*others):
            for parent, codes in dimension.sums:
                whole = (*rest[:position], parent, *rest[position + 1 :])
                parts = [(*rest[:position], code, *rest[position + 1 :]) for code in codes]
                if whole not in values or any(part not in values for part in parts):
                    continue
                added = sum(values[part] for part in parts)
                if table.additive and added != values[whole]:
                    yield Broken(
                        "sum", table.place(whole), f"is published as {values[whole]}, its parts as {added}"
                    )
                if not table.additive:
                    yield from (
                        Broken("part", table.place(part), "is published as more than what it is a part of")
                        for part in parts
                        if values[part] > values[whole]
                    )


def _shared(tables: Sequence[Table], rows_of: dict[str, Rows], subsets: Sequence[Subset]) -> Iterator[Broken]:
    shown: dict[CellKey, tuple[int | None, int]] = {}
    for table in tables:
        for at, row in rows_of[table.name].items():
            key = table.key(at)
            if shown.setdefault(key, (row.value, row.around)) != (row.value, row.around):
                yield Broken("shared", str(key), f"is published as {shown[key][0]} and as {row.value}")
    for part, whole in subsets:
        for key, (value, _) in shown.items():
            above = shown.get(CellKey(whole, key.at), (None, 0))[0]
            if key.measure == part and value is not None and above is not None and value > above:
                yield Broken("part", str(key), f"is published as {value}, more than {whole} with {above}")
