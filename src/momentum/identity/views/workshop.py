"""The analysts' page of a year: the field by branch, and where each enterprise stands, for a reason."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from momentum.accounts.access import require
from momentum.accounts.policy import Record
from momentum.identity.forms.checking import Reason
from momentum.identity.queries.checks import branches_of, checks
from momentum.identity.queries.measured import pole_names
from momentum.identity.queries.years import public_years, years_for
from momentum.identity.showing.checks import shown_branch, shown_check
from momentum.identity.showing.page import page_of


@require_safe
@never_cache
def workshop(request: HttpRequest) -> HttpResponse:
    """The last year that was asked, whether or not it is public."""
    require(request.actor, "read", Record.IDENTITY_ROUND)
    years = years_for(request.actor)
    if not years:
        return render(request, "identity/workshop.html", {"years": []})
    return redirect("identity:check", year=years[0])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, year: int) -> HttpResponse:
    """First the field; then, once a reason is chosen and logged, each enterprise."""
    require(request.actor, "read", Record.IDENTITY_ROUND)
    years = years_for(request.actor)
    if year not in years:
        raise Http404
    form = Reason(request.POST if request.method == "POST" else None)
    found, own = None, pole_names()
    if request.method == "POST" and form.is_valid():
        opened = checks(request.actor, year, purpose=form.cleaned_data["purpose"])
        found = [shown_check(each, own) for each in opened]
    response = render(
        request,
        "identity/workshop.html",
        {
            "year": year,
            "years": years,
            "public": year in public_years(),
            "page": page_of(year),
            "branches": [shown_branch(each, own) for each in branches_of(request.actor, year)],
            "form": form,
            "checks": found,
        },
    )
    response["Cache-Control"] = "no-store"
    return response
