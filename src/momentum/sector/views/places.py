"""Looking through places, and a place's page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from momentum.accounts.access import may
from momentum.sector import queries
from momentum.sector.filters import FEW_HOURS, PLACE_SORTS, PlaceFilters
from momentum.sector.queries import FoundPlaces
from momentum.sector.queries.places import PlaceEntry, where
from momentum.sector.views.chosen import chosen, other_address
from momentum.sector.views.enterprises import room_in_words
from momentum.sector.views.sheets import sheet_response


@require_safe
def look_through(request: HttpRequest) -> HttpResponse:
    filters = PlaceFilters.from_query(request.GET)
    if elsewhere := other_address(request, filters):
        return redirect(elsewhere)
    found = queries.places(request.actor, filters)
    results = found.registry.drawn(("place page", get_language(), filters), lambda: _results(found))
    return render(request, "sector/places.html", {"results": results})


def _results(found: FoundPlaces) -> str:
    return render_to_string(
        "sector/places_found.html",
        {
            "found": found,
            "filters": found.filters,
            "known": found.registry,
            "cards": [(entry, seats, where((entry, seats))) for entry, seats in found.on_page],
            "chosen": chosen(found.registry, found.filters),
            "sorts": PLACE_SORTS,
            "few_hours": FEW_HOURS,
        },
    )


@require_safe
def download(request: HttpRequest, format_: str) -> HttpResponse:
    found = queries.places(request.actor, PlaceFilters.from_query(request.GET))
    header = [
        _("Place"),
        _("Enterprise"),
        _("Kind"),
        _("Paid"),
        _("Hours a week, from"),
        _("Hours a week, to"),
        _("Neighbourhood"),
        _("Borough"),
        _("Places"),
        _("Room"),
        _("Page"),
    ]
    return sheet_response(format_, _("places"), header, [_row(request, pair) for pair in found.entries])


def _row(request: HttpRequest, pair: PlaceEntry) -> list:
    (entry, seats), district = pair, where(pair)
    return [
        seats.place.title,
        entry.name,
        seats.place.kind.name,
        seats.place.kind.paid,
        seats.place.hours_from,
        seats.place.hours_to,
        district.name if district else None,
        district.borough.name if district else None,
        seats.place.capacity,
        room_in_words(seats.room),
        request.build_absolute_uri(reverse("sector:place", args=[seats.place.pk])),
    ]


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    known, pair = queries.place(request.actor, pk)
    entry, seats = pair
    return render(
        request,
        "sector/place.html",
        {
            "entry": entry,
            "seats": seats,
            "place": seats.place,
            "kind": seats.place.kind,
            "district": where(pair),
            "boroughs": known.boroughs,
            "others": [each for each in entry.seats if each.place.pk != pk],
            "may_edit": may(request.actor, "write", "registry", entry.organisation),
            "exact": queries.exact_seats(request.actor, entry.organisation),
        },
    )
