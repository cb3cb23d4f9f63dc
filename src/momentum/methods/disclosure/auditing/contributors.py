"""What one who knows its own cells (an enterprise its own counts) learns of the others'.

A whole in which everybody sees that none but one holder counts is that holder's own too: it counts nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.detours import Detours, Unaware
from momentum.methods.disclosure.auditing.exact import Bounds, interval_of, rings
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.left_alone import Open, look
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.subtracting import learns_from_one_sum
from momentum.methods.disclosure.auditing.work import Work
from momentum.methods.disclosure.rules import Rules

# Places looked at in one task.
AT_ONCE = 20
# More holders than this are not asked one by one before detours were looked for, among at most so many cells.
FEW, NEAR = 4, 5000
NOBODY, EMPTY = -1, -2


@dataclass(frozen=True)
class Holder:
    """One who knows its own cells; `own` are the places of those the public does not know."""

    dimension: str
    code: str
    own: np.ndarray

    def __str__(self) -> str:
        return f"{self.dimension} {self.code}"


@dataclass(frozen=True)
class Learnt:
    """A holder's bounds on a cell of others; proof "none" where no bound was proven."""

    holder: Holder
    place: int
    bounds: Bounds


def holders(known: Knowledge, system: System, rules: Rules) -> list[Holder]:
    """Everyone who knows cells that the public does not, over all tables."""
    everyone = []
    for name in sorted(rules.holders):
        codes: dict[str, int] = {}
        sole = np.full(len(known.keys), NOBODY)
        for table, grid in zip(known.tables, known.grids, strict=True):
            for axis, dimension in enumerate(table.dimensions):
                for number, code in enumerate(dimension.codes if dimension.name == name else ()):
                    if code in dimension.leaves:
                        sole[grid.take(number, axis=axis)] = codes.setdefault(code, len(codes))
        owner = _with_wholes(known, sole)[system.columns]
        everyone += [Holder(name, code, np.flatnonzero(owner == number)) for code, number in codes.items()]
    return [holder for holder in everyone if len(holder.own)]


def _with_wholes(known: Knowledge, sole: np.ndarray) -> np.ndarray:
    """The holder of each column, with those wholes of which all other parts are seen to be empty."""
    sole = np.where(~known.open & (known.true == 0), EMPTY, sole)
    matrix = known.matrix
    adding = ~known.atmost & (known.constant == 0)
    entry_row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    parts, wholes = matrix.data > 0, matrix.data < 0
    whole_of = np.full(matrix.shape[0], -1)
    whole_of[entry_row[wholes]] = matrix.indices[wholes]
    while True:
        of_part = sole[matrix.indices]
        counts = parts & (of_part != EMPTY)
        least = np.full(matrix.shape[0], np.iinfo(int).max)
        most = np.full(matrix.shape[0], NOBODY)
        np.minimum.at(least, entry_row[counts], of_part[counts])
        np.maximum.at(most, entry_row[counts], of_part[counts])
        more = adding & (least == most) & (most >= 0) & (whole_of >= 0)
        more[more] = sole[whole_of[more]] == NOBODY
        if not more.any():
            return sole
        sole[whole_of[more]] = most[more]


def learnt_by_holders(
    known: Knowledge,
    system: System,
    needs: Needs,
    primary: np.ndarray,
    rules: Rules,
    work: Work,
    deadline: float,
    seed: int,
) -> list[Learnt]:
    """For each primary place (safe against the public) the first holder found who learns too much of it."""
    everyone = holders(known, system, rules)
    if not everyone or not len(primary):
        return []
    open_ = Open(len(system.columns), primary, [holder.own for holder in everyone])
    look(known, system, open_, work, deadline, seed)
    left = open_.left()
    tasks = [
        (some, everyone, open_.cells, open_.who, deadline)
        for some in (left[i : i + AT_ONCE] for i in range(0, len(left), AT_ONCE))
    ]
    return [learnt for some in work.each(first_who_learn, tasks) for learnt in some]


def first_who_learn(
    system: System,
    needs: Needs,
    asked: Sequence[tuple[int, list[int]]],
    everyone: Sequence[Holder],
    known: np.ndarray,
    who: np.ndarray,
    deadline: float,
) -> list[Learnt]:
    """Of each place the first holder who learns too much of it, or is not proven not to."""
    found = []
    for place, others in asked:
        if monotonic() > deadline:
            found.append(Learnt(everyone[others[0]], place, Bounds(0.0, 0.0, "none")))
            continue
        answer = learns_from_one_sum(system, needs, place, others, known, who)
        if answer is None:
            left = others if len(others) <= FEW else _near(system, needs, place, others, known, who, deadline)
            answer = first_who_learns(system, needs, place, left, everyone, deadline)
        if answer is not None:
            found.append(Learnt(everyone[answer[0]], place, answer[1]))
    return found


def _near(
    system: System,
    needs: Needs,
    place: int,
    others: list[int],
    known: np.ndarray,
    who: np.ndarray,
    deadline: float,
) -> list[int]:
    """Those of the others around whom no detour was found in ever more cells around a place."""
    for number, (_, cells, last) in enumerate(rings(system, np.array([place]))):
        if (number == 0 and not last) or len(cells) > NEAR:
            continue
        inside = np.isin(known, cells)
        knowing = np.searchsorted(cells, known[inside]), who[inside]
        left = Unaware(Detours(system, needs, cells, deadline), *knowing).look(
            int(np.searchsorted(cells, place))
        )
        if left is not None:
            return sorted(left & set(others))
    return others


def first_who_learns(
    system: System,
    needs: Needs,
    place: int,
    others: Sequence[int],
    everyone: Sequence[Holder],
    deadline: float,
) -> tuple[int, Bounds] | None:
    """Which of these holders learns too much of a place, or is not proven not to."""
    doubt: tuple[int, Bounds] | None = None
    beside = system.matrix[system.touching(np.array([place]))].indices
    # Who stands in the sums of this very cell learns most of it, so is asked first.
    for number in sorted(others, key=lambda each: -int(np.isin(beside, everyone[each].own).sum())):
        bounds = interval_of(system.held(everyone[number].own), needs, place, deadline, exact=False)
        if bounds.proof == "linear":
            return number, bounds
        if bounds.proof == "none" and doubt is None:
            doubt = number, bounds
    return doubt
