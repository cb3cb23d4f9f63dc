"""Tables of cells added up: one as it was, less one part, with another."""

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.indicators.asking import PERIOD
from momentum.methods.indicators.dimensions import CALENDAR, TOTAL
from momentum.methods.indicators.measuring import sorted_by
from momentum.methods.indicators.moved_on import Z95
from momentum.methods.indicators.registry import Indicator


def combined(indicator: Indicator, previous: pa.Table, taken: pa.Table, put: pa.Table) -> pa.Table:
    """`previous` − `taken` + `put`, cell by cell: counts are summed, shares worked out from them, empty cells
    left out. All three are tables of `indicator` with the same columns."""
    summed = (*indicator.counts, *(name for name in indicator.values if name not in _SHARES))
    keys = [
        name for name in previous.column_names if name not in (*summed, *indicator.bases, *indicator.values)
    ]
    parts = [_signed(table, keys, summed, sign) for table, sign in ((previous, 1), (taken, -1), (put, 1))]
    table = pa.concat_tables(parts).group_by(keys).aggregate([(name, "sum") for name in summed])
    table = table.select([*keys, *(f"{name}_sum" for name in summed)]).rename_columns([*keys, *summed])
    if indicator.bases:
        table = _with_bases(indicator, table, keys)
    table = table.filter(_is_shown(indicator, table, keys))
    for name in indicator.values:
        if name in _SHARES:
            table = table.append_column(name, _SHARES[name](table))
    return sorted_by(table.select(previous.column_names).cast(previous.schema), keys)


def _signed(table: pa.Table, keys: Sequence[str], summed: Sequence[str], sign: int) -> pa.Table:
    amounts = {name: pc.multiply(pc.fill_null(table[name], 0), sign) for name in summed}
    return pa.table({**{name: table[name] for name in keys}, **amounts})


def _with_bases(indicator: Indicator, table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """With what shares are of: the count in the total of the indicator's last own column."""
    last = indicator.cell_columns[-1]
    others = [name for name in keys if name != last]
    totals = table.filter(pc.field(last) == TOTAL)
    bases = {name: totals[indicator.counts[0]] for name in indicator.bases}
    return table.join(pa.table({**{name: totals[name] for name in others}, **bases}), others)


def _is_shown(indicator: Indicator, table: pa.Table, keys: Sequence[str]) -> pc.Expression:
    """Empty cells are not listed; the totals of a period are."""
    counted = reduce(lambda one, other: one | other, (pc.field(count) != 0 for count in indicator.counts))
    dimensions = [pc.field(key) == TOTAL for key in keys if key not in (*CALENDAR, PERIOD)]
    return counted | reduce(lambda one, other: one & other, dimensions, pc.scalar(True))


def _share(part: str, whole: str) -> Callable[[pa.Table], pa.Array]:
    def share(table: pa.Table) -> pa.Array:
        of = pc.if_else(pc.equal(table[whole], 0), None, table[whole])
        return pc.divide(table[part].cast(pa.float64()), of.cast(pa.float64()))

    return share


def _wilson(table: pa.Table, sign: int) -> pa.Array:
    count, whole = table["numerator"].to_numpy(), table["denominator"].to_numpy()
    n = np.maximum(whole, 1)
    share = count / n
    spread = Z95 * np.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    found = (share + Z95**2 / (2 * n) + sign * spread) / (1 + Z95**2 / n)
    # at 0 and n the end is exact, as in `wilson`
    exact = count == (0 if sign < 0 else whole)
    return pa.array(np.where(exact, 0.0 if sign < 0 else 1.0, found), mask=whole == 0)


def _any_share(table: pa.Table) -> pa.Array:
    part, whole = ("sustained", "observed") if "observed" in table.column_names else ("person_months", "of")
    return _share(part, whole)(table)


_SHARES: dict[str, Callable[[pa.Table], pa.Array]] = {
    "rate": _share("numerator", "denominator"),
    "low": lambda table: _wilson(table, -1),
    "high": lambda table: _wilson(table, 1),
    "share": _any_share,
}
"""Columns that are worked out from the counts of their own row."""
