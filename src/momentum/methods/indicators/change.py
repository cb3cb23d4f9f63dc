"""Measuring again after some people's facts changed: their old part out, their new part in.

Every indicator that is a sum over persons can be measured anew from the previous table and two small
sets of prepared facts, without touching anybody else's.
"""

import dataclasses
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from momentum.methods.indicators.asking import PERIOD, indicator_named
from momentum.methods.indicators.combining import combined
from momentum.methods.indicators.engine import DuckDBSession
from momentum.methods.indicators.measurement import Measurement
from momentum.methods.indicators.measuring import is_additive, part_measured
from momentum.methods.indicators.preparation import Prepared
from momentum.methods.indicators.preparation.part import part_of_facts, part_of_prepared
from momentum.methods.indicators.preparation.prepared import Scope
from momentum.methods.indicators.preparation.raw import open_facts


@dataclass(frozen=True)
class Changes:
    """The facts of the changed persons only, as they were (`old`) and as they are (`new`).

    They live in two sessions under one limit, and of each table only what a measurement asked for is there.
    To be closed, or used in a `with`.
    """

    old: Scope
    new: Scope
    persons: int
    old_session: DuckDBSession
    new_session: DuckDBSession

    def close(self) -> None:
        """Forget these facts."""
        self.old_session.close()

    def __enter__(self) -> "Changes":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def prepare_changes(
    prepared: Prepared,
    changed_facts: Path | str,
    persons: Iterable[str],
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Changes:
    """Prepare what changed for `persons` (pseudonyms) between `prepared` and the facts in `changed_facts`.

    `changed_facts` holds at least the present facts of those persons; facts of others in it are ignored, and
    a person without any there counts as gone. Nothing is written but what does not fit in `memory`; both
    directories must stay until the changes are closed. Raises ValueError where the facts were frozen on
    another day: then everybody's facts changed.
    """
    facts, chosen = open_facts(changed_facts), sorted(set(persons))
    if facts.freeze != prepared.freeze:
        raise ValueError("The changed facts were frozen on another day; prepare and measure all of them.")
    before = DuckDBSession(threads=threads, memory=memory)
    try:
        after = before.beside("after")
        old = part_of_prepared(prepared, chosen, before)
        new = part_of_facts(facts, chosen, prepared.codes, after)
    except BaseException:
        before.close()
        raise
    first = min(old.first, new.first)
    new = dataclasses.replace(new, first=first)
    return Changes(dataclasses.replace(old, first=first), new, len(chosen), before, after)


def remeasure(previous: Measurement, changes: Changes) -> Measurement:
    """`previous` with the changed persons' old contributions out and their new ones in.

    Equal to measuring all facts again (hours up to rounding). Raises ValueError for an indicator that is not
    a sum over persons (medians, means and survival curves).
    """
    indicator = indicator_named(previous.lineage["indicator"])
    if not indicator.sums or "duration" in previous.table.column_names:
        raise ValueError(f"{indicator.name} is not a sum over persons; measure all facts again.")
    # for this few people the engine plans longer than it counts, and it plans on one core
    sides = ((changes.old, changes.old_session), (changes.new, changes.new_session))
    with ThreadPoolExecutor(len(sides)) as pool:
        taken, put = pool.map(lambda side: part_measured(side[0], previous, side[1]), sides)
    table = combined(indicator, previous.table, taken, put)
    by = tuple(previous.lineage["by"])
    fixed = (PERIOD,) if PERIOD in table.column_names else ()
    changed = {"facts": changes.new.facts_hash, "persons": changes.persons}
    return dataclasses.replace(
        previous,
        table=table,
        lineage={**previous.lineage, "changed": [*previous.lineage.get("changed", []), changed]},
        additive=is_additive(indicator, table, by, fixed),
    )
