"""Figures measured elsewhere, with what they were measured on; marked as such wherever they are told.

Source: the data README that came with the instances (GaussSuppression 1.2.3 for R, Statistics Norway, two cores; and
an earlier measurement in Python, one seed, two cores, no singleton protection), and the aims set from them.
"""

from typing import NamedTuple


class Quoted(NamedTuple):
    """Cells and persons withheld, seconds; `bound` the least persons that were proven, where that was."""

    cells: int | None
    persons: int | None
    seconds: float | None
    bound: int | None = None


R_PEER = {
    "small-two-way": Quoted(227, 663, 0.12),
    "small-three-way": Quoted(1060, 3297, 0.29),
    "middle": Quoted(4708, 14048, 5.3),
    "middle-linked": Quoted(14255, 114255, 76),
    "large": Quoted(23533, 61694, 115),
}
"""Zeros published, the reader reckons with 0; nothing exactly known is all it promises; singletons protected."""

EARLIER = {
    "unaware": {
        "small-two-way": Quoted(218, 597, 0.2, 597),
        "small-three-way": Quoted(955, 2415, 6.7, 2415),
        "middle": Quoted(4252, 9829, 48, 9828),
        "middle-linked": Quoted(9199, 22918, 22, 22528),
        "large": Quoted(22528, 49103, 229, 48856),
    },
    "shown": {
        "small-two-way": Quoted(246, 864, 1.3, 864),
        "small-three-way": Quoted(1114, 4426, 185, 4426),
        "middle": Quoted(5135, 22160, 388, 18154),
        "middle-linked": Quoted(11037, 51608, 67, 37589),
        "large": Quoted(None, None, None, 65637),
    },
}
"""Every interval at least 3 wide; `large` with the reader who reckons with 0 had two cells still narrow."""

AIMS = {
    "withheld": dict(zip(R_PEER, (597, 2415, 9850, 22800, 49000), strict=True)),
    "shown": dict(zip(R_PEER, (864, 4426, 19100, 51607, None), strict=True)),
}
"""Persons in withheld cells, at most."""

FAST_SECONDS = dict(zip(R_PEER, (1, 5, 5, 15, 60), strict=True))
"""The profile fast: protection and audit together, at most, on two cores."""
