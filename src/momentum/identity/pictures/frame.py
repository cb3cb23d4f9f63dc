"""What every picture shares: a scale, a path through points, marks of different shape, and words on lines."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Narrow, so that text is still read where the picture fills a telephone.
WIDTH = 360
LINE = 18
SHAPES = ("round", "pointed", "square", "diamond")
# Solid, long dashes, dots, dash and dot: lines are told apart by these before they are by colour.
DASHES = ("", "8 5", "2 4", "9 4 2 4")


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Words:
    """Lines of a text, each with its own place."""

    lines: tuple[tuple[float, float, str], ...]

    @property
    def bottom(self) -> float:
        return self.lines[-1][1] if self.lines else 0


@dataclass(frozen=True)
class Tick:
    """A line of a scale, at its place, with what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to coordinates, rounded to a tenth."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def clipped(self, value: float) -> float:
        """The place of a value, at the edge where it lies beyond."""
        return self(min(max(value, self.low), self.high))


def path(points: Iterable[Point]) -> str:
    """A line through points, as the `d` of a path."""
    return "M" + " L".join(f"{each.x:g} {each.y:g}" for each in points)


def area(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """The area between two lines."""
    return path([*upper, *reversed(lower)]) + "Z"


def mark(shape: str, at: Point, size: float = 5) -> str:
    """A mark around a point, as the `d` of a path: shapes tell apart what colour alone would not."""
    x, y = at.x, at.y
    if shape == "pointed":
        return (
            path([Point(x, y - 1.3 * size), Point(x + 1.2 * size, y + size), Point(x - 1.2 * size, y + size)])
            + "Z"
        )
    if shape == "square":
        return f"M{x - size:g} {y - size:g}h{2 * size:g}v{2 * size:g}h{-2 * size:g}Z"
    if shape == "diamond":
        s = 1.35 * size
        return path([Point(x, y - s), Point(x + s, y), Point(x, y + s), Point(x - s, y)]) + "Z"
    return (
        f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0Z"
    )


def words(text: str, x: float, y: float, *, letters: int = 46, line: float = LINE) -> Words:
    """A text from a first baseline down, broken where a line would have more letters than fit."""
    broken = textwrap.wrap(text, letters) or [""]
    return Words(tuple((x, y + place * line, each) for place, each in enumerate(broken)))


def known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def highest(values: Iterable[float], *, least: float) -> float:
    """A round number at or above all values: one, two or five times a power of ten."""
    most = max([least, *(value for value in values if known(value))])
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= most - 1e-9)
