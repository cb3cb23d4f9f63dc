"""The drift ladder: how far towards a pole, one rung an organisation or group, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from momentum.identity.pictures.frame import WIDTH, Point, Scale, Tick, Words, known, mark, words

GROUP, ONE, TOP, FOOT = 40, 15, 30, 62
EDGE = 12


@dataclass(frozen=True)
class Rung:
    """How far (0 at its start, 1 at the pole) with its 95% interval; `name` of a group, empty of one organisation."""

    name: str
    value: float
    low: float
    high: float
    drifting: bool
    said: str


@dataclass(frozen=True)
class DrawnRung:
    x: float
    y: float
    start: float
    end: float
    mark: str
    drifting: bool
    group: bool
    name: Words | None
    said: str
    shown: Words


@dataclass(frozen=True)
class Ladder:
    rungs: Sequence[DrawnRung]
    ticks: Sequence[Tick]
    zero: float
    top: float
    bottom: float
    height: float
    width: int = WIDTH


def draw(groups: Sequence[Rung], ones: Sequence[Rung], labels: dict[float, str]) -> Ladder:
    """Groups above, the first of them on top, organisations below, sorted from furthest; `labels` of ticks by value."""
    groups = [*groups[:1], *sorted(groups[1:], key=lambda each: -each.value)]
    ones = sorted(ones, key=lambda each: -each.value)
    across = Scale(min(labels), max(labels), EDGE, WIDTH - EDGE)
    bottom = TOP + GROUP * len(groups) + ONE * len(ones) + (ONE if ones else 0)
    drawn, y = [], float(TOP)
    for each in groups:
        drawn.append(_rung(each, across, y + 27, words(each.name, EDGE, y + 16), bottom))
        y += GROUP
    y += ONE if ones else 0
    for each in ones:
        drawn.append(_rung(each, across, y, None, bottom))
        y += ONE
    ticks = [Tick(across(value), label) for value, label in sorted(labels.items())]
    return Ladder(drawn, ticks, across(0), TOP - 6, bottom, bottom + FOOT)


def _rung(each: Rung, across: Scale, y: float, name: Words | None, bottom: float) -> DrawnRung:
    told = known(each.low) and known(each.high)
    middle = across.clipped(each.value)
    return DrawnRung(
        middle,
        y,
        across.clipped(each.low) if told else middle,
        across.clipped(each.high) if told else middle,
        mark("pointed" if each.drifting else "round", Point(middle, y), 5.5 if name else 4),
        each.drifting,
        name is not None,
        name,
        each.said,
        words(each.said, EDGE, bottom + 22),
    )
