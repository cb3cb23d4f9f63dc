"""Looking through places, and one place's page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from momentum.accounts.access import Refused, require
from momentum.accounts.actor import Actor
from momentum.sector.filters import FEW_HOURS, PlaceFilters
from momentum.sector.models import District
from momentum.sector.queries.enterprises import ranked, within, without_unknown
from momentum.sector.queries.registry import Entry, Registry, Seats, registry
from momentum.sector.queries.results import Results

PlaceEntry = tuple[Entry, Seats]


class FoundPlaces(Results[PlaceEntry, PlaceFilters]):
    """The places that answer a search."""

    PAGE_SIZE = 24

    @property
    def total(self) -> int:
        return len(self.registry.by_place)


def places(actor: Actor, filters: PlaceFilters) -> FoundPlaces:
    """Places at listed enterprises that one can come to today and that answer all filters."""
    require(actor, "read", "registry")
    known = registry()
    return known.drawn(("places", get_language(), filters), lambda: _find(known, filters))


def _find(known: Registry, filters: PlaceFilters) -> FoundPlaces:
    filters, unknown = without_unknown(known, filters)
    everything = list(known.by_place.values())
    entries = [pair for pair in everything if _answers(pair, filters)]
    if filters.q:
        entries = ranked(everything, known.place_index.find(filters.q), entries)
    return FoundPlaces(known, tuple(_sorted(entries, filters)), filters, unknown)


def place(actor: Actor, pk: UUID) -> tuple[Registry, PlaceEntry]:
    """One place that is open today with its enterprise, in its registry; `Refused` where there is none."""
    require(actor, "read", "registry")
    known = registry()
    try:
        return known, known.by_place[pk]
    except KeyError:
        raise Refused("read", "registry", detail=str(pk)) from None


def where(pair: PlaceEntry) -> District | None:
    """The neighbourhood of the place itself, else that of its enterprise."""
    return pair[1].place.district or pair[0].profile.district


def _answers(pair: PlaceEntry, filters: PlaceFilters) -> bool:
    entry, seats = pair
    return (
        within(where(pair), filters)
        and (not filters.branch or entry.profile.branch_id == filters.branch)
        and (not filters.kind or seats.place.kind_id == filters.kind)
        and (filters.pay not in ("paid", "unpaid") or seats.place.kind.paid == (filters.pay == "paid"))
        and (filters.hours != "few" or seats.place.hours_from <= FEW_HOURS)
        and (filters.hours != "many" or seats.place.hours_to > FEW_HOURS)
        and (not filters.open or seats.welcomes)
    )


def _sorted(entries: list[PlaceEntry], filters: PlaceFilters) -> list[PlaceEntry]:
    orders: dict[str, Callable[[PlaceEntry], Any]] = {
        "room": lambda pair: (not pair[1].welcomes, pair[1].place.title.casefold()),
        "title": lambda pair: pair[1].place.title.casefold(),
        "hours": lambda pair: (pair[1].place.hours_from, pair[1].place.hours_to),
        "places": lambda pair: -pair[1].place.capacity,
    }
    if filters.sort in orders:
        return sorted(entries, key=orders[filters.sort])
    return entries if filters.q else sorted(entries, key=orders["room"])
