"""Lines over the years, each with its own dash and mark: the field's spread, and how near its language comes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.identity.pictures.frame import (
    DASHES,
    LINE,
    SHAPES,
    WIDTH,
    Point,
    Scale,
    Tick,
    Words,
    highest,
    mark,
    path,
    words,
)

LEFT, RIGHT, PLOT, FOOT = 44, 350, 180, 96


@dataclass(frozen=True)
class Series:
    """A line: values by year, NaN where withheld or not known; `said` tells them in words."""

    name: str
    values: np.ndarray
    said: str


@dataclass(frozen=True)
class DrawnSeries:
    line: str
    dash: str
    marks: Sequence[str]
    top: float
    sample: tuple[str, str]
    name: Words
    said: str
    shown: Words


@dataclass(frozen=True)
class Lines:
    series: Sequence[DrawnSeries]
    levels: Sequence[Tick]
    years: Sequence[Tick]
    left: int
    right: int
    bottom: float
    height: float
    width: int = WIDTH


def draw(series: Sequence[Series], years: Sequence[int], labels: dict[float, str]) -> Lines:
    """`labels` of the scale, from 0 to the top, by value."""
    top = LINE * len(series) + 28
    bottom = top + PLOT
    up = Scale(0, max(labels), bottom, top)
    across = Scale(years[0], max(years[-1], years[0] + 1), LEFT + 14, RIGHT - 14)
    return Lines(
        [_series(each, place, years, across, up, bottom) for place, each in enumerate(series)],
        [Tick(up(value), label) for value, label in labels.items()],
        [Tick(across(year), str(year)) for year in years],
        LEFT,
        RIGHT,
        bottom,
        bottom + FOOT,
    )


def levels(series: Sequence[np.ndarray], *, least: float) -> list[float]:
    """Round values from 0 to above every line, for a scale."""
    most = highest([float(value) for each in series for value in each if np.isfinite(value)], least=least)
    return [0.0, most / 2, most]


def _series(
    each: Series, place: int, years: Sequence[int], across: Scale, up: Scale, bottom: float
) -> DrawnSeries:
    points = [
        Point(across(year), up(float(value)))
        for year, value in zip(years, each.values, strict=True)
        if np.isfinite(value)
    ]
    y = 12 + place * LINE
    shape = SHAPES[place % len(SHAPES)]
    return DrawnSeries(
        path(points) if len(points) > 1 else "",
        DASHES[place % len(DASHES)],
        [mark(shape, point, 4.5) for point in points],
        y - 9,
        (path([Point(2, y), Point(40, y)]), mark(shape, Point(21, y), 4.5)),
        words(each.name, 50, y + 5, letters=42),
        each.said,
        words(each.said, 6, bottom + 46),
    )
