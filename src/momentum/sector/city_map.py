"""The map of a search: neighbourhoods that narrow it, and a dot for every enterprise found."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from momentum.sector.geography import HEIGHT, WIDTH
from momentum.sector.models import District
from momentum.sector.queries import Entry, Found

# The angle by which seeds turn in a sunflower: dots of one neighbourhood spread evenly around its middle.
TURN = math.pi * (3 - math.sqrt(5))
SMALLEST, LARGEST, GROWTH = 7.0, 17.0, 1.35


@dataclass(frozen=True)
class Dot:
    entry: Entry
    x: float
    y: float
    radius: float


def dots(entries: tuple[Entry, ...]) -> list[Dot]:
    """A dot for each enterprise with a neighbourhood, the largest of a neighbourhood in its middle."""
    there: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.profile.district_id:
            there[entry.profile.district_id].append(entry)
    drawn = []
    for neighbours in there.values():
        neighbours.sort(key=lambda entry: (-entry.capacity, entry.slug))
        for position, entry in enumerate(neighbours):
            district, away = entry.profile.district, 20 * math.sqrt(position)
            x = district.x + away * math.cos(position * TURN)
            y = district.y + away * math.sin(position * TURN)
            drawn.append(Dot(entry, round(x, 1), round(y, 1), radius(entry.capacity)))
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
    marks = dots(found.entries)
    return render_to_string(
        "sector/map.html",
        {
            "width": WIDTH,
            "height": HEIGHT,
            "neighbourhoods": neighbourhoods,
            "boroughs": found.registry.boroughs,
            "dots": marks,
            "elsewhere": len(found.entries) - len(marks),
            "filters": found.filters,
            "legend": [(capacity, radius(capacity)) for capacity in (1, 10, 40)],
        },
    )


def _address(found: Found, district: District) -> str:
    chosen = "" if found.filters.district == district.code else district.code
    return found.filters.with_(district=chosen, borough="").address
