"""How much work a search may do. Work is counted, not timed, so that the same input gives the same plan."""

from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

Profile = Literal["fast", "best"]


@dataclass(frozen=True)
class Effort:
    """Limits of a search.

    relations  rounds of cuts from single relations; slices, blocks  from parts of the tables;
    whole      rounds of whole choices with attacks on the slices of each; attacks  on everything together;
    nodes      of one integer programme; gap  to its bound that is close enough;
    singles    cells attacked one by one in a round; alone  narrow cells given a direction of their own;
    exact      rounds of whole choices and demands on the way to a proof, instead of the rounds above;
    neighbourhoods  of the cheapest plan that are chosen anew where there is no proof.
    """

    relations: int = 8
    slices: int = 0
    blocks: int = 0
    whole: int = 2
    attacks: int = 0
    nodes: int = 200
    gap: float = 1e-3
    singles: int = 30
    alone: int = 2000
    exact: int = 0
    neighbourhoods: int = 0

    def times(self, factor: float) -> "Effort":
        """The same limits, `factor` times as generous."""
        return replace(
            self,
            slices=int(self.slices * factor),
            blocks=int(self.blocks * factor),
            whole=max(1, int(self.whole * factor)),
            attacks=int(self.attacks * factor),
            nodes=max(1, int(self.nodes * factor)),
            exact=int(self.exact * factor),
            neighbourhoods=int(self.neighbourhoods * factor),
        )

    def with_more_rounds(self) -> "Effort":
        """At least as many rounds of demands as pay where a narrow cell is dear to widen."""
        return replace(self, slices=max(1, self.slices), whole=max(5, self.whole))

    def fitting(self, columns: int) -> "Effort":
        """At least what a problem of this size is worth: a small one is solved in no time, and in a large one each
        narrow cell that demands would have prevented is dear to widen."""
        if columns > LARGE:
            return self.with_more_rounds()
        if columns > SMALL:
            return self
        return replace(self, exact=max(200, self.exact), nodes=max(2000, self.nodes), gap=0.0, singles=300)


SMALL, LARGE = 500, 30_000

PROFILES: dict[Profile, Effort] = {
    "fast": Effort(),
    "best": Effort(
        nodes=3000,
        gap=0.0,
        singles=300,
        exact=400,
        neighbourhoods=2000,
    ),
}


def effort_of(profile: Profile, zeros: str) -> Effort:
    """The limits of a profile. Where zeros are shown there are no free directions: demands are worth more rounds."""
    effort = PROFILES[profile]
    return effort if zeros == "withheld" else effort.with_more_rounds()


class Clock:
    """A safety net in seconds; `struck` tells that it cut a search short, so another run may differ."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + seconds
        self.struck = False

    def out(self) -> bool:
        """Whether time is up, remembered once asked."""
        self.struck = self.struck or monotonic() >= self.end
        return self.struck

    def left(self) -> float:
        """Seconds left, at least a tenth."""
        return max(0.1, self.end - monotonic())
