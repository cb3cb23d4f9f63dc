"""Who may be drawn one by one: who agreed, as long as nobody else follows from the totals beside it."""

from collections.abc import Collection, Sequence
from hashlib import sha256

import numpy as np

FEWEST = 5


def may_be_drawn(
    organisations: Sequence[str], agreed: Collection[str], present: Sequence[np.ndarray]
) -> np.ndarray:
    """Which organisations to draw: those that agreed, without so many that a mean gives the others away.

    present  masks organisations × years, one for each thing that is drawn beside a total of the field. In each year
             of each of them the organisations that are not drawn are none, or at least `FEWEST`; where they would be
             fewer, organisations that agreed are held back, in an order that says nothing of them.
    """
    drawn = np.array([each in agreed for each in organisations], dtype=bool)
    order = sorted(range(len(organisations)), key=lambda i: sha256(organisations[i].encode()).digest())
    masks = [mask for matrix in present for mask in matrix.T if mask.sum() >= FEWEST]
    while any(0 < (mask & ~drawn).sum() < FEWEST for mask in masks):
        short = next(mask for mask in masks if 0 < (mask & ~drawn).sum() < FEWEST)
        drawn[next(i for i in order if short[i] and drawn[i])] = False
    return drawn


def groups_to_show(sizes: dict[str, int], total: int) -> list[str]:
    """Which groups of a total can be shown without giving away a small rest: the smallest go first."""
    shown = sorted(
        (code for code, size in sizes.items() if size >= FEWEST), key=lambda code: (-sizes[code], code)
    )
    while shown and 0 < total - sum(sizes[code] for code in shown) < FEWEST:
        shown.pop()
    return sorted(shown)
