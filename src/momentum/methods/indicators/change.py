"""Measuring again after some people's facts changed: their old part out, their new part in.

Every indicator that is a sum over persons can be measured anew from the previous table and two small
sets of prepared facts, without touching anybody else's.
"""

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from momentum.methods.indicators.asking import PERIOD, indicator_named
from momentum.methods.indicators.dimensions import CALENDAR, TOTAL
from momentum.methods.indicators.engine import Session, open_session
from momentum.methods.indicators.measurement import Measurement
from momentum.methods.indicators.measuring import is_additive, measure
from momentum.methods.indicators.moved_on import Z95
from momentum.methods.indicators.preparation import Prepared, open_prepared, prepare
from momentum.methods.indicators.preparation.part import part_of
from momentum.methods.indicators.registry import Indicator


@dataclass(frozen=True)
class Changes:
    """Prepared facts of the changed persons only, as they were (`old`) and as they are (`new`)."""

    old: Prepared
    new: Prepared
    persons: int


def prepare_changes(
    prepared: Prepared,
    changed_facts: Path | str,
    persons: Iterable[str],
    out_dir: Path | str,
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Changes:
    """Prepare what changed for `persons` (pseudonyms) between `prepared` and the facts in `changed_facts`.

    `changed_facts` holds at least the present facts of those persons; facts of others in it are ignored, and
    a person without any there counts as gone. Both parts are written under `out_dir`. Raises ValueError where
    the facts were frozen on another day: then everybody's facts changed.
    """
    chosen = sorted(set(persons))
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    new = prepare(
        changed_facts, out / "new", only=chosen, known=prepared.codes, threads=threads, memory=memory
    )
    if new.freeze != prepared.freeze:
        raise ValueError("The changed facts were frozen on another day; prepare and measure all of them.")
    session = open_session(threads=threads, memory=memory)
    try:
        part_of(prepared, chosen, out / "old", session)
    finally:
        session.close()
    old = open_prepared(out / "old")
    same_start = min(old.first, new.first, prepared.first)
    return Changes(
        dataclasses.replace(old, first=same_start), dataclasses.replace(new, first=same_start), len(chosen)
    )


def remeasure(
    previous: Measurement,
    changes: Changes,
    *,
    old_session: Session | None = None,
    new_session: Session | None = None,
) -> Measurement:
    """`previous` with the changed persons' old contributions out and their new ones in.

    Equal to measuring all facts again (hours up to rounding). The sessions, if handed in, know the prepared
    tables of `changes.old` and `changes.new`. Raises ValueError for an indicator that is not a sum over
    persons (medians, means and survival curves).
    """
    indicator = indicator_named(previous.lineage["indicator"])
    if not indicator.sums or "duration" in previous.table.column_names:
        raise ValueError(f"{indicator.name} is not a sum over persons; measure all facts again.")
    taken = measure(changes.old, indicator.name, session=old_session, **previous.question).table
    put = measure(changes.new, indicator.name, session=new_session, **previous.question).table
    table = _combined(indicator, previous, [(previous.table, 1), (taken, -1), (put, 1)])
    by = tuple(previous.lineage["by"])
    fixed = (PERIOD,) if PERIOD in table.column_names else ()
    changed = {"facts": changes.new.facts_hash, "persons": changes.persons}
    return dataclasses.replace(
        previous,
        table=table,
        lineage={**previous.lineage, "changed": [*previous.lineage.get("changed", []), changed]},
        additive=is_additive(indicator, table, by, fixed),
    )


def _combined(indicator: Indicator, previous: Measurement, parts: list[tuple[pa.Table, int]]) -> pa.Table:
    summed = (*indicator.counts, *(v for v in indicator.values if v not in _SHARES))
    keys = [
        name
        for name in previous.table.column_names
        if name not in (*summed, *indicator.bases, *indicator.values)
    ]
    totals: dict[tuple[Any, ...], list[Any]] = {}
    for table, sign in parts:
        columns = table.to_pydict()
        cells = zip(*(columns[key] for key in keys), strict=True) if keys else [()] * table.num_rows
        amounts = zip(*(columns[name] for name in summed), strict=True)
        for cell, values in zip(cells, amounts, strict=True):
            total = totals.setdefault(cell, [0] * len(summed))
            for i, value in enumerate(values):
                total[i] += sign * (value or 0)
    rows = [
        {
            **dict(zip(keys, cell, strict=True)),
            **dict(zip(summed, values, strict=True)),
            **_bases(indicator, keys, cell, totals),
        }
        for cell, values in totals.items()
    ]
    shown = [_with_shares(indicator, row) for row in rows if _is_shown(indicator, row, keys)]
    table = pa.Table.from_pylist(shown, schema=previous.table.schema)
    return table.sort_by([(key, "ascending") for key in keys]) if keys else table


def _bases(
    indicator: Indicator, keys: list[str], cell: tuple[Any, ...], totals: Mapping[tuple[Any, ...], list[Any]]
) -> dict[str, Any]:
    """What shares are of: the count in the total of the indicator's last own column."""
    if not indicator.bases:
        return {}
    last = keys.index(indicator.cell_columns[-1])
    return dict.fromkeys(indicator.bases, totals[(*cell[:last], TOTAL, *cell[last + 1 :])][0])


def _is_shown(indicator: Indicator, row: Mapping[str, Any], keys: list[str]) -> bool:
    """Empty cells are not listed; the totals of a period are."""
    if any(row[count] for count in indicator.counts):
        return True
    return all(row[key] == TOTAL for key in keys if key not in (*CALENDAR, PERIOD))


def _with_shares(indicator: Indicator, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: _SHARES[name](row) for name in indicator.values if name in _SHARES}}


def _share(part: str, whole: str) -> Callable[[Mapping[str, Any]], float | None]:
    return lambda row: row[part] / row[whole] if row[whole] else None


def _wilson(row: Mapping[str, Any], sign: int) -> float | None:
    count, n = row["numerator"], row["denominator"]
    if not n:
        return None
    if count == (0 if sign < 0 else n):
        return 0.0 if sign < 0 else 1.0
    share = count / n
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return float((share + Z95**2 / (2 * n) + sign * spread) / (1 + Z95**2 / n))


def _any_share(row: Mapping[str, Any]) -> float | None:
    return _share("sustained", "observed")(row) if "observed" in row else _share("person_months", "of")(row)


_SHARES: dict[str, Callable[[Mapping[str, Any]], float | None]] = {
    "rate": _share("numerator", "denominator"),
    "low": lambda row: _wilson(row, -1),
    "high": lambda row: _wilson(row, 1),
    "share": _any_share,
}
"""Columns that are worked out from the counts of their own row."""
