"""What is done about requirements: the list, each with what is seen of its effect, and the steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Stale, may, require
from momentum.accounts.policy import Record
from momentum.identity import effect_words
from momentum.identity.actions import counter_measures as actions
from momentum.identity.flow import COUNTER_MEASURE
from momentum.identity.forms.statements import Drop, Finish, NewCounterMeasure
from momentum.identity.models import CounterMeasure
from momentum.identity.queries.counter_measures import counter_measures as all_of_them
from momentum.identity.queries.counter_measures import effect, steps_for

VERSION = "version"


@require_safe
def counter_measures(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "identity/counter_measures.html",
        {
            "measures": all_of_them(),
            "can_propose": may(request.actor, "write", Record.IDENTITY_STATEMENT),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_STATEMENT)
    form = NewCounterMeasure(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(request.actor, **form.cleaned_data)
        except ValidationError as error:
            _into(form, error)
        else:
            messages.success(request, _("Proposed. Say here when it is agreed with who demands it."))
            return redirect("identity:counter_measure", pk=made.pk)
    return render(request, "identity/counter_measure_new.html", {"form": form})


@require_safe
def counter_measure(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(CounterMeasure.objects.select_related("requirement", "into"), pk=pk)
    return render(request, "identity/counter_measure.html", page_of(request, found))


def page_of(request: HttpRequest, found: CounterMeasure, **shown: forms.Form) -> dict[str, Any]:
    seen = effect(found)
    return {
        "measure": found,
        "steps": steps_for(request.actor, found),
        "events": [(each, effect_words.VERB_NAMES[each.verb]) for each in found.events.all()],
        "effect": effect_words.told(found, seen) if seen else None,
        "finish": shown.get("finish") or Finish(kind=found.kind),
        "drop": shown.get("drop") or Drop(),
    }


@require_POST
@never_cache
def step(request: HttpRequest, pk: str, verb: str) -> HttpResponse:
    found = get_object_or_404(CounterMeasure.objects.select_related("requirement"), pk=pk)
    if verb not in STEPS:
        raise Http404
    actions.allowed(request.actor, verb, found)
    form = _form(request, found, verb)
    if form is not None and not form.is_valid():
        return render(request, "identity/counter_measure.html", page_of(request, found, **{verb: form}))
    version = request.POST.get(VERSION, "")
    told = dict(form.cleaned_data) if form is not None else {}
    told[VERSION] = int(version) if version.isascii() and version.isdigit() else None
    try:
        STEPS[verb](request.actor, found, **told)
    except Stale:
        messages.error(request, _("This changed while you looked at it. Look at it as it is now."))
    except ValidationError as error:
        if form is not None:
            _into(form, error)
            return render(request, "identity/counter_measure.html", page_of(request, found, **{verb: form}))
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(COUNTER_MEASURE[verb].done))
    return redirect("identity:counter_measure", pk=pk)


def _form(request: HttpRequest, found: CounterMeasure, verb: str) -> forms.Form | None:
    if verb == "finish":
        return Finish(request.POST, kind=found.kind)
    return Drop(request.POST) if verb == "drop" else None


def _into(form: forms.Form, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


STEPS: dict[str, Callable[..., CounterMeasure]] = {
    "agree": actions.agree,
    "finish": actions.finish,
    "drop": actions.drop,
}
