"""The public registry as one object in memory, read again when the registry changes.

A city has hundreds of organisations, not millions: reading all of them takes a handful of queries and some
milliseconds, and a list page then asks the database one thing only, whether anything changed.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from momentum.accounts.clock import today
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.sector.models import (
    Borough,
    Branch,
    District,
    Offer,
    Place,
    PlaceKind,
    Profile,
    RegistryVersion,
)
from momentum.sector.search import Index
from momentum.sector.seats import Room, room_at, taken_recently

PUBLIC_KINDS = (OrganisationKind.SOCIAL_ENTERPRISE,)
DRAWINGS = 240


@dataclass(frozen=True)
class Seats:
    """A place with what the public may know of its room."""

    place: Place
    room: Room

    @property
    def welcomes(self) -> bool:
        return self.room != Room.FULL


@dataclass(frozen=True)
class Entry:
    """One listed enterprise: its profile with branch and neighbourhood, what it sells and its places today."""

    organisation: Organisation
    profile: Profile
    offers: tuple[Offer, ...]
    seats: tuple[Seats, ...]

    @property
    def slug(self) -> str:
        return self.organisation.slug

    @property
    def name(self) -> str:
        return self.organisation.name

    @cached_property
    def capacity(self) -> int:
        return sum(each.place.capacity for each in self.seats)

    @cached_property
    def welcomes(self) -> bool:
        return any(each.welcomes for each in self.seats)

    @cached_property
    def room(self) -> Room | None:
        """What is known for all its places together; None without places."""
        rooms = {each.room for each in self.seats}
        return next((room for room in (Room.ROOM, Room.ASK, Room.FULL) if room in rooms), None)


@dataclass
class Registry:
    """All that is public on one day, and what was drawn from it (`drawn`)."""

    entries: tuple[Entry, ...]
    branches: tuple[Branch, ...]
    boroughs: tuple[Borough, ...]
    districts: tuple[District, ...]
    kinds: tuple[PlaceKind, ...]
    _drawings: OrderedDict[Any, Any] = field(default_factory=OrderedDict)

    @cached_property
    def by_slug(self) -> dict[str, Entry]:
        return {entry.slug: entry for entry in self.entries}

    @cached_property
    def by_place(self) -> dict[Any, tuple[Entry, Seats]]:
        return {each.place.pk: (entry, each) for entry in self.entries for each in entry.seats}

    @cached_property
    def names(self) -> dict[str, dict[str, Any]]:
        """The words one can filter by, by code: branch, borough, district, kind."""
        lists = {
            "branch": self.branches,
            "borough": self.boroughs,
            "district": self.districts,
            "kind": self.kinds,
        }
        return {filter_: {word.code: word for word in words} for filter_, words in lists.items()}

    @cached_property
    def districts_by_borough(self) -> tuple[tuple[Borough, tuple[District, ...]], ...]:
        return tuple(
            (borough, tuple(each for each in self.districts if each.borough_id == borough.code))
            for borough in self.boroughs
        )

    @cached_property
    def enterprise_index(self) -> Index:
        return Index([_enterprise_texts(entry) for entry in self.entries])

    @cached_property
    def place_index(self) -> Index:
        return Index([_place_texts(entry, each) for entry, each in self.by_place.values()])

    def drawn(self, key: Any, draw: Callable[[], Any]) -> Any:
        """What `draw` gave for this key since the registry last changed; the least used are forgotten."""
        if key not in self._drawings:
            self._drawings[key] = draw()
        try:
            self._drawings.move_to_end(key)
            if len(self._drawings) > DRAWINGS:
                self._drawings.popitem(last=False)
            return self._drawings[key]
        except KeyError:  # another thread has just let it go
            return draw()


_kept: dict[str, Any] = {}


def registry_version() -> QuerySet[RegistryVersion, tuple[str]]:
    """The one row that is renewed with every change of the registry."""
    return RegistryVersion.objects.values_list("token")


def registry() -> Registry:
    """The registry as it is now. One query when nothing changed."""
    # The version is read before the rows: rows that are newer than their version are merely read once more.
    version = RegistryVersion.objects.values_list("token", flat=True).first()
    day = today()
    kept = _kept.get("registry")
    if version and kept and kept[0] == (version, day) and taken_recently(kept[1]) == kept[2]:
        return kept[3]
    rows = _profiles(day)
    ids = frozenset(place.pk for profile in rows for place in _places_today(profile))
    people = taken_recently(ids)
    read = _read(rows, people)
    if version:
        _kept["registry"] = ((version, day), ids, people, read)
    return read


def open_places(day: date) -> QuerySet[Place]:
    """Places that one can come to on `day`, from care to work, with their kind and neighbourhood."""
    return (
        Place.objects.filter(opens__lte=day)
        .filter(Q(closes__isnull=True) | Q(closes__gt=day))
        .select_related("kind", "district__borough")
        .order_by("kind__position", "title_nl", "pk")
    )


def _profiles(day: date) -> list[Profile]:
    return list(
        Profile.objects.filter(listed=True, organisation__kind__in=PUBLIC_KINDS)
        .filter(Q(closed__isnull=True) | Q(closed__gt=day))
        .select_related("organisation", "branch", "district__borough")
        .prefetch_related(
            "organisation__offers",
            Prefetch("organisation__places", queryset=open_places(day), to_attr="places_today"),
        )
        .order_by("organisation__name", "pk")
    )


def _places_today(profile: Profile) -> list[Place]:
    return profile.organisation.places_today  # type: ignore[attr-defined]  # `_profiles` reads them ahead


def _read(profiles: list[Profile], people: dict[Any, int]) -> Registry:
    entries = []
    for profile in profiles:
        organisation = profile.organisation
        seats = tuple(
            Seats(place, room_at(place.capacity, people.get(place.pk, 0))) for place in _places_today(profile)
        )
        entries.append(Entry(organisation, profile, tuple(organisation.offers.all()), seats))
    return Registry(
        entries=tuple(entries),
        branches=tuple(Branch.objects.all()),
        boroughs=tuple(Borough.objects.all()),
        districts=tuple(District.objects.select_related("borough")),
        kinds=tuple(PlaceKind.objects.all()),
    )


def _enterprise_texts(entry: Entry) -> list[tuple[float, str]]:
    profile = entry.profile
    texts = [(1.0, entry.name), (0.6, profile.tagline_nl), (0.6, profile.tagline_en)]
    texts += [(0.9, text) for offer in entry.offers for text in (offer.name_nl, offer.name_en)]
    texts += [(0.5, text) for each in entry.seats for text in (each.place.title_nl, each.place.title_en)]
    if profile.branch:
        texts += [(0.8, profile.branch.name_nl), (0.8, profile.branch.name_en)]
    if profile.district:
        texts += [(0.5, profile.district.name_nl), (0.5, profile.district.borough.name_nl)]
    return texts


def _place_texts(entry: Entry, seats: Seats) -> list[tuple[float, str]]:
    place, profile = seats.place, entry.profile
    texts = [(1.0, place.title_nl), (1.0, place.title_en), (0.8, entry.name)]
    texts += [(0.7, place.kind.name_nl), (0.7, place.kind.name_en)]
    texts += [(0.5, place.description_nl), (0.5, place.description_en)]
    if profile.branch:
        texts += [(0.7, profile.branch.name_nl), (0.7, profile.branch.name_en)]
    district = place.district or profile.district
    if district:
        texts += [(0.5, district.name_nl), (0.5, district.borough.name_nl)]
    return texts
