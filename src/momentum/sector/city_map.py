"""The map of a search: neighbourhoods that narrow it, and a dot for every enterprise found."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from momentum.sector.geography import HEIGHT, WIDTH
from momentum.sector.models import District
from momentum.sector.queries import Entry, Found

# The angle by which seeds turn in a sunflower: dots of one neighbourhood spread evenly around its middle.
TURN = math.pi * (3 - math.sqrt(5))
SMALLEST, LARGEST, GROWTH = 6.0, 20.0, 1.15
SPREAD = 24
AROUND = 75


@dataclass(frozen=True)
class View:
    """The part of the map that is shown, in the map's proportions."""

    x: float = 0
    y: float = 0
    width: float = WIDTH

    @property
    def height(self) -> float:
        return self.width * HEIGHT / WIDTH

    @property
    def scale(self) -> float:
        """By how much dots shrink, so that they stay about as large on the screen."""
        return self.width / WIDTH

    @property
    def box(self) -> str:
        return " ".join(f"{each:g}" for each in (self.x, self.y, self.width, round(self.height, 1)))


def view_of(districts: Sequence[District], borough: str) -> View:
    """The whole city, or the surroundings of one borough's neighbourhoods."""
    shown = [each for each in districts if each.borough_id == borough]
    if not shown:
        return View()
    west, east = min(each.x for each in shown) - AROUND, max(each.x for each in shown) + AROUND
    north, south = min(each.y for each in shown) - AROUND, max(each.y for each in shown) + AROUND
    width = min(WIDTH, max(east - west, (south - north) * WIDTH / HEIGHT))
    x = min(max(0, (west + east - width) / 2), WIDTH - width)
    height = width * HEIGHT / WIDTH
    y = min(max(0, (north + south - height) / 2), HEIGHT - height)
    return View(round(x, 1), round(y, 1), round(width, 1))


@dataclass(frozen=True)
class Dot:
    entry: Entry
    x: float
    y: float
    radius: float


def dots(entries: Sequence[Entry], scale: float = 1.0) -> list[Dot]:
    """A dot for each enterprise with a neighbourhood, the largest of a neighbourhood in its middle."""
    there: dict[District, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.profile.district:
            there[entry.profile.district].append(entry)
    drawn = []
    for district, neighbours in there.items():
        neighbours.sort(key=lambda entry: (-entry.capacity, entry.slug))
        for position, entry in enumerate(neighbours):
            away = SPREAD * scale * math.sqrt(position)
            x = district.x + away * math.cos(position * TURN)
            y = district.y + away * math.sin(position * TURN)
            drawn.append(Dot(entry, round(x, 1), round(y, 1), round(radius(entry.capacity) * scale, 1)))
    return sorted(drawn, key=lambda dot: (-dot.radius, dot.entry.slug))


def radius(capacity: int) -> float:
    """The area of a dot grows with the number of places, up to a largest one."""
    return round(min(LARGEST, SMALLEST + GROWTH * math.sqrt(capacity)), 1)


def drawn(found: Found) -> str:
    """The map as inline SVG in its frame; drawn once for each search and language."""
    filters = found.filters.with_(sort="")
    return found.registry.drawn(("map", get_language(), filters), lambda: _draw(found))


def _draw(found: Found) -> str:
    counts: dict[str, int] = defaultdict(int)
    for entry in found.entries:
        if entry.profile.district_id:
            counts[entry.profile.district_id] += 1
    neighbourhoods = [
        (district, counts[district.code], _address(found, district)) for district in found.registry.districts
    ]
    view = view_of(found.registry.districts, _borough(found))
    marks = dots(found.entries, view.scale)
    return render_to_string(
        "sector/map.html",
        {
            "view": view,
            "whole": found.filters.with_(district="", borough="").address,
            "neighbourhoods": neighbourhoods,
            "boroughs": found.registry.boroughs,
            "dots": marks,
            "elsewhere": len(found.entries) - len(marks),
            "filters": found.filters,
            "legend": [(capacity, radius(capacity)) for capacity in (5, 25, 100)],
        },
    )


def _borough(found: Found) -> str:
    chosen = found.registry.names["district"].get(found.filters.district)
    return chosen.borough_id if chosen else found.filters.borough


def _address(found: Found, district: District) -> str:
    chosen = "" if found.filters.district == district.code else district.code
    return found.filters.with_(district=chosen, borough="").address
