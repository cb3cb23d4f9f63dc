"""How much work a search may do. Work is counted, not timed, so that the same input gives the same plan."""

from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Effort:
    """Limits of a search at effort 1, sized for a city's edition (some thousands of cells).

    rounds   of cuts; columns  solved in the attacker's programmes of one round;
    nodes    of one integer programme; alone  columns solved in directions for single cells.
    """

    rounds: int = 16
    columns: int = 120_000
    nodes: int = 400
    alone: int = 3_000_000

    def times(self, factor: float) -> "Effort":
        """The same limits, `factor` times as generous."""
        return Effort(
            int(self.rounds * factor),
            int(self.columns * factor),
            max(1, int(self.nodes * factor)),
            int(self.alone * factor),
        )


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
