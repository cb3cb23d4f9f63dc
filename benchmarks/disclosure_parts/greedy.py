"""The naive way, as it is often done by hand: no sum with exactly one withheld cell."""

from collections.abc import Iterator, Sequence
from itertools import product

from momentum.methods.disclosure import CellKey, Rules, Table


def greedy(tables: Sequence[Table], rules: Rules) -> set[CellKey]:
    """The primary cells, and in every sum that shows all but one of its cells the smallest other one, until none is left.

    Zeros stay published. Nothing looks at how wide an interval is, nor at more than one sum at a time.
    """
    values = {table.key(at): value for table in tables for at, value in table.cells.items() if value}
    withheld = {key for key, value in values.items() if value < rules.n}
    sums = list(dict.fromkeys(tuple(each) for table in tables for each in _sums(table, values)))
    changed = True
    while changed:
        changed = False
        for cells in sums:
            hidden = [key for key in cells if key in withheld]
            rest = [key for key in cells if key not in withheld]
            if len(hidden) == 1 and rest:
                withheld.add(min(rest, key=lambda key: (values[key], str(key))))
                changed = True
    return withheld


def _sums(table: Table, values: dict[CellKey, int]) -> Iterator[list[CellKey]]:
    """Each total with its parts, those that count somebody."""
    for position, dimension in enumerate(table.dimensions):
        others = [d.codes if d is not dimension else ("",) for d in table.dimensions]
        for rest in product(*others):
            for parent, codes in dimension.sums:
                keys = [
                    table.key((*rest[:position], code, *rest[position + 1 :])) for code in (parent, *codes)
                ]
                filled = [key for key in keys if key in values]
                if len(filled) > 1:
                    yield filled
