"""The public list and map of enterprises, and an enterprise's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from momentum.accounts.access import may
from momentum.sector import city_map, income, queries
from momentum.sector.filters import ENTERPRISE_SORTS, EnterpriseFilters
from momentum.sector.queries import EnterprisePage, Entry, Found
from momentum.sector.seats import Room
from momentum.sector.views.chosen import chosen, other_address
from momentum.sector.views.sheets import sheet_response


@require_safe
def look_through(request: HttpRequest) -> HttpResponse:
    filters = EnterpriseFilters.from_query(request.GET)
    if elsewhere := other_address(request, filters):
        return redirect(elsewhere)
    found = queries.enterprises(request.actor, filters)
    results = found.registry.drawn(("enterprise page", get_language(), filters), lambda: _results(found))
    return render(request, "sector/enterprises.html", {"results": results})


def _results(found: Found) -> str:
    return render_to_string(
        "sector/enterprises_found.html",
        {
            "found": found,
            "filters": found.filters,
            "known": found.registry,
            "chosen": chosen(found.registry, found.filters),
            "sorts": ENTERPRISE_SORTS,
            "map": city_map.drawn(found) if found.registry.districts else "",
        },
    )


@require_safe
def download(request: HttpRequest, format_: str) -> HttpResponse:
    found = queries.enterprises(request.actor, EnterpriseFilters.from_query(request.GET))
    header = [
        _("Enterprise"),
        _("Branch"),
        _("Neighbourhood"),
        _("Borough"),
        _("In one sentence"),
        _("Sells"),
        _("Places"),
        _("Room"),
        _("Website"),
        _("Page"),
    ]
    rows = [_row(request, entry) for entry in found.entries]
    return sheet_response(format_, _("enterprises"), header, rows)


def room_in_words(room: Room | None) -> str:
    words = {Room.ROOM: _("has room"), Room.FULL: _("full now"), Room.ASK: _("ask about room")}
    return words.get(room, "")


def _row(request: HttpRequest, entry: Entry) -> list:
    profile = entry.profile
    return [
        entry.name,
        profile.branch.name if profile.branch else None,
        profile.district.name if profile.district else None,
        profile.district.borough.name if profile.district else None,
        profile.tagline,
        ", ".join(offer.name for offer in entry.offers),
        entry.capacity,
        room_in_words(entry.room),
        profile.website,
        request.build_absolute_uri(reverse("sector:enterprise", args=[entry.slug])),
    ]


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.enterprise(request.actor, slug)
    exact = queries.exact_seats(request.actor, page.organisation)
    if exact is None and page.registry.by_slug.get(slug):
        # What everybody sees is drawn once; what only staff see is drawn for them alone.
        key = ("enterprise text", get_language(), slug)
        body = page.registry.drawn(key, lambda: _body(page, None))
    else:
        body = _body(page, exact)
    may_edit = may(request.actor, "write", "registry", page.organisation)
    return render(request, "sector/enterprise.html", {"page": page, "body": body, "may_edit": may_edit})


def _body(page: EnterprisePage, exact: dict | None) -> str:
    return render_to_string(
        "sector/enterprise_body.html",
        {
            "page": page,
            "profile": page.profile,
            "organisation": page.organisation,
            "income": income.over_years(page.years),
            "income_sources": income.source_names(),
            "latest": page.years[-1] if page.years else None,
            "exact": exact,
            "boroughs": page.registry.boroughs,
        },
    )
