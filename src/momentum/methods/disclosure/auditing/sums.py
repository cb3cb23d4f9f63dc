"""Which sums must not be learnt, and how far an estimate must stay from them: from the rules' definitions.

p% rule: x₁ is the largest contribution, x₂ the second, X the sum. Who made x₂ knows that x₁ ≤ X − x₂, which
misses x₁ by X − x₁ − x₂; the rule wants at least p% of x₁.
Dominance (m, k): the m largest contributions may make up at most k% of the sum.
Source: Hundepool et al., Statistical Disclosure Control (2012), §4.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from momentum.methods.disclosure.rules import Rules


@dataclass(frozen=True)
class Protection:
    """Why a sum must be hidden, and how far above and below it a reader's bounds must reach (0: no such demand)."""

    why: str
    distance: int = 0


def sum_protection(
    value: int, contributions: Sequence[int], contributors: int | None, rules: Rules
) -> Protection | None:
    """What protects one sum; None where it may be known."""
    reasons, distances = [], [Fraction(0)]
    largest = sorted(contributions, reverse=True)
    if contributors is not None and 0 < contributors < rules.n:
        reasons.append(f"fewer than {rules.n} contribute to it")
    if rules.p is not None and largest:
        missed = value - sum(largest[:2])
        wanted = Fraction(str(rules.p)) / 100 * largest[0]
        if missed < wanted:
            reasons.append(f"the largest contribution could be estimated to within {rules.p:g}%")
            distances.append(wanted - missed)
    if rules.dominance is not None and largest:
        first, share = rules.dominance
        together = sum(largest[:first]) * 100 / Fraction(str(share))
        if together > value:
            reasons.append(f"its {first} largest contributions make up more than {share:g}%")
            distances.append(together - value)
    return Protection(" and ".join(reasons), ceil(max(distances))) if reasons else None
