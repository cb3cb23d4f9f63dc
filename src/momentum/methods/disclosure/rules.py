"""What must not be learnt from tables."""

from dataclasses import dataclass
from typing import Literal

from momentum.methods.disclosure.dimensions import TableError

Zeros = Literal["withheld", "shown"]


@dataclass(frozen=True)
class Rules:
    """What must not be learnt.

    n          counts 1 … n−1 are primary (persons); so is a sum over 1 … n−1 contributors.
    zeros      "withheld": a zero that is not structural may be withheld, so a withheld cell may be 0;
               "shown": every zero is published, so a withheld cell is at least 1, and everybody knows.
               A table may choose for itself (`Table.zeros`).
    sensitive  names of dimensions in which nobody may learn that all persons of a cell fall in one child.
    harmless   codes of a sensitive dimension that tell nothing about a person.
    width      the least width (persons) of the interval an attacker may derive for a primary count.
    p          sums: nobody, the second largest contributor included, may estimate the largest contribution
               to within p percent (p% rule). None: no such rule.
    dominance  sums: (m, k): the m largest contributors may not make up more than k percent. None: no such rule.
    holders    names of dimensions whose finest codes know their own cells (an enterprise knows its own
               counts): what one of them works out of the others' cells counts as learnt. Empty: no such attacker.
    """

    n: int = 5
    zeros: Zeros = "withheld"
    sensitive: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset({"none", "unknown"})
    width: int = 3
    p: float | None = None
    dominance: tuple[int, float] | None = None
    holders: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.n < 1:
            raise TableError(f"The threshold n is {self.n}; it must be at least 1.")
        if self.width < 1:
            raise TableError(f"The width of the attacker's interval is {self.width}; it must be at least 1.")
        if self.zeros not in ("withheld", "shown"):
            raise TableError(f"The zero policy is {self.zeros!r}; choose 'withheld' or 'shown'.")
        if self.p is not None and not 0 < self.p <= 100:
            raise TableError(f"The p of the p% rule is {self.p}; it must lie above 0 and not above 100.")
        if self.dominance is not None:
            largest, share = self.dominance
            if largest < 1 or not 0 < share < 100:
                raise TableError(
                    f"The dominance rule is ({largest}, {share}); give a number of contributors of at least 1 "
                    "and a percentage between 0 and 100."
                )
