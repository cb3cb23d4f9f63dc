"""The triangle of state, market and community, with where organisations stood over the years."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.identity.pictures.frame import WIDTH, Point, Words, mark, path, words

TOP, LEFT, RIGHT = Point(180, 30), Point(20, 307), Point(340, 307)
# Below the legend there is room for what a point says when it is reached.
HEIGHT = 456
CORNERS = (TOP, LEFT, RIGHT)
GRID = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Path:
    """Shares (state, market, community) by year, NaN where not known; `said` tells it in words."""

    shares: np.ndarray
    drifting: bool
    said: str


@dataclass(frozen=True)
class Trajectory:
    """A drawn path: its line, the mark at its last place, what is read out and shown with it."""

    line: str
    at: Point
    mark: str
    drifting: bool
    said: str
    shown: Words


@dataclass(frozen=True)
class Triangle:
    outline: str
    grid: Sequence[str]
    corners: Sequence[tuple[Point, str, str]]
    trajectories: Sequence[Trajectory]
    mean: Trajectory | None
    legend: Sequence[tuple[str, str, Words]]
    width: int = WIDTH
    height: int = HEIGHT


def place(shares: np.ndarray) -> Point:
    """Where shares of (state, market, community) that add up to one lie in the triangle."""
    x = sum(float(share) * corner.x for share, corner in zip(shares, CORNERS, strict=True))
    y = sum(float(share) * corner.y for share, corner in zip(shares, CORNERS, strict=True))
    return Point(round(x, 1), round(y, 1))


def draw(paths: Sequence[Path], mean: Path | None, names: Sequence[str], legend: Sequence[str]) -> Triangle:
    """`names` of the corners, in the order of the shares; `legend` of holding, drifting and mean."""
    anchors = ((Point(180, 18), "middle"), (Point(4, 330), "start"), (Point(356, 330), "end"))
    samples = (
        mark("round", Point(12, 350)),
        mark("pointed", Point(12, 371)),
        mark("square", Point(12, 391), 6),
    )
    kinds = ("holds", "drifts", "mean")
    texts = (words(legend[0], 26, 355), words(legend[1], 26, 376), words(legend[2], 26, 396))
    return Triangle(
        path(CORNERS) + "Z",
        [_across(share, corner) for share in GRID for corner in range(3)],
        [(at, anchor, name) for (at, anchor), name in zip(anchors, names, strict=True)],
        # Those that drift lie on top.
        [_drawn(each) for each in sorted(paths, key=lambda each: each.drifting)],
        _drawn(mean, size=6, square=True) if mean is not None else None,
        list(zip(kinds, samples, texts, strict=True)),
    )


def _drawn(each: Path, size: float = 5, *, square: bool = False) -> Trajectory:
    points = [place(shares) for shares in each.shares if np.isfinite(shares).all()]
    shape = "square" if square else "pointed" if each.drifting else "round"
    return Trajectory(
        path(points),
        points[-1],
        mark(shape, points[-1], size),
        each.drifting,
        each.said,
        words(each.said, 4, 418),
    )


def _across(share: float, corner: int) -> str:
    """The line on which a corner has this share."""
    ends = []
    for other in range(3):
        if other != corner:
            shares = np.zeros(3)
            shares[corner], shares[other] = share, 1 - share
            ends.append(place(shares))
    return path(ends)
