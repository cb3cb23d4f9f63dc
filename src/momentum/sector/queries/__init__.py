"""Everything that reads in this room."""

from momentum.sector.queries.desk import doors, waiting_for
from momentum.sector.queries.enterprises import (
    EnterprisePage,
    Found,
    all_places,
    enterprise,
    enterprises,
    exact_seats,
    kept,
    own_place,
    summary,
)
from momentum.sector.queries.facts import district_rows, organisation_rows, place_kind_rows
from momentum.sector.queries.places import FoundPlaces, place, places
from momentum.sector.queries.registry import Entry, Registry, Seats, registry, registry_version
from momentum.sector.seats import forget_taken, register_taken

__all__ = [
    "EnterprisePage",
    "Entry",
    "Found",
    "FoundPlaces",
    "Registry",
    "Seats",
    "all_places",
    "district_rows",
    "doors",
    "enterprise",
    "enterprises",
    "exact_seats",
    "forget_taken",
    "kept",
    "organisation_rows",
    "own_place",
    "place",
    "place_kind_rows",
    "places",
    "register_taken",
    "registry",
    "registry_version",
    "summary",
    "waiting_for",
]
