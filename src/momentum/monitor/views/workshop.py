"""The analysts' workshop: editions in the making."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from momentum.accounts.access import Stale, require
from momentum.accounts.clock import today
from momentum.monitor import actions
from momentum.monitor.building.steps import STEPS
from momentum.monitor.forms.editions import NewEdition, Titles
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.queries.editions import all_editions, public_editions
from momentum.monitor.views.draft import draft_page, title_of
from momentum.monitor.views.public import edition_page

STEP_NAMES = {
    "freeze": gettext_lazy("Freeze the facts"),
    "prepare": gettext_lazy("Prepare them per person"),
    "measure": gettext_lazy("Measure the tables"),
    "protect": gettext_lazy("Choose what is withheld"),
    "audit": gettext_lazy("Try to work out what is withheld"),
    "draw": gettext_lazy("Draw charts and report"),
    "write": gettext_lazy("Write the files"),
}


@require_safe
@never_cache
def editions(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "monitor/workshop.html",
        {"editions": [(edition, title_of(edition)) for edition in all_editions(request.actor)]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", "edition")
    form = NewEdition(request.POST or None, initial=_what_follows())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            edition = actions.new_edition(
                request.actor,
                period_from=told["period_from"],
                period_to=told["period_last"] + timedelta(days=1),
                freeze=told["freeze"],
                title_nl=told["title_nl"],
                title_en=told["title_en"],
                options={"n": told["n"]},
            )
        except ValidationError as error:
            _into(form, error, {"period_to": "period_last"})
        else:
            return redirect("monitor:progress", slug=edition.slug)
    return render(request, "monitor/new.html", {"form": form})


def _what_follows() -> dict[str, object]:
    """What the next edition is about: the days after the last published one, else the calendar year that ended last.

    Counting a published period again shows the difference with what everybody has read: few people in it, and
    even totals stay hidden. The days after it have no such past.
    """
    year = today().year - 1
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    last = public_editions().exclude(state=EditionState.WITHDRAWN).first()
    if last and start <= last.period_to < today():
        start, end = last.period_to, min(today(), date(last.period_to.year + 1, 1, 1))
    title = f"Monitor {start.year}"
    if (start, end) != (date(start.year, 1, 1), date(start.year + 1, 1, 1)):
        title += f", {start:%d-%m} – {end - timedelta(days=1):%d-%m}"
    return {
        "period_from": f"{start:%d-%m-%Y}",
        "period_last": f"{end - timedelta(days=1):%d-%m-%Y}",
        "freeze": f"{max(end, today()):%d-%m-%Y}",
        "title_nl": title,
        "title_en": title,
    }


def _into(form, error: ValidationError, names: dict[str, str]) -> None:
    """An action's refusal, shown at the fields it is about."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            name = names.get(field, field)
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def edition_of(request: HttpRequest, slug: str) -> Edition:
    """An edition in whatever state, for an analyst."""
    require(request.actor, "write", "edition")
    return get_object_or_404(Edition.objects.select_related("built_by", "progress"), slug=slug)


@require_safe
@never_cache
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the work is. It refreshes itself; `?still` keeps it as it is."""
    edition = edition_of(request, slug)
    if edition.state != EditionState.BUILDING:
        return redirect("monitor:draft", slug=slug)
    now = edition.progress
    place = STEPS.index(now.step) if now.step in STEPS else 0
    part = now.done / now.total if now.total else 0
    response = render(
        request,
        "monitor/progress.html",
        {
            "edition": edition,
            "title": title_of(edition),
            "progress": now,
            "steps": [
                (STEP_NAMES[step], "done" if i < place else "now" if i == place else "")
                for i, step in enumerate(STEPS)
            ],
            "done": round(100 * (place + part) / len(STEPS)),
            "still": "still" in request.GET,
            "waiting": now.attempts == 0,
        },
    )
    if "still" not in request.GET:
        response["Refresh"] = "2"
    return response


@require_safe
@never_cache
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything an analyst needs to know of an edition, and what they can do with it now."""
    edition = edition_of(request, slug)
    if edition.state == EditionState.BUILDING:
        return redirect("monitor:progress", slug=slug)
    return render(request, "monitor/draft.html", draft_page(request, edition))


@require_safe
@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page as it would be."""
    edition = edition_of(request, slug)
    if not edition.content_hash:
        return redirect("monitor:draft", slug=slug)
    return render(request, "monitor/edition.html", {**edition_page(edition), "preview": True})


@require_http_methods(["POST"])
@never_cache
def titles(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request, slug)
    form = Titles(request.POST)
    if form.is_valid():
        try:
            actions.edit(request.actor, edition, **form.cleaned_data)
        except Stale as stale:
            form.add_error(
                None,
                _(
                    "Somebody changed this edition meanwhile; its titles are now “%(nl)s” and “%(en)s”. What you typed is kept below."
                )
                % {"nl": stale.current.title_nl, "en": stale.current.title_en},
            )
            typed = request.POST.copy()
            typed["version"] = str(stale.current.version)
            form.data = typed
        except ValidationError as error:
            _into(form, error, {})
        else:
            messages.success(request, _("The titles are changed. Build again to see them in the edition."))
            return redirect("monitor:draft", slug=slug)
    return render(request, "monitor/draft.html", draft_page(request, edition, titles=form))
