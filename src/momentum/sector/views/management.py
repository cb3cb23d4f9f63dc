"""Pages on which an organisation keeps its own part of the registry."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from momentum.accounts.access import Refused, may
from momentum.accounts.clock import today
from momentum.sector import actions, queries
from momentum.sector.forms import (
    CloseForm,
    FiguresForm,
    IdentifierForm,
    OfferForm,
    PlaceForm,
    ProfileForm,
)
from momentum.sector.views.editing import edited, own_page

YEARS_SHOWN = 5
FIRST_YEAR = 1900


@never_cache
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    page = own_page(request, slug)
    known = {figures.year: figures for figures in page.years}
    last = today().year
    return render(
        request,
        "sector/manage.html",
        {
            "page": page,
            "organisation": page.organisation,
            "profile": page.profile,
            "exact": queries.exact_seats(request.actor, page.organisation),
            "places": queries.all_places(request.actor, page.organisation),
            "years": [(year, known.get(year)) for year in range(last, last - YEARS_SHOWN, -1)],
            "may_figures": may(request.actor, "write", "organisation", page.organisation),
        },
    )


def _profile_values(profile: Any) -> dict[str, Any]:
    values = {name: getattr(profile, name) for name in actions.PROFILE_FIELDS}
    return values | {
        "name": profile.organisation.name,
        "branch": profile.branch_id,
        "district": profile.district_id,
    }


@never_cache
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    page = own_page(request, slug)
    form = ProfileForm.for_request(request, _profile_values(page.profile), page.profile.version)
    return edited(
        request,
        page,
        form,
        lambda values, version: actions.edit_profile(
            request.actor, page.organisation, version=version, **values
        ),
        _profile_values,
        {
            "title": _("Our page"),
            "saved": _("Your page is saved."),
            "rows": PROFILE_ROWS,
            "timed": ("profile", slug),
        },
    )


PROFILE_ROWS = [
    ["name"],
    ["branch", "district"],
    ["tagline_nl", "tagline_en"],
    ["story_nl", "story_en"],
    ["website", "email", "phone"],
    ["founded", "closed"],
    ["listed"],
]
PLACE_ROWS = [
    ["kind"],
    ["title_nl", "title_en"],
    ["description_nl", "description_en"],
    ["capacity", "hours_from", "hours_to"],
    ["district", "opens"],
]


def _place_values(place: Any) -> dict[str, Any]:
    values = {
        name: getattr(place, name) for name in PlaceForm.base_fields if name not in ("version", "opened")
    }
    return values | {"kind": place.kind_id, "district": place.district_id}


@never_cache
def add_place(request: HttpRequest, slug: str) -> HttpResponse:
    page = own_page(request, slug)
    first = {"capacity": 1, "hours_from": 8, "hours_to": 32, "opens": today()}
    form = PlaceForm.for_request(request, first, None)
    return edited(
        request,
        page,
        form,
        lambda values, _version: actions.add_place(request.actor, page.organisation, **values),
        _place_values,
        {
            "title": _("Add a place"),
            "saved": _("The place is added."),
            "rows": PLACE_ROWS,
            "timed": ("place", slug),
        },
    )


@never_cache
def edit_place(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    page = own_page(request, slug)
    place = queries.own_place(request.actor, page.organisation, pk)
    form = PlaceForm.for_request(request, _place_values(place), place.version)
    return edited(
        request,
        page,
        form,
        lambda values, version: actions.edit_place(request.actor, place, version=version, **values),
        _place_values,
        {
            "title": _("Edit a place"),
            "saved": _("The place is saved."),
            "rows": PLACE_ROWS,
            "place": place,
            "timed": ("place", str(pk)),
        },
    )


@never_cache
def close_place(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    page = own_page(request, slug)
    place = queries.own_place(request.actor, page.organisation, pk)

    def now(record: Any) -> dict[str, Any]:
        return {"closes": record.closes}

    form = CloseForm.for_request(request, now(place), place.version)
    return edited(
        request,
        page,
        form,
        lambda values, version: actions.close_place(request.actor, place, version=version, **values),
        now,
        {
            "title": _("Close “%s”") % place.title,
            "saved": _("The place is closed."),
            "rows": [["closes"]],
            "timed": ("place", str(pk)),
            "button": _("Close the place"),
            "explanation": _(
                "Nobody can start here from that day on. What was counted until then stays counted."
            ),
        },
    )


@never_cache
def offers(request: HttpRequest, slug: str) -> HttpResponse:
    page = own_page(request, slug)
    form = OfferForm.for_request(request, {}, None)
    return edited(
        request,
        page,
        form,
        lambda values, _version: actions.add_offer(request.actor, page.organisation, **values),
        dict,
        {
            "title": _("What we sell"),
            "saved": _("It is on your list."),
            "next": "sector:offers",
            "rows": [["name_nl", "name_en"]],
            "button": _("Add"),
            "template": "sector/offers.html",
            "timed": ("offer", slug),
            "offers": page.offers,
        },
    )


@require_POST
def remove_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    page = own_page(request, slug)
    if pk not in {offer.pk for offer in page.offers}:
        raise Refused("write", "registry", detail=str(pk))
    actions.remove_offer(request.actor, pk)
    messages.success(request, _("It is off your list."))
    return redirect("sector:offers", slug)


@never_cache
def identifiers(request: HttpRequest, slug: str) -> HttpResponse:
    page = own_page(request, slug)
    form = IdentifierForm.for_request(request, {}, None)
    return edited(
        request,
        page,
        form,
        lambda values, _version: actions.set_identifier(request.actor, page.organisation, **values),
        dict,
        {
            "title": _("Our numbers in registers"),
            "saved": _("The number is saved."),
            "next": "sector:identifiers",
            "rows": [["scheme"], ["value"]],
            "template": "sector/identifiers.html",
            "timed": ("identifier", slug),
            "identifiers": page.identifiers,
        },
    )


def _figures_values(figures: Any) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in actions.FIGURES}


@never_cache
def figures(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    page = own_page(request, slug, "organisation")
    if not FIRST_YEAR <= year <= today().year:
        raise Http404
    known = next((each for each in page.years if each.year == year), None)
    before = next((each for each in reversed(page.years) if each.year < year), None)
    carried = ("legal_form", "board_members", "board_from_target_group", "bears_own_risk")
    first = {name: getattr(before, name) for name in carried} if before else {}
    form = FiguresForm.for_request(
        request, _figures_values(known) if known else first, known.version if known else None
    )
    return edited(
        request,
        page,
        form,
        lambda values, version: actions.record_year_figures(
            request.actor, page.organisation, year, version=version, **values
        ),
        _figures_values,
        {
            "title": _("Figures of %d") % year,
            "saved": _("The figures of %d are saved.") % year,
            "timed": ("figures", f"{slug}:{year}"),
            "rows": [
                ["revenue_market", "revenue_public_contract", "revenue_subsidy", "revenue_gifts"],
                ["fte", "legal_form"],
                ["board_members", "board_from_target_group"],
                ["bears_own_risk"],
            ],
            "explanation": _("Whole euros over the whole year. These figures stand on your public page."),
        },
    )
