"""An analyst's view of cells: what each counts, why it is withheld, and what is behind it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.methods.disclosure import TOTAL
from momentum.monitor import actions
from momentum.monitor.building.protected import OVERRIDDEN
from momentum.monitor.contents import AGE_BAND, DISTRICT, ORGANISATION, PLACE_KIND, TARGET_GROUP, TO_KIND
from momentum.monitor.definitions import in_words
from momentum.monitor.flow import TRANSITIONS
from momentum.monitor.forms.editions import Reason
from momentum.monitor.naming import Words
from momentum.monitor.queries.behind import places_behind, trail_of
from momentum.monitor.queries.cells import internal
from momentum.monitor.views.draft import REASON_NAMES
from momentum.monitor.views.workshop import edition_of

ROWS_A_PAGE = 60
AXES = {
    axis.name: axis.title for axis in (ORGANISATION, DISTRICT, TARGET_GROUP, AGE_BAND, PLACE_KIND, TO_KIND)
}


@require_safe
@never_cache
def cells(request: HttpRequest, slug: str) -> HttpResponse:
    """Every cell of one table; `?only=withheld` those that are withheld."""
    edition = edition_of(request, slug)
    name = request.GET.get("table", "")
    tables = internal(edition, "cells.json") or {}
    if name not in tables:
        raise Http404
    told = tables[name]
    words = Words(edition)
    only = request.GET.get("only", "")
    shown = told.get("shown") or [None] * len(told["cells"])
    rows = [
        {
            "at": "|".join(at),
            "names": [words.of(axis, code) for axis, code in zip(told["dimensions"], at, strict=True)],
            "value": value,
            "shown": public,
            "reason": REASON_NAMES.get(reason, reason),
            "complement": reason == "complement",
            "withheld": bool(reason) and reason != OVERRIDDEN,
        }
        for (at, value, reason), public in zip(told["cells"], shown, strict=True)
        if reason or only != "withheld"
    ]
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    page = min(max(page, 1), pages)
    return render(
        request,
        "monitor/cells.html",
        {
            "edition": edition,
            "name": name,
            "title": words.table(name),
            "measure": words.measure(told["measure"]),
            "dimensions": [AXES.get(dimension, dimension) for dimension in told["dimensions"]],
            "told": "shown" in told,
            "rows": rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE],
            "page": page,
            "pages": range(1, pages + 1) if pages > 1 else [],
            "only": only,
            "lineage": internal(edition, "lineage.json")[name],
            "may_pin": edition.state in TRANSITIONS["rebuild"].sources,
        },
    )


@require_POST
@never_cache
def pin(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request, slug)
    table = request.POST.get("table", "")
    try:
        actions.pin(request.actor, edition, table=table, at=coordinates(request.POST.get("at", "")))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("monitor:draft", slug=slug)
    messages.success(request, _("Pinned. Build again to see what protection makes of it."))
    return redirect(f"{reverse('monitor:cells', args=[slug])}?table={table}&only=withheld")


@require_POST
@never_cache
def unpin(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request, slug)
    number = request.POST.get("pin", "")
    try:
        actions.unpin(request.actor, edition, pin_id=int(number) if number.isdigit() else 0)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("monitor:draft", slug=slug)


def coordinates(text: str) -> list[str]:
    return text.split("|") if text else []


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def behind(request: HttpRequest, slug: str) -> HttpResponse:
    """The pseudonymous places behind a cell: first why, then what; the log names the people in between."""
    edition = edition_of(request, slug)
    asked = request.POST if request.method == "POST" else request.GET
    table, at = asked.get("table", ""), tuple(coordinates(asked.get("at", "")))
    try:
        trail = trail_of(edition, table, at)
    except ValidationError as error:
        raise Http404 from error
    form = Reason(request.POST or None)
    places = None
    if request.method == "POST" and form.is_valid():
        places = places_behind(request.actor, edition, table, at, purpose=form.cleaned_data["purpose"])
    told, lineage = (internal(edition, f"{name}.json")[table] for name in ("cells", "lineage"))
    words = Words(edition)
    response = render(
        request,
        "monitor/behind.html",
        {
            "edition": edition,
            "table": table,
            "at": "|".join(at),
            "names": [
                words.of(axis, code)
                for axis, code in zip(told["dimensions"], at, strict=True)
                if code != TOTAL
            ],
            "trail": trail,
            "lineage": lineage,
            "definition": in_words({"name": lineage["indicator"], **lineage})[1],
            "form": form,
            "persons": len({place.person for place in places}) if places is not None else 0,
            "places": [
                (place, words.of("organisation", place.organisation), words.of("place_kind", place.kind))
                for place in places
            ]
            if places is not None
            else None,
        },
    )
    response["Cache-Control"] = "no-store"
    return response
