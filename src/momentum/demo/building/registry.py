"""The registry: the city's lists, and organisations with what they tell of themselves and their places."""

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from momentum.accounts.models import Organisation as Record
from momentum.demo.building.figures import year_figures
from momentum.demo.building.keys import keys
from momentum.demo.organisations import Organisation, Organisations, PlaceRow, places
from momentum.demo.population.rates import DEMO_DATA
from momentum.journeys.actions.end_reasons import load_end_reasons
from momentum.sector.actions.lists import load_districts, load_lists
from momentum.sector.changes import registry_changed
from momentum.sector.models import District, Identifier, Offer, Place, Profile, YearFigures

# The Chamber of Commerce has not handed out numbers that begin with 99: no real firm has one of these.
FIRST_KVK = 99_000_000
BEFORE_THE_CITY = date(1990, 1, 1)


def load_city() -> None:
    """Neighbourhoods, kinds of place, target groups, branches and end reasons."""
    load_districts(settings.DATA / "amsterdam-wijken-2012.geojson")
    load_lists(settings.DATA / "city" / "lists.toml")
    load_end_reasons(settings.DATA / "city" / "end_reasons.toml")


def write_registry(organisations: Organisations, seed: int) -> tuple[list[Record], list[Place]]:
    """All organisations and places; returns both in the order in which the population numbers them."""
    everybody = organisations.all
    records = [
        Record(id=key, name=each.name, slug=each.slug, kind=each.kind)
        for key, each in zip(keys(seed, "organisations", len(everybody)), everybody, strict=True)
    ]
    districts = {each.name_nl: each for each in District.objects.all()}
    seats = [
        _place(key, row, organisations.enterprises[row.organisation], records[row.organisation], districts)
        for key, row in zip(keys(seed, "places", len(places())), places(), strict=True)
    ]
    pairs = list(zip(records, everybody, strict=True))
    Record.objects.bulk_create(records)
    Profile.objects.bulk_create([_profile(record, each, districts) for record, each in pairs])
    Identifier.objects.bulk_create(
        Identifier(organisation=record, scheme_id="kvk", value=str(FIRST_KVK + 137 * (number + 1)))
        for number, record in enumerate(records)
    )
    Offer.objects.bulk_create(
        Offer(organisation=record, name_nl=nl, name_en=en, position=place)
        for record, each in pairs
        for place, (nl, en) in enumerate(each.offers)
    )
    YearFigures.objects.bulk_create(
        figures
        for record, each in pairs
        if each.kind == "social_enterprise"
        for figures in year_figures(record, each)
    )
    Place.objects.bulk_create(seats)
    registry_changed()
    return records, seats


def _profile(record: Record, each: Organisation, districts: dict[str, District]) -> Profile:
    social = each.kind == "social_enterprise"
    return Profile(
        organisation=record,
        branch_id=each.branch,
        district=districts[each.district],
        founded=each.founded,
        closed=each.closed,
        tagline_nl=each.tagline[0],
        tagline_en=each.tagline[1],
        story_nl=each.story[0],
        story_en=each.story[1],
        website=f"https://{each.slug}.example" if social else "",
        email=f"info@{each.slug}.example" if social else "",
        listed=each.kind != "employer" and each.closed is None,
    )


@lru_cache
def _kinds_of_place() -> dict[str, Any]:
    return tomllib.loads((DEMO_DATA / "places.toml").read_text(encoding="utf-8"))


def _place(
    key: Any, row: PlaceRow, enterprise: Organisation, record: Record, districts: dict[str, District]
) -> Place:
    kind = _kinds_of_place()[row.kind]
    return Place(
        id=key,
        organisation=record,
        kind_id=row.kind,
        title_nl=row.work[0],
        title_en=row.work[1],
        description_nl=kind["nl"].format(name=enterprise.name),
        description_en=kind["en"].format(name=enterprise.name),
        district=districts[enterprise.district],
        capacity=row.capacity,
        hours_from=kind["hours"][0],
        hours_to=kind["hours"][1],
        opens=enterprise.founded or BEFORE_THE_CITY,
        closes=enterprise.closed,
    )
