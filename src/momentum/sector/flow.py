"""The states of a requirement, and which step leads from where to where."""

from dataclasses import dataclass

from momentum.sector.models import RequirementState as State


@dataclass(frozen=True)
class Step:
    """`takes` are the states from which it leads to `to`."""

    takes: frozenset[State]
    to: State


STEPS = {
    "confirm": Step(frozenset({State.REPORTED, State.REJECTED}), State.CONFIRMED),
    "reject": Step(frozenset({State.REPORTED, State.CONFIRMED}), State.REJECTED),
    "merge": Step(frozenset({State.REPORTED, State.CONFIRMED}), State.MERGED),
}

# What enterprises can add their hours to, and what counts as known.
OPEN = (State.REPORTED, State.CONFIRMED)
