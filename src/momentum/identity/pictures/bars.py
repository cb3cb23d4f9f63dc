"""Bars with their words above them: where pressure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from momentum.identity.pictures.frame import WIDTH, Words, words

BAR, AFTER, ROOM = 20, 20, 74


@dataclass(frozen=True)
class Bar:
    """A length with its words; `value` None is a bar that cannot be drawn, and says why in `label`."""

    name: str
    under: str
    value: float | None
    label: str
    said: str


@dataclass(frozen=True)
class DrawnBar:
    name: Words
    under: Words
    y: float
    width: float
    label: str
    missing: bool
    said: str
    box: tuple[float, float]


@dataclass(frozen=True)
class Bars:
    bars: Sequence[DrawnBar]
    height: float
    width: int = WIDTH


def draw(bars: Sequence[Bar]) -> Bars:
    """All on one scale, in the order given."""
    most = max((each.value for each in bars if each.value is not None), default=0) or 1
    drawn, y = [], 4.0
    for each in bars:
        name = words(each.name, 4, y + 16, letters=44)
        under = words(each.under, 4, name.bottom + 18, letters=50)
        top = under.bottom + 8
        length = round((each.value or 0) / most * (WIDTH - ROOM - 4), 1)
        drawn.append(
            DrawnBar(
                name, under, top, length, each.label, each.value is None, each.said, (y, top + BAR + 4 - y),
            )
        )  # fmt: skip
        y = top + BAR + AFTER
    return Bars(drawn, y)
