"""Small multiples: each indicator of the field over the years, the middle organisation and the middle half."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum.identity.pictures.frame import WIDTH, Point, Scale, Tick, Words, area, mark, path, words

COLUMNS, GAP, HEAD, PLOT, FOOT, SIDE = 2, 20, 40, 80, 26, 32


@dataclass(frozen=True)
class Panel:
    """By year: the median and the ends of the middle half, 0 to 1, NaN where withheld."""

    name: str
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    last: str
    said: str


@dataclass(frozen=True)
class DrawnPanel:
    name: Words
    left: float
    right: float
    levels: Sequence[Tick]
    years: Sequence[tuple[float, float, str, str]]
    band: str
    line: str
    marks: Sequence[str]
    last: tuple[float, float, str] | None
    said: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Multiples:
    panels: Sequence[DrawnPanel]
    legend: tuple[str, str, str, Words, Words] | None
    height: float
    width: int = WIDTH


def draw(panels: Sequence[Panel], years: Sequence[int], legend: tuple[str, str]) -> Multiples:
    """`legend` of the line and of the band; it stands in the place after the last panel."""
    wide = (WIDTH - GAP * (COLUMNS - 1)) / COLUMNS
    high = HEAD + PLOT + FOOT
    drawn = [
        _panel(each, years, (place % COLUMNS) * (wide + GAP), (place // COLUMNS) * high, wide)
        for place, each in enumerate(panels)
    ]
    x, y = (len(panels) % COLUMNS) * (wide + GAP), (len(panels) // COLUMNS) * high + HEAD
    sample = area([Point(x, y + 34), Point(x + 34, y + 34)], [Point(x, y + 52), Point(x + 34, y + 52)])
    line = path([Point(x, y + 6), Point(x + 34, y + 6)])
    texts = (words(legend[0], x + 44, y + 11, letters=16), words(legend[1], x + 44, y + 48, letters=16))
    rows = -(-(len(panels) + 1) // COLUMNS)
    return Multiples(drawn, (line, mark("round", Point(x + 17, y + 6), 4), sample, *texts), rows * high)


def _panel(each: Panel, years: Sequence[int], x: float, y: float, wide: float) -> DrawnPanel:
    top, bottom = y + HEAD, y + HEAD + PLOT
    left, right = x + 4, x + wide - SIDE
    across = Scale(years[0], max(years[-1], years[0] + 1), left + 4, right - 4)
    up = Scale(0, 1, bottom, top)
    told = [t for t in range(len(years)) if np.isfinite(each.median[t])]
    line = [Point(across(years[t]), up(float(each.median[t]))) for t in told]
    halves = [t for t in told if np.isfinite(each.low[t]) and np.isfinite(each.high[t])]
    upper = [Point(across(years[t]), up(float(each.high[t]))) for t in halves]
    lower = [Point(across(years[t]), up(float(each.low[t]))) for t in halves]
    ends = [(across(years[0]), bottom + 18, "start", str(years[0]))]
    if len(years) > 1:
        ends.append((across(years[-1]), bottom + 18, "end", str(years[-1])))
    return DrawnPanel(
        words(each.name, x + 4, y + 17, letters=22, line=16),
        left,
        right,
        [Tick(up(level), "") for level in (0.0, 0.5, 1.0)],
        ends,
        area(upper, lower) if len(halves) > 1 else "",
        path(line) if len(told) > 1 else "",
        [mark("round", point, 3.5) for point in line],
        (right + 2, line[-1].y + 5, each.last) if line else None,
        each.said,
        (round(x, 1), round(y, 1), round(wide, 1), HEAD + PLOT + FOOT - 4),
    )
