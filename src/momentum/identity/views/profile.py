"""An enterprise's own profile: five screens, a check, and itself beside the sector."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Stale
from momentum.identity.actions import answering as actions
from momentum.identity.forms.profile import ConfirmForm, ScreenForm, screen_form, values_of
from momentum.identity.models import Response, ResponseState
from momentum.identity.queries import answers
from momentum.identity.queries.against_sector import FEWEST_OTHERS, against_sector
from momentum.identity.queries.answers import Sheet, is_open, sheet
from momentum.identity.showing.beside import drawn
from momentum.sector.editing import Meanwhile


@require_safe
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What waits, and every year that there is."""
    found = answers.own_all(request.actor)
    open_now = next((each for each in found if is_open(each.round)), None)
    return render(
        request,
        "identity/profile.html",
        {
            "current": open_now,
            "sheet": sheet(open_now) if open_now else None,
            "earlier": [each for each in found if each != open_now],
        },
    )


@require_POST
@never_cache
def begin(request: HttpRequest, year: int) -> HttpResponse:
    response = answers.own(request.actor, year)
    try:
        current = actions.begin(request.actor, response)
    except ValidationError as error:
        return _back(request, error)
    # Whoever comes back goes on where something is missing; the first time that is where it begins.
    missing = [] if response.state == ResponseState.INVITED else sheet(current).missing
    return redirect("identity:profile_screen", year, missing[0].question.screen if missing else 1)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def screen(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One screen of questions; each save keeps what was chosen, also where a choice is still missing."""
    response = answers.own(request.actor, year)
    told = sheet(response)
    if not told.on(number):
        raise Http404
    if not is_open(response.round) or response.state == ResponseState.CONFIRMED:
        return redirect("identity:profile")
    form_class = screen_form(tuple(line.question for line in told.on(number)))
    if request.method != "POST":
        form = form_class.for_record(values_of(told.on(number)), response.version)
        return _screen_page(request, told, number, form)
    form = form_class(request.POST)
    if not form.is_valid():
        return _screen_page(request, told, number, form, status=422)
    try:
        saved, form, meanwhile = _save(request, response, form, number)
    except ValidationError as error:
        form.take(error)
        return _screen_page(request, told, number, form, status=422)
    if saved is None:
        return _screen_page(request, told, number, form, meanwhile=meanwhile, status=409)
    later = request.POST.get("go") == "later"
    form = form.renewed(saved.version)
    if form.is_valid() and form.require_choices(where_noted=later):
        return _screen_page(request, sheet(saved), number, form, status=422)
    if later:
        messages.success(request, _("Saved. You can go on at any time until the round closes."))
        return redirect("identity:profile")
    last = number == len(told.instrument.screens)
    return (
        redirect("identity:profile_check", year)
        if last
        else redirect("identity:profile_screen", year, number + 1)
    )


def _save(
    request: HttpRequest, response: Response, form: ScreenForm, number: int
) -> tuple[Response | None, ScreenForm, list[Meanwhile] | None]:
    """Saves, also where a colleague saved another screen meanwhile; what they changed on this one is shown first."""
    try:
        version = form.cleaned_data["version"]
        return actions.save_screen(request.actor, response, version=version, given=form.given), form, None
    except Stale as stale:
        current = stale.current
        now = values_of(sheet(current).on(number))
        merged, meanwhile = form.merged_with(now, current.version)
    if meanwhile or not merged.is_valid():
        return None, merged, meanwhile
    saved = actions.save_screen(request.actor, response, version=current.version, given=merged.given)
    return saved, merged, None


def _screen_page(
    request: HttpRequest,
    told: Sheet,
    number: int,
    form: ScreenForm,
    *,
    meanwhile: list[Meanwhile] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = {line.question.code: line for line in told.on(number)}
    return render(
        request,
        "identity/profile_screen.html",
        {
            "sheet": told,
            "round": told.response.round,
            "screen": told.instrument.screens[number - 1],
            "screens": told.instrument.screens,
            "form": form,
            "blocks": [block | {"line": lines[block["question"].code]} for block in form.blocks()],
            "meanwhile": meanwhile,
            "before": number - 1,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, year: int) -> HttpResponse:
    """All answers once more, then the confirmation."""
    response = answers.own(request.actor, year)
    if not is_open(response.round) or response.state == ResponseState.CONFIRMED:
        return redirect("identity:profile")
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        initial={"version": response.version, "may_be_shown": response.may_be_shown},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _confirmed, seconds = actions.confirm(request.actor, response, **form.cleaned_data)
            except Stale as stale:
                current: Any = stale.current
                response, status = current, 409
                messages.warning(
                    request, _("A colleague changed an answer meanwhile. Look once more, then confirm.")
                )
                form = ConfirmForm(
                    initial={
                        "version": response.version,
                        "may_be_shown": form.cleaned_data["may_be_shown"],
                    }
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                _tell_time(request, seconds)
                return redirect("identity:profile_year", year)
    return render(
        request,
        "identity/profile_check.html",
        {"sheet": sheet(response), "round": response.round, "form": form},
        status=status,
    )


def _tell_time(request: HttpRequest, seconds: int) -> None:
    messages.success(request, _("Thank you. Your profile counts."))
    if seconds:
        minutes = max(1, round(seconds / 60))
        told = ngettext(
            "It took you %(minutes)d minute. We count this by form, never by person.",
            "It took you %(minutes)d minutes. We count this by form, never by person.",
            minutes,
        )
        messages.info(request, told % {"minutes": minutes})


@require_POST
@never_cache
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    try:
        actions.reopen(request.actor, answers.own(request.actor, year))
    except ValidationError as error:
        return _back(request, error)
    messages.warning(
        request, _("You can change your answers now. They do not count until you confirm them again.")
    )
    return redirect("identity:profile_check", year)


@require_safe
@never_cache
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A confirmed profile beside the sector, and what was answered."""
    response = answers.own(request.actor, year)
    if response.state != ResponseState.CONFIRMED:
        return redirect("identity:profile")
    comparison = against_sector(request.actor, response)
    return render(
        request,
        "identity/profile_year.html",
        {
            "response": response,
            "round": response.round,
            "sheet": sheet(response),
            "comparison": comparison,
            "rows": [drawn(row) for row in comparison.rows],
            "fewest": FEWEST_OTHERS,
            "open": is_open(response.round),
        },
    )


def _back(request: HttpRequest, error: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(error.messages))
    return redirect("identity:profile")
