"""What everybody reads of the identity of the sector."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from momentum.identity.pictures.paper import on_paper
from momentum.identity.queries.years import being_checked, may_check, public_years, years_for
from momentum.identity.showing.page import page_of
from momentum.sector.views.sheets import sheet_response

FORMATS = ("svg", "csv", "xlsx", "ods")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The last year that is public."""
    public = public_years()
    if not public:
        told = {"checking": being_checked(), "may_check": may_check(request.actor)}
        return render(request, "identity/home.html", told)
    return _year_page(request, public[0], is_home=True)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    if year not in years_for(request.actor):
        raise Http404
    return _year_page(request, year)


def _year_page(request: HttpRequest, year: int, *, is_home: bool = False) -> HttpResponse:
    public = public_years()
    return render(
        request,
        "identity/home.html",
        {
            "page": page_of(year),
            "year": year,
            "years": years_for(request.actor),
            "public": year in public,
            "is_home": is_home,
            "may_check": may_check(request.actor),
            "formats": FORMATS,
        },
    )


@require_safe
def picture(request: HttpRequest, year: int, name: str, format_: str) -> HttpResponse:
    """A picture as SVG with its own colours, or the table behind it."""
    if year not in years_for(request.actor) or format_ not in FORMATS:
        raise Http404
    found = page_of(year).picture(name)
    if found is None:
        raise Http404
    file = f"identity-{year}-{name}"
    if format_ != "svg":
        return sheet_response(format_, file, found.table.header, found.table.cells)
    drawn = render_to_string(found.template, {"picture": found, "drawing": found.drawing, "file": True})
    response = HttpResponse(on_paper(drawn), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{file}.svg"'
    return response
