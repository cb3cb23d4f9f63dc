"""Counts of enterprises that everybody may read: one or two are not told, nor can be worked out from the others."""

from collections.abc import Mapping

from momentum.identity.queries.drawn import FEWEST

SMALL = 3
FEW, MOST, WITHHELD = "few", "most", "withheld"
"""`FEW`: one or two; `MOST`: nearly all; `WITHHELD`: not told, because it would give away one that is few."""

__all__ = ["FEW", "FEWEST", "MOST", "SMALL", "WITHHELD", "protected"]


def protected(counts: Mapping[str, int], main: str) -> dict[str, int | str]:
    """The parts of a total that is known, each as it may be told.

    The part `main` is told in the heading of the page of the year too. Where any part is one or two, or all but one
    or two are in `main`, only `main` is told: how the rest divides is withheld, since the total would give it away.
    """
    rest = sum(counts.values()) - counts[main]
    if not any(0 < count < SMALL for count in (*counts.values(), rest)) and (rest or not counts[main]):
        return dict(counts)
    told: dict[str, int | str] = dict.fromkeys(counts, WITHHELD)
    if 0 < counts[main] < SMALL:
        told[main] = FEW
    elif rest >= SMALL:
        told[main] = counts[main]
    return told
