"""From a city's neighbourhoods in degrees to shapes on a flat map.

The map is `WIDTH` by `HEIGHT` units, x to the east and y to the south. Over one city an equirectangular
projection (a degree of longitude shrunk by the cosine of the middle latitude) is off by less than a line's width.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 1000, 750
MARGIN = 8

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True)
class Projection:
    """Degrees (longitude, latitude, WGS84) to map units, rounded to one decimal."""

    west: float
    north: float
    shrink: float
    scale: float
    left: float
    top: float

    def __call__(self, point: Sequence[float]) -> Point:
        x = self.left + (point[0] - self.west) * self.shrink * self.scale
        y = self.top + (self.north - point[1]) * self.scale
        return (round(x, 1), round(y, 1))


def projection(points: Iterable[Sequence[float]]) -> Projection:
    """The projection that fits all `points` in the map, in the middle of it."""
    points = list(points)
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    width, height = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
    return Projection(west, north, shrink, scale, (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2)


def rings(geometry: dict) -> list[list]:
    """All rings of a GeoJSON Polygon or MultiPolygon, in degrees."""
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def number(value: float) -> str:
    """One decimal, without what SVG does not need: 12.0 is 12, 0.4 is .4, -0.4 is -.4."""
    text = f"{value:.1f}".removesuffix(".0")
    text = "0" if text == "-0" else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def path(shapes: Iterable[Ring], closed: bool = True) -> str:
    """SVG path data: each ring absolute at its start, relative after it."""
    parts = []
    for shape in shapes:
        here = shape[0]
        steps = []
        for point in shape[1:-1] if closed and shape[0] == shape[-1] else shape[1:]:
            dx, dy = number(point[0] - here[0]), number(point[1] - here[1])
            if (dx, dy) != ("0", "0"):
                steps.append(dx + ("" if dy.startswith("-") else " ") + dy)
                here = point
        line = "".join(s if s.startswith("-") or not i else f" {s}" for i, s in enumerate(steps))
        parts.append(f"M{number(shape[0][0])} {number(shape[0][1])}l{line}" + ("z" if closed else ""))
    return "".join(parts)


def area_and_centroid(ring: Ring) -> tuple[float, Point]:
    """Area (never negative) and centre of gravity of one ring."""
    double = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        double += cross
        cx += (x0 + x1) * cross
        cy += (y0 + y1) * cross
    if not double:
        return 0.0, ring[0]
    return abs(double) / 2, (cx / (3 * double), cy / (3 * double))


def inside(point: Point, ring: Ring) -> bool:
    x, y = point
    within = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            within = not within
    return within


def _distance_to_edge(point: Point, ring: Ring) -> float:
    def to_segment(a: Point, b: Point) -> float:
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = dx * dx + dy * dy
        t = (
            0.0
            if not length
            else max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length))
        )
        return math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)

    return min(to_segment(a, b) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def middle(shapes: Sequence[Ring]) -> Point:
    """A point well inside the largest ring: its centre of gravity, or where that falls outside the roomiest point."""
    ring = max(shapes, key=lambda shape: area_and_centroid(shape)[0])
    centre = area_and_centroid(ring)[1]
    if not inside(centre, ring):
        xs, ys = [p[0] for p in ring], [p[1] for p in ring]
        grid = [
            (min(xs) + (max(xs) - min(xs)) * i / 16, min(ys) + (max(ys) - min(ys)) * j / 16)
            for i in range(1, 16)
            for j in range(1, 16)
        ]
        candidates = [point for point in grid if inside(point, ring)]
        centre = max(candidates, key=lambda point: _distance_to_edge(point, ring), default=centre)
    return (round(centre[0], 1), round(centre[1], 1))


def outline(shapes: Iterable[Ring]) -> list[Ring]:
    """The outer line of neighbouring shapes: their edges without those that two of them share, chained into rings."""
    edges: set[tuple[Point, Point]] = set()
    for ring in shapes:
        for a, b in pairwise(ring):
            if a == b:
                continue
            if (b, a) in edges:
                edges.remove((b, a))
            elif (a, b) in edges:
                edges.remove((a, b))
            else:
                edges.add((a, b))
    onward: dict[Point, list[Point]] = defaultdict(list)
    for a, b in sorted(edges):
        onward[a].append(b)
    chains = []
    while onward:
        here = min(onward)
        chain = [here]
        while here in onward:
            there = onward[here].pop()
            if not onward[here]:
                del onward[here]
            chain.append(there)
            here = there
        chains.append(chain)
    return chains
