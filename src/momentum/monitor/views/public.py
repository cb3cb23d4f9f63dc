"""What everybody reads."""

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from momentum.monitor import showing, telling
from momentum.monitor.building.files import MANIFEST, folder_of, public_folder, public_of
from momentum.monitor.building.identity import pulled
from momentum.monitor.building.json_files import read_json
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.queries.editions import headline, latest_public, public_editions

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


def language() -> str:
    return "en" if get_language() == "en" else "nl"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    latest = latest_public()
    return render(
        request,
        "monitor/home.html",
        {
            "latest": latest,
            "headline": headline(latest) if latest else None,
            "cards": telling.cards(public_of(latest), language()) if latest else [],
            "editions": [
                (edition, public_of(edition)["finding"][language()]) for edition in public_editions()
            ],
        },
    )


@require_safe
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(public_editions(), slug=slug)
    if found.state == EditionState.WITHDRAWN:
        return render(request, "monitor/withdrawn.html", {"edition": found, "reason": public_reason(found)})
    return render(request, "monitor/edition.html", edition_page(found))


def edition_page(found: Edition) -> dict[str, object]:
    """Everything the page of an edition shows; the same for a preview of one that is not public yet."""
    public = public_of(found)
    tongue = language()
    charts = showing.shown_charts(found, public, tongue)
    organisations = showing.table_named(public, "stock_by_organisation")
    return {
        "edition": found,
        "public": public,
        "finding": public["finding"][tongue],
        "title": public["title"][tongue],
        "provisional": telling.provisional() if public["provisional"] else "",
        "cards": telling.cards(public, tongue),
        "first_chart": charts[0] if charts else None,
        "charts": charts[1:],
        "where_from": showing.where_from(public, tongue),
        "organisations": showing.shown_table(
            organisations, tongue, organisations["rows"][: showing.ROWS_IN_BRIEF]
        )
        if organisations
        else None,
        "tables": [showing.shown_table(table, tongue, []) for table in public["tables"]],
        "lines": [
            *telling.counted_lines(public, tongue),
            *telling.expired_lines(found.facts_expired_on, tongue),
        ],
        "definitions": [telling.definition_of(each) for each in public["definitions"]],
        "approved": found.events.filter(verb="approve").order_by("-at").first(),
        "identity": identity_of(found, public),
        "later": found.superseded_by.filter(state=EditionState.PUBLISHED).first(),
        "reason": public_reason(found),
    }


def identity_of(found: Edition, public: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is said of the sector's identity in this year: as the edition took it, else as it was published since."""
    told = public.get("identity")
    now = pulled(found)
    value = told or now
    if value is None:
        return None
    return {
        "year": value["year"],
        "finding": value["finding"][language()],
        "address": value["address"][language()],
        "since": told is None,
        "withdrawn": now is None,
    }


def public_reason(found: Edition) -> str:
    return found.public_reason_en if language() == "en" else found.public_reason_nl


def _standing(slug: str) -> Edition:
    """A public edition whose figures stand: those of a withdrawn one are no longer given out."""
    return get_object_or_404(public_editions().exclude(state=EditionState.WITHDRAWN), slug=slug)


@require_safe
def table(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = _standing(slug)
    public = public_of(found)
    told = showing.table_named(public, name)
    if told is None:
        raise Http404
    asked = asked_of(request)
    shown, page = showing.page_of(told, asked, language())
    return render(
        request,
        "monitor/table.html",
        {
            "edition": found,
            "title": public["title"][language()],
            "table": shown,
            "page": page,
            "asked": asked,
            "columns": [
                (*column, _next_sort(asked.sort, column[0]), _aria(asked.sort, column[0]))
                for column in shown.columns
            ],
            "name_sort": _next_sort(asked.sort, "name", first="name"),
            "name_aria": _aria(asked.sort, "name"),
        },
    )


def asked_of(request: HttpRequest) -> showing.Asked:
    number = request.GET.get("page", "1")
    return showing.Asked(
        search=request.GET.get("q", "")[:80].strip(),
        sort=request.GET.get("sort", "")[:80],
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
    )


def _next_sort(now: str, key: str, first: str | None = None) -> str:
    """Largest first, then smallest first, and back; names the other way round."""
    first = first or f"-{key}"
    second = key if first.startswith("-") else f"-{key}"
    return second if now == first else first


def _aria(now: str, key: str) -> str:
    if now.removeprefix("-") != key:
        return "none"
    return "descending" if now.startswith("-") else "ascending"


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of an edition's files, with their fingerprints."""
    return redirect("monitor:verify", slug=_standing(slug).slug)


@require_safe
def download(request: HttpRequest, slug: str, path: str) -> FileResponse:
    """A file of an edition, by its name in the list of its files and nothing else."""
    found = _standing(slug)
    kind = path.rpartition(".")[2]
    if kind not in KINDS or f"public/{path}" not in read_json(folder_of(found) / MANIFEST)["files"]:
        raise Http404
    response = FileResponse(
        (public_folder(found) / path).open("rb"),
        as_attachment=True,
        filename=f"monitor-{found.slug}-{path.rpartition('/')[2]}",
        content_type=KINDS[kind],
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(public_editions(), slug=slug)
    manifest = read_json(folder_of(found) / MANIFEST)
    files = [
        (name.removeprefix("public/"), told)
        for name, told in manifest["files"].items()
        if name.startswith("public/") and name.rpartition(".")[2] in KINDS
    ]
    return render(
        request,
        "monitor/verify.html",
        {
            "edition": found,
            "title": found.title_en if language() == "en" else found.title_nl,
            "files": files,
            "versions": manifest["versions"],
            "standing": found.state != EditionState.WITHDRAWN,
            "expired": telling.expired_lines(found.facts_expired_on, language()),
        },
    )
