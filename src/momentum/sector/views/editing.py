"""What every page has on which an organisation changes something of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from momentum.accounts.access import Stale, require
from momentum.sector import queries
from momentum.sector.actions.form_times import saved
from momentum.sector.editing import EditForm, Meanwhile
from momentum.sector.queries import EnterprisePage


def own_page(request: HttpRequest, slug: str, record: str = "registry") -> EnterprisePage:
    """The page of an organisation that this actor may change; `Refused` otherwise."""
    require(request.actor, "write", record)
    kept = queries.kept(request.actor, slug)
    require(request.actor, "write", record, kept.organisation)
    return kept


def edited(
    request: HttpRequest,
    page: EnterprisePage,
    form: EditForm,
    save: Callable[[dict[str, Any], int | None], Any],
    now: Callable[[Any], dict[str, Any]],
    words: dict[str, Any],
) -> HttpResponse:
    """Shows the form; when it is sent, saves, or shows what is wrong or what changed meanwhile.

    `save(values, version)` calls the action; `now(record)` gives the values of a record as it stands. `timed` among
    the words is a form and a record's key: the time it takes the enterprise is counted.
    """
    meanwhile: list[Meanwhile] | None = None
    if form.is_bound and form.is_valid():
        try:
            save(form.values, form.cleaned_data["version"])
        except Stale as stale:
            form, meanwhile = form.merged_with(now(stale.current), stale.current.version)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, words["saved"])
            return redirect(words.get("next", "sector:manage"), page.organisation.slug)
    timed = words.get("timed") if request.actor.organisation == page.organisation else None
    if timed:
        saved(*timed)
    status = 409 if meanwhile is not None else 422 if form.errors else 200
    context = {
        "form": form,
        "meanwhile": meanwhile,
        "organisation": page.organisation,
        **words,
        "timed": timed,
    }
    return render(request, words.get("template", "sector/edit.html"), context, status=status)
