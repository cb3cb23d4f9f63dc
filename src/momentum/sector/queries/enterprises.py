"""Looking through enterprises, and one enterprise's page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from momentum.accounts.access import Refused, may, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation
from momentum.accounts.policy import Role
from momentum.sector.filters import EnterpriseFilters, Filters
from momentum.sector.models import Identifier, Offer, Place, Profile, YearFigures
from momentum.sector.queries.registry import Entry, Registry, Seats, open_places, registry
from momentum.sector.queries.results import Results
from momentum.sector.seats import room_at, taken


class Found(Results[Entry, EnterpriseFilters]):
    """The enterprises that answer a search."""

    PAGE_SIZE = 20

    @property
    def total(self) -> int:
        return len(self.registry.entries)


def enterprises(actor: Actor, filters: EnterpriseFilters) -> Found:
    """Listed enterprises that answer all filters. A filter that names nothing known is left out, and said so."""
    require(actor, "read", "registry")
    known = registry()
    return known.drawn(("enterprises", get_language(), filters), lambda: _find(known, filters))


def _find(known: Registry, filters: EnterpriseFilters) -> Found:
    filters, unknown = without_unknown(known, filters)
    entries = [entry for entry in known.entries if _answers(entry, filters)]
    if filters.q:
        entries = ranked(known.entries, known.enterprise_index.find(filters.q), entries)
    return Found(known, tuple(_sorted(entries, filters)), filters, unknown)


def without_unknown(known: Registry, filters: Any) -> tuple[Any, tuple[str, ...]]:
    """The filters without those whose word is on no list (an old link, a typing mistake), and those words."""
    unknown = {
        name: code
        for name, words in known.names.items()
        if (code := getattr(filters, name, "")) and code not in words
    }
    return (filters.with_(**dict.fromkeys(unknown, "")) if unknown else filters), tuple(unknown.values())


def ranked(everything: Sequence[Any], results: Iterable[tuple[int, float]], kept: Iterable[Any]) -> list[Any]:
    """The results of a search among those that the other filters kept, best first."""
    keep = {id(each) for each in kept}
    return [everything[position] for position, _score in results if id(everything[position]) in keep]


def within(district: Any, filters: Filters) -> bool:
    if filters.district:
        return district is not None and district.code == filters.district
    return not filters.borough or (district is not None and district.borough_id == filters.borough)


def _answers(entry: Entry, filters: EnterpriseFilters) -> bool:
    return (
        within(entry.profile.district, filters)
        and (not filters.branch or entry.profile.branch_id == filters.branch)
        and (not filters.open or entry.welcomes)
        and (not filters.sells or bool(entry.offers))
    )


def _sorted(entries: list[Entry], filters: EnterpriseFilters) -> list[Entry]:
    orders: dict[str, Callable[[Entry], Any]] = {
        "name": lambda entry: entry.name.casefold(),
        "places": lambda entry: -entry.capacity,
        "district": lambda entry: (
            entry.profile.district is None,
            getattr(entry.profile.district, "name_nl", ""),
        ),
    }
    if filters.sort in orders:
        return sorted(entries, key=orders[filters.sort])
    return entries if filters.q else sorted(entries, key=orders["name"])


@dataclass(frozen=True)
class EnterprisePage:
    """One organisation as its page shows it."""

    organisation: Organisation
    profile: Profile
    offers: tuple[Offer, ...]
    seats: tuple[Seats, ...]
    identifiers: tuple[Identifier, ...]
    years: tuple[YearFigures, ...]
    registry: Registry

    @property
    def listed(self) -> bool:
        return self.profile.listed


def enterprise(actor: Actor, slug: str) -> EnterprisePage:
    """The page of one listed organisation; what is not listed exists only for those who may edit it."""
    require(actor, "read", "registry")
    known = registry()
    if entry := known.by_slug.get(slug):
        return known.drawn(
            ("enterprise", slug), lambda: _page(known, entry.profile, entry.offers, entry.seats)
        )
    return kept(actor, slug)


def kept(actor: Actor, slug: str) -> EnterprisePage:
    """The same, read from the database itself: for those who are about to change it."""
    require(actor, "read", "registry")
    profile = (
        Profile.objects.filter(organisation__slug=slug)
        .select_related("organisation", "branch", "district__borough")
        .first()
    )
    if profile is None or not (profile.listed or may(actor, "write", "registry", profile)):
        raise Refused("read", "registry", detail=slug)
    places = list(open_places(today()).filter(organisation=profile.organisation))
    people = taken(place.pk for place in places)
    seats = tuple(Seats(place, room_at(place.capacity, people.get(place.pk, 0))) for place in places)
    return _page(registry(), profile, tuple(profile.organisation.offers.all()), seats)


def _page(
    known: Registry, profile: Profile, offers: tuple[Offer, ...], seats: tuple[Seats, ...]
) -> EnterprisePage:
    identifiers = Identifier.objects.filter(organisation=profile.organisation).select_related("scheme")
    return EnterprisePage(
        organisation=profile.organisation,
        profile=profile,
        offers=offers,
        seats=seats,
        identifiers=tuple(identifiers.order_by("scheme__position")),
        years=tuple(YearFigures.objects.filter(organisation=profile.organisation)),
        registry=known,
    )


def exact_seats(actor: Actor, organisation: Organisation) -> dict[Any, int] | None:
    """People at each of the organisation's places today, for its own manager and coaches; None for others."""
    own = actor.organisation is not None and actor.organisation.pk == organisation.pk
    if not own or actor.role not in (Role.ENTERPRISE_MANAGER, Role.WORK_COACH):
        return None
    places = organisation.places.values_list("pk", flat=True)
    return {pk: 0 for pk in places} | taken(places)


def all_places(actor: Actor, organisation: Organisation) -> list[Place]:
    """All places of one's own organisation, also those that are not open, the ones that have closed last."""
    require(actor, "write", "registry", organisation)
    places = (
        Place.objects.filter(organisation=organisation)
        .select_related("kind")
        .order_by("kind__position", "title_nl")
    )
    return sorted(places, key=lambda place: place.closes is not None and place.closes <= today())


def own_place(actor: Actor, organisation: Organisation, pk: UUID) -> Place:
    require(actor, "write", "registry", organisation)
    place = Place.objects.filter(organisation=organisation, pk=pk).select_related("kind").first()
    if place is None:
        raise Refused("write", "registry", detail=str(pk))
    return place


def summary() -> dict[str, int]:
    """For the front page: listed enterprises, and places to look through."""
    known = registry()
    return {"enterprises": len(known.entries), "places": len(known.by_place)}
