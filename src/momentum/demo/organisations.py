"""The demo city's organisations, as written in `data/demo`: enterprises by branch, and everybody else."""

import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.text import slugify

from momentum.demo.population.rates import DEMO_DATA, KINDS, RUNNING, day, read_rates
from momentum.demo.population.seats import Seats

DISTRICTS = DEMO_DATA.parent / "amsterdam-wijken-2012.geojson"
Pair = tuple[str, str]
"""The same text in Dutch and in English."""


@dataclass(frozen=True)
class Organisation:
    """One organisation. `place_seats` and what follows it hold for social enterprises only."""

    name: str
    kind: str
    district: str
    branch: str | None = None
    tagline: Pair = ("", "")
    story: Pair = ("", "")
    founded: date | None = None
    closed: date | None = None
    form: str = "foundation"
    turnover: tuple[int, int] = (0, 0)
    market: tuple[int, int] = (0, 0)
    strict: int | None = None
    own_risk: bool = False
    place_seats: dict[str, int] = field(default_factory=dict)
    work: tuple[Pair, ...] = ()
    offers: tuple[Pair, ...] = ()

    @property
    def slug(self) -> str:
        return slugify(self.name)

    def active(self, year: int) -> bool:
        """It existed at the end of the year."""
        founded = self.founded is None or self.founded.year <= year
        return founded and (self.closed is None or self.closed.year > year)


@dataclass(frozen=True)
class Organisations:
    enterprises: tuple[Organisation, ...]
    employers: tuple[Organisation, ...]
    others: tuple[Organisation, ...]

    @property
    def all(self) -> tuple[Organisation, ...]:
        """Enterprises first, then employers: the order in which spells number them."""
        return (*self.enterprises, *self.employers, *self.others)


def _pairs(rows: list[list[str]]) -> tuple[Pair, ...]:
    return tuple((nl, en) for nl, en in rows)


def _enterprise(branch: str, row: dict[str, Any]) -> Organisation:
    texts = {name: tuple(row.pop(name)) for name in ("tagline", "story", "turnover", "market")}
    lists = {name: _pairs(row.pop(name)) for name in ("work", "offers")}
    seats = row.pop("seats")
    return Organisation(kind="social_enterprise", branch=branch, place_seats=seats, **row, **texts, **lists)


def _other(row: dict[str, Any]) -> Organisation:
    texts = {name: tuple(row.pop(name)) for name in ("tagline", "story") if name in row}
    return Organisation(**row, **texts)


def _rows(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache
def read_organisations(folder: Path = DEMO_DATA) -> Organisations:
    """All organisations, in the order of their files."""
    files = sorted((folder / "enterprises").glob("*.toml"))
    others = _rows(folder / "others.toml")
    return Organisations(
        tuple(_enterprise(file.stem, row) for file in files for row in _rows(file)["enterprise"]),
        tuple(_other({**row, "kind": "employer"}) for row in others["employer"]),
        tuple(_other(row) for row in others["organisation"]),
    )


@lru_cache
def boroughs() -> dict[str, str]:
    """The city's neighbourhoods by name, each with its borough."""
    features = json.loads(DISTRICTS.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["name"]: feature["properties"]["borough"] for feature in features}


@dataclass(frozen=True)
class PlaceRow:
    """Seats of one kind and one sort of work: a place of the registry. `seats` are rows of the seat table."""

    organisation: int
    kind: str
    work: Pair
    first_seat: int
    capacity: int


@lru_cache
def places() -> tuple[PlaceRow, ...]:
    """The enterprises' places. A kind with many seats is spread over several sorts of work."""
    rows: list[PlaceRow] = []
    seat = 0
    for number, enterprise in enumerate(read_organisations().enterprises):
        for turn, (kind, seats) in enumerate(enterprise.place_seats.items()):
            sorts = min(len(enterprise.work), max(1, seats // 9))
            for share in range(sorts):
                capacity = (seats * (share + 1)) // sorts - (seats * share) // sorts
                work = enterprise.work[(turn + share) % len(enterprise.work)]
                rows.append(PlaceRow(number, kind, work, seat, capacity))
                seat += capacity
    return tuple(rows)


def seats() -> Seats:
    """One row a seat of every place, open while its enterprise is."""
    warm_up = read_rates().day("warm_up")
    enterprises = read_organisations().enterprises
    rows = np.repeat(np.arange(len(places())), [place.capacity for place in places()])
    organisation = np.array([place.organisation for place in places()])[rows]
    opens = np.array([max(warm_up, day(e.founded)) for e in enterprises if e.founded])
    closes = np.array([day(e.closed) if e.closed else RUNNING for e in enterprises])
    kind = np.array([KINDS.index(place.kind) for place in places()])[rows]
    return Seats(organisation, kind, opens[organisation], closes[organisation])
