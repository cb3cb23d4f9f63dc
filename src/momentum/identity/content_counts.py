"""Counts of enterprises that everybody may read: one or two are not told, nor can be worked out from the others."""

from collections.abc import Mapping, Sequence

from momentum.identity.queries.drawn import FEWEST

SMALL = 3
FEW, MOST, WITHHELD = "few", "most", "withheld"
"""`FEW`: one or two; `MOST`: nearly all; `WITHHELD`: not told, because it would give away one that is few."""

__all__ = ["FEW", "FEWEST", "MOST", "SMALL", "WITHHELD", "protected"]


def protected(counts: Mapping[str, int], covers: Sequence[str]) -> dict[str, int | str]:
    """The parts of a total that is known, each as it may be told.

    Where a part is one or two, another part is withheld beside it, since the total would give it away: the first of
    `covers` that is large enough, else the largest.
    """
    told: dict[str, int | str] = {name: FEW if 0 < count < SMALL else count for name, count in counts.items()}
    if FEW not in told.values():
        return told
    large = [name for name in counts if counts[name] >= SMALL]
    order = [name for name in covers if name in large]
    order += sorted((name for name in large if name not in order), key=lambda name: -counts[name])
    if order:
        told[order[0]] = WITHHELD
    return told
