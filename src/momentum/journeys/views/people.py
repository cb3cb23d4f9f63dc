"""The list of people, and one person's page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from momentum.accounts.access import may
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.accounts.sign_in import step_up
from momentum.journeys.queries import people as listing
from momentum.journeys.queries.person import person_page, restricted_since
from momentum.sector.views.sheets import sheet_response


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    filters = filters_of(request)
    found = listing.people(request.actor, filters)
    return render(
        request,
        "journeys/people.html",
        {
            "found": found,
            "filters": filters,
            "chips": _chips(filters),
            "address": address(filters),
            "pages": {
                "previous": address(filters, page=found.page.number - 1),
                "next": address(filters, page=found.page.number + 1),
            },
            "columns": _columns(filters),
            "may_register": may(request.actor, "write", Record.IDENTITY),
        },
    )


@require_safe
def export(request: HttpRequest, format_: str) -> HttpResponse:
    if may(request.actor, "export", Record.JOURNEY) and (answer := step_up(request)):
        return answer
    rows = listing.export_people(request.actor, filters_of(request))
    return sheet_response(format_, "people", *listing.export_cells(rows))


@require_safe
def person(request: HttpRequest, pk: str) -> HttpResponse:
    if since := restricted_since(request.actor, pk):
        return render(request, "journeys/restricted.html", {"since": since})
    return render(request, "journeys/person.html", {"page": person_page(request.actor, pk)})


@require_safe
def print_person(request: HttpRequest, pk: str) -> HttpResponse:
    page = person_page(request.actor, pk, verb="print")
    return render(request, "journeys/person_print.html", {"page": page, "today": today()})


def filters_of(request: HttpRequest) -> listing.Filters:
    """The filters that the address asks for; what it does not know is left aside."""
    asked = request.GET
    state, sort, page = asked.get("state", ""), asked.get("sort", "name"), asked.get("page", "1")
    return listing.Filters(
        search=asked.get("q", "")[:80],
        state=state if state in listing.STATES else "",
        mine=asked.get("mine") == "1",
        sort=sort if sort.lstrip("-") in listing.SORTS else "name",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def address(filters: listing.Filters, **other: object) -> str:
    """The query of the address that shows the list with these filters."""
    asked = {
        "q": filters.search,
        "state": filters.state,
        "mine": "1" if filters.mine else "",
        "sort": filters.sort if filters.sort != "name" else "",
        **other,
    }
    return "?" + urlencode({key: value for key, value in asked.items() if value})


def _chips(filters: listing.Filters) -> list[dict[str, object]]:
    """The filters one can choose: by state, and the own caseload only."""
    chips: list[dict[str, object]] = [
        {"label": label, "url": address(filters, state=state), "here": filters.state == state}
        for state, label in listing.STATES.items()
    ]
    mine = address(filters, mine="" if filters.mine else "1")
    return [*chips, {"label": _("my caseload only"), "url": mine, "here": filters.mine}]


def _columns(filters: listing.Filters) -> dict[str, dict[str, str]]:
    """Per column that sorts: where a click leads, and how the list is sorted by it now."""
    return {
        key: {
            "url": address(filters, sort=f"-{key}" if filters.sort == key else key),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(filters.sort, ""),
        }
        for key in listing.SORTS
    }
