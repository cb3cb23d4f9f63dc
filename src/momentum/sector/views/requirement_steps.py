"""The broker's pages about a demand: settle what it is, confirm, reject, merge."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from momentum.accounts.access import Stale, require
from momentum.sector.actions import requirement_steps as actions
from momentum.sector.models import Requirement
from momentum.sector.queries import requirements as queries
from momentum.sector.requirement_forms import MergeForm, RejectForm, SettleForm

SETTLE_ROWS = [
    ["title_nl", "title_en"],
    ["explanation"],
    ["party", "party_name"],
    ["mechanism"],
    ["hours", "since", "until"],
    ["binds_all"],
    ["bound"],
]


def _to_decide(request: HttpRequest, pk: UUID) -> Requirement:
    require(request.actor, "write", "requirement", Requirement())
    return queries.requirement(request.actor, pk)


def _values(record: Requirement) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in actions.SETTLED_FIELDS}
    return values | {"bound": [each.name for each in record.bound.all()]}


@never_cache
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = _to_decide(request, pk)
    form, meanwhile = SettleForm.for_request(request, _values(record), record.version), None
    if form.is_bound and form.is_valid():
        try:
            actions.settle_requirement(
                request.actor, record, version=form.cleaned_data["version"], **form.values
            )
        except Stale as stale:
            now: Any = stale.current
            form, meanwhile = form.merged_with(_values(now), now.version)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The demand is saved."))
            return redirect("sector:requirement", record.pk)
    status = 409 if meanwhile is not None else 422 if form.errors else 200
    context: dict[str, Any] = {"form": form, "meanwhile": meanwhile, "record": record, "rows": SETTLE_ROWS}
    context |= {"title": _("Settle what it is"), "button": _("Save")}
    return render(request, "sector/requirement_step.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = _to_decide(request, pk)
    try:
        actions.confirm_requirement(request.actor, record, version=_version(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Stale:
        messages.error(request, _changed_meanwhile())
    else:
        messages.success(request, _("The demand is confirmed: it counts from now on."))
    return redirect("sector:requirement", record.pk)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _changed_meanwhile() -> str:
    return _("Somebody else changed this demand meanwhile. Look at it as it stands now, and try again.")


@never_cache
def reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = _to_decide(request, pk)
    form = RejectForm(request.POST if request.method == "POST" else None, initial={"version": record.version})
    words = {
        "title": _("Reject"),
        "button": _("Reject the demand"),
        "saved": _("The demand is rejected. Whoever reported it reads why."),
    }
    return _one_step(
        request,
        record,
        form,
        words,
        lambda values: actions.reject_requirement(request.actor, record, **values),
    )


@never_cache
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = _to_decide(request, pk)
    form = MergeForm(
        request.POST if request.method == "POST" else None,
        initial={"version": record.version},
        beside=record,
        first=queries.similar(request.actor, record.title_nl, beside=record.pk),
    )
    words = {
        "title": _("Merge with another"),
        "explanation": _(
            "Its reports move along, and its address leads to the demand that is kept. This cannot be undone."
        ),
        "button": _("Merge"),
        "saved": _("The demands are merged. This is the one that is kept."),
    }
    return _one_step(
        request,
        record,
        form,
        words,
        lambda values: actions.merge_requirement(request.actor, record, **values),
    )


def _one_step(
    request: HttpRequest,
    record: Requirement,
    form: Any,
    words: dict[str, str],
    take: Callable[[dict[str, Any]], Requirement],
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            kept = take(form.cleaned_data)
        except Stale as stale:
            current: Any = stale.current
            form.add_error(None, _changed_meanwhile())
            form.data = form.data | {"version": str(current.version)}
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, words["saved"])
            return redirect("sector:requirement", kept.pk)
    context = {"form": form, "record": record, **words}
    return render(request, "sector/requirement_step.html", context, status=422 if form.errors else 200)
