"""The verdict on a publication, with the attack spelled out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TypeVar

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System, system
from momentum.methods.disclosure.auditing.certify import certify
from momentum.methods.disclosure.auditing.concerns import (
    everybody_in_one,
    must_hide,
    needs_of,
    room_beside,
)
from momentum.methods.disclosure.auditing.contributors import Learnt, learnt_by_holders
from momentum.methods.disclosure.auditing.deduce import Deduced, deduce, without_known
from momentum.methods.disclosure.auditing.exact import Bounds, Interval, interval_of, whole_interval
from momentum.methods.disclosure.auditing.findings import (
    ORDER,
    Finding,
    Teller,
    explained,
    group_finding,
    interval,
    no_verdict,
    plain_findings,
)
from momentum.methods.disclosure.auditing.knowledge import Knowledge, knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.work import Work
from momentum.methods.disclosure.publication import Earlier, Published, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table, check_tables

# With fewer unknown cells than this, starting other processes takes longer than the work.
WORTH_SHARING = 8000
AT_ONCE = 20
# Batches of work that each process gets at least.
BATCHES = 4
# So many attacks are looked for however far away their relations lie; of more, those close by.
FULLY, FAR_AWAY, NEARBY = 100, 9, 2

Task = TypeVar("Task")


@dataclass(frozen=True)
class Audit:
    """`ok` only when every withheld cell was checked and nothing was found.

    intervals  what a reader can derive for each withheld or roughly told cell.
    findings   what is wrong, worst first.
    shrunk     how many intervals are narrower over whole persons than over fractions, where both were computed.
    """

    findings: tuple[Finding, ...]
    intervals: Mapping[CellKey, Interval]
    shrunk: int = 0

    @property
    def ok(self) -> bool:
        """Whether the tables may be published."""
        return not self.findings

    @property
    def checked(self) -> int:
        """How many withheld or roughly told cells have a verdict."""
        return sum(interval.proof != "none" for interval in self.intervals.values())


def audit(
    tables: Sequence[Table],
    published: Published,
    rules: Rules | None = None,
    *,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
    time_limit: float = 60.0,
    integer_cells: int = 40,
    seed: int = 0,
    processes: int = 1,
) -> Audit:
    """Attack what would be published of these tables.

    `published` is a `Plan`, a `Publication`, or anything else that tells the published rows of a table; a row
    with `around` tells its cell roughly. `time_limit` in seconds: cells not reached by then get the finding
    "no verdict". Groups of at most `integer_cells` tied cells are bounded over whole persons, larger ones by
    linear programmes rounded inward. `processes` share large work and change nothing in the answer (a script
    that asks for more than one needs the usual `if __name__ == "__main__"`). Raises `TableError` for what is
    not a table. Source: Fischetti & Salazar-González (2001); Hundepool et al., Statistical Disclosure Control
    (2012), chapter 4.
    """
    rules = rules or Rules()
    deadline = monotonic() + time_limit
    check_tables(tables)
    known = knowledge(tables, published, rules, earlier, subsets)
    primary = must_hide(tables, known, rules, earlier)
    whole = system(known)
    needs = needs_of(known, primary, rules)
    several = processes if len(whole.columns) > WORTH_SHARING else 1
    found = list(plain_findings(known, primary))
    teller = Teller(known, whole, needs, primary)
    deduced = deduce(whole)
    with Work((whole, needs), several) as work:
        bounds = _bounds(known, whole, needs, deduced, integer_cells, several, work, deadline, seed)
        narrow = teller.too_narrow(bounds)
        found += [no_verdict(teller.key(place)) for place in bounds if bounds[place].proof == "none"]
        learnt: list[Learnt] = []
        if rules.holders:
            safe = _primary_and_safe(teller, bounds, narrow)
            learnt = learnt_by_holders(known, whole, needs, safe, rules, work, deadline, seed)
        # Findings stand without their attack; a little more time spells it out.
        later = deadline + 0.1 * time_limit
        none = np.zeros(0, dtype=int)
        told = [(place, bounds[place], deduced.relations_behind(place), none) for place in narrow]
        told += [(what.place, what.bounds, none, what.holder.own) for what in learnt]
        tasks = [
            ([(*what, NEARBY if number > FULLY else FAR_AWAY) for number, what in batch], later)
            for batch in _few(list(enumerate(told)))
        ]
        spelled = [answer for some in work.each(explained, tasks) for answer in some]
    found += [teller.narrow(place, answer) for place, answer in zip(narrow, spelled, strict=False)]
    found += [
        teller.contributor(replace(what, bounds=answer))
        for what, answer in zip(learnt, spelled[len(narrow) :], strict=True)
    ]
    for part, all_of_it in everybody_in_one(tables, rules):
        room = room_beside(known, whole, part, all_of_it, rules.width, deadline)
        if room is None or room < rules.width:
            found.append(group_finding(part, all_of_it, room))
    found.sort(key=lambda finding: (ORDER.index(finding.kind), str(finding.cell)))
    return Audit(
        tuple(found),
        {
            known.keys[whole.columns[place]]: interval(known, whole, place, bound, teller.end)
            for place, bound in bounds.items()
        },
        sum(bound.shrunk for bound in bounds.values()),
    )


def _bounds(
    known: Knowledge,
    whole: System,
    needs: Needs,
    deduced: Deduced,
    integer_cells: int,
    several: int,
    work: Work,
    deadline: float,
    seed: int,
) -> dict[int, Bounds]:
    """How far each unknown cell goes, by its place."""
    found: dict[int, Bounds] = {}
    small = [cells for cells in whole.components() if len(cells) <= integer_cells]
    tasks = [(cells, deadline) for cells in small]
    for cells, answer in zip(small, work.each(whole_interval, tasks), strict=True):
        found |= dict(zip(cells.tolist(), answer, strict=True))
    large = np.setdiff1d(np.arange(len(whole.columns)), np.array(sorted(found), dtype=int))
    if not len(large) or monotonic() > deadline:
        return found | {int(place): Bounds(0.0, 0.0, "none") for place in large}
    return dict(
        sorted((found | _large(known, whole, needs, deduced, large, several, work, deadline, seed)).items())
    )


def _large(
    known: Knowledge,
    whole: System,
    needs: Needs,
    deduced: Deduced,
    large: np.ndarray,
    several: int,
    work: Work,
    deadline: float,
    seed: int,
) -> dict[int, Bounds]:
    """The same for the places in large groups: deduced, seen to be wide, or bounded one by one."""
    tight = deduced.system
    narrow = np.setdiff1d(large, np.flatnonzero(needs.met(-tight.down, tight.up)))
    small = np.setdiff1d(np.arange(len(whole.columns)), large)
    reduced, places = without_known(tight.held(small))
    wanted = needs.at(places)
    # What is known to be narrow, or may be, need not be seen wide.
    for need in (wanted.width, wanted.below, wanted.above):
        need[np.isin(places, narrow)] = 0
    seen = certify(known, reduced, wanted, work, deadline, seed)
    low, high = np.zeros(len(whole.columns)), np.zeros(len(whole.columns))
    low[places], high[places] = seen.low, seen.high
    found, met = {}, needs.met(low, high)
    for place in large.tolist():
        if low[place] <= -tight.down[place] + 1e-6 and high[place] >= tight.up[place] - 1e-6:
            found[place] = Bounds(low[place], high[place], "linear")
        elif met[place]:
            found[place] = Bounds(low[place], high[place], "at least")
    left = np.array([place for place in large.tolist() if place not in found], dtype=int)
    size = min(AT_ONCE, len(left) // (BATCHES * several) + 1)
    batches = [left[first : first + size] for first in range(0, len(left), size)]
    tasks = [(some, low[some], high[some], deadline) for some in batches]
    answers = [bounds for some in work.each(intervals_of, tasks) for bounds in some]
    return found | dict(zip(left.tolist(), answers, strict=True))


def _few(tasks: Sequence[Task]) -> list[Sequence[Task]]:
    return [tasks[first : first + AT_ONCE] for first in range(0, len(tasks), AT_ONCE)]


def intervals_of(
    whole: System, needs: Needs, places: np.ndarray, low: np.ndarray, high: np.ndarray, deadline: float
) -> list[Bounds]:
    """The bounds of some places, one by one; `low` and `high`: deviations they are seen to reach already."""
    return [
        interval_of(whole, needs, int(place), deadline, float(down), float(up))
        for place, down, up in zip(places, low, high, strict=True)
    ]


def _primary_and_safe(teller: Teller, bounds: Mapping[int, Bounds], narrow: Sequence[int]) -> np.ndarray:
    """Places that must not be known and that the public does not learn too much of."""
    left = sorted(set(bounds) - set(narrow))
    found = [place for place in left if bounds[place].proof != "none" and teller.key(place) in teller.primary]
    return np.array(found, dtype=int)
