"""Rounds, as an analyst keeps them; one enterprise's answers open with a reason."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Refused, require
from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role
from momentum.identity.actions import rounds as actions
from momentum.identity.forms.rounds import DaysForm, RoundForm, WhyForm
from momentum.identity.queries import answers
from momentum.identity.queries import rounds as queries
from momentum.identity.queries.answers import sheet


@require_safe
@never_cache
def rounds(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "identity/rounds/rounds.html",
        {"rounds": queries.rounds(request.actor), "today": today()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_round(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_ROUND)
    form = RoundForm(request.POST if request.method == "POST" else None, initial={"year": today().year})
    if form.is_valid():
        try:
            made = actions.open_round(request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The round is there. Nobody is invited yet: that is the next step."))
            return redirect("identity:round", made.year)
    status = 422 if form.errors else 200
    return render(request, "identity/rounds/open_round.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def round_(request: HttpRequest, year: int) -> HttpResponse:
    """How far a round is; sent, it gets other days."""
    standing = queries.standing(request.actor, year)
    form = DaysForm(
        request.POST if request.method == "POST" else None,
        initial={"opens": standing.round.opens, "closes": standing.round.closes},
    )
    if form.is_valid():
        try:
            actions.change_days(request.actor, standing.round, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The days of the round are changed."))
            return redirect("identity:round", year)
    return render(
        request,
        "identity/rounds/round.html",
        {
            "standing": standing,
            "round": standing.round,
            "responses": queries.responses(request.actor, standing.round),
            "unmanaged": queries.without_manager(request.actor, standing.round),
            "over": standing.round.closes < today(),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@never_cache
def invite(request: HttpRequest, year: int) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    found = queries.round_of(request.actor, year)
    try:
        count = actions.invite_all(request.actor, found, site=site)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = ngettext("%(count)d enterprise is invited.", "%(count)d enterprises are invited.", count)
        messages.success(request, told % {"count": count})
    return redirect("identity:round", year)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opened(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First why, then one enterprise's answers; the log is written in between."""
    if request.actor.role != Role.ANALYST:
        raise Refused("read", Record.IDENTITY_PROFILE, str(pk))
    require(request.actor, "read", Record.IDENTITY_PROFILE)
    form = WhyForm(request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        response = answers.opened(request.actor, pk, purpose=form.cleaned_data["purpose"])
        shown = sheet(response, fill=False)
    page = render(
        request,
        "identity/rounds/opened.html",
        {"form": form, "sheet": shown},
        status=422 if form.errors else 200,
    )
    page["Cache-Control"] = "no-store"
    return page
