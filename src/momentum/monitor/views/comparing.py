"""Two ways to protect an edition side by side: asked for, worked out by a worker, and one of them chosen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.monitor import actions, telling
from momentum.monitor.attacks import attacks
from momentum.monitor.building.comparing import STEPS
from momentum.monitor.building.inputs import choices_of
from momentum.monitor.choices import Choices
from momentum.monitor.contents import MEASURES
from momentum.monitor.flow import TRANSITIONS
from momentum.monitor.forms.protection import Protection
from momentum.monitor.models import Comparison, ComparisonState, Edition
from momentum.monitor.naming import Words
from momentum.monitor.plan_words import goodness
from momentum.monitor.protection_words import METHOD_NAMES, PROFILE_NAMES, ZERO_NAMES, sentences
from momentum.monitor.queries.comparisons import comparisons, indicators_of, result_of
from momentum.monitor.sayings import told
from momentum.monitor.views.draft import REASON_NAMES, title_of
from momentum.monitor.views.public import language
from momentum.monitor.views.workshop import edition_of

STEP_NAMES = {
    "open": gettext_lazy("Open the frozen facts"),
    "measure": gettext_lazy("Measure the tables"),
    "first plan": gettext_lazy("Protect them as is chosen now"),
    "first check": gettext_lazy("Attack that"),
    "second plan": gettext_lazy("Protect them the other way"),
    "second check": gettext_lazy("Attack that too"),
    "compare": gettext_lazy("Lay the two side by side"),
}
FIGURES = {
    "stock": gettext_lazy("people in work"),
    "reach": gettext_lazy("people reached"),
    "moved_on": gettext_lazy("moved on to paid work"),
    "rate": gettext_lazy("share who moved on"),
    "sustained": gettext_lazy("share still in paid work"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def protection(request: HttpRequest, slug: str) -> HttpResponse:
    """How the edition is protected: choose another way at once, or compare it first with what is chosen now."""
    edition = edition_of(request, slug)
    indicators = indicators_of(edition)
    if not indicators:
        messages.error(request, _("Build the edition first: then it shows what there is to protect."))
        return redirect("monitor:draft", slug=slug)
    words = Words(edition)
    pins, overrides = list(edition.pins.all()), list(edition.overrides.all())
    form = Protection(
        request.POST or None,
        choices=choices_of(edition),
        indicators=indicators,
        pins=[(str(pin.pk), words.kept_cell(pin.cell)) for pin in pins],
        overrides=[(str(each.pk), words.kept_cell(each.cell)) for each in overrides],
    )
    if request.method == "POST" and form.is_valid():
        kept = [pin for pin in pins if str(pin.pk) in form.cleaned_data.get("pins", [])]
        anyway = [each for each in overrides if str(each.pk) in form.cleaned_data.get("overrides", [])]
        try:
            if "choose" in request.POST:
                actions.choose(
                    request.actor,
                    edition,
                    choices=form.chosen(),
                    pins=[pin.pk for pin in kept],
                    overrides=[each.pk for each in anyway],
                )
                messages.success(request, _("Chosen. Build again to see the edition protected this way."))
                return redirect("monitor:draft", slug=slug)
            made = actions.start_comparison(
                request.actor,
                edition,
                choices=form.chosen(),
                pins=[pin.cell for pin in kept],
                overrides=[[each.cell, each.reason] for each in anyway],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("monitor:comparison", slug=slug, pk=made.pk)
    return render(
        request,
        "monitor/protection.html",
        {
            "edition": edition,
            "title": title_of(edition),
            "form": form,
            "open": edition.state in TRANSITIONS["rebuild"].sources,
            "comparisons": [(each, _changed(each)) for each in comparisons(request.actor, edition)[:20]],
        },
    )


def _changed(comparison: Comparison) -> str:
    """In a few words what the other way is."""
    said = _in_short(comparison.first), _in_short(comparison.second)
    return _("%(first)s against %(second)s") % {"first": said[0], "second": said[1]}


def _in_short(told: Mapping[str, Any]) -> str:
    choices = Choices.from_json(told["choices"])
    ways = {choices.treatment(indicator) for indicator in MEASURES}
    methods = {str(METHOD_NAMES[each.method]).lower() for each in ways}
    zeros = {str(ZERO_NAMES[each.zeros]) for each in ways}
    return _("%(methods)s (n = %(n)s, zeros %(zeros)s, %(profile)s)") % {
        "methods": ", ".join(sorted(methods)),
        "n": choices.n,
        "zeros": " / ".join(sorted(zeros)),
        "profile": str(PROFILE_NAMES[choices.profile]).partition(":")[0].lower(),
    }


def _comparison_of(edition: Edition, pk: UUID) -> Comparison:
    return get_object_or_404(Comparison.objects.select_related("edition", "user"), edition=edition, pk=pk)


@require_safe
@never_cache
def comparison(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """How far the work is, and then what it found."""
    edition = edition_of(request, slug)
    found = _comparison_of(edition, pk)
    page = {"edition": edition, "title": title_of(edition), "comparison": found}
    if found.state == ComparisonState.WAITING:
        place = STEPS.index(found.step) if found.step in STEPS else 0
        part = found.done / found.total if found.total else 0
        page |= {
            "steps": [
                (STEP_NAMES[step], "done" if i < place else "now" if i == place else "")
                for i, step in enumerate(STEPS)
            ],
            "done": round(100 * (place + part) / len(STEPS)),
            "waiting": found.attempts == 0,
            "still": "still" in request.GET,
        }
        response = render(request, "monitor/comparison_progress.html", page)
        if "still" not in request.GET:
            response["Refresh"] = "2"
        return response
    result = result_of(found) if found.state == ComparisonState.DONE else None
    if result is not None:
        page |= _laid_out(edition, found, result)
    page["open"] = edition.state in TRANSITIONS["rebuild"].sources
    return render(request, "monitor/comparison.html", {**page, "result": result})


def _laid_out(edition: Edition, found: Comparison, result: Mapping[str, Any]) -> dict[str, Any]:
    words = Words(edition)
    sides = result["sides"]
    return {
        "sides": [
            {
                "name": name,
                "key": key,
                "short": _in_short(plan),
                "ok": side["audit"]["ok"],
                "checked": side["audit"]["checked"],
                "found": side["audit"]["found"],
                "attacks": attacks(side["audit"], words)[:3],
                "ways": [(_under(way), sentences(way)) for way in side["ways"]],
                "costs": [(REASON_NAMES.get(why, why), cost) for why, cost in side["costs"].items()],
                "worth": [line for line in goodness(side, ok=side["audit"]["ok"])[3:] if line[1]],
                "notes": [told(note, words.said) for note in side["notes"]],
                "pins": [words.kept_cell(cell) for cell in side["pins"]],
                "overrides": [(words.kept_cell(cell), why) for cell, why in side.get("overrides", ())],
            }
            for name, key, plan, side in zip(
                (_("As is chosen now"), _("The other way")),
                ("first", "second"),
                (found.first, found.second),
                sides,
                strict=True,
            )
        ],
        "rows": _rows(result),
        "tables": [
            (
                kept["title"][language()],
                *((side["tables"][name]["withheld"], side["tables"][name]["shown"]) for side in sides),
            )
            for name, kept in sides[0]["tables"].items()
        ],
        "differing": [
            (words.kept_cell(cell), value, first, second)
            for cell, value, first, second in result["differing"]
        ],
    }


def _under(way: Mapping[str, Any]) -> str:
    names = ", ".join(str(MEASURES.get(name, name)) for name in way["indicators"])
    return _("%(method)s: %(names)s") % {"method": METHOD_NAMES[way["method"]], "names": names}


def _rows(result: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What each way costs and keeps, a line a measure of it."""
    sides, cells = result["sides"], result["cells"]
    lines: list[tuple[str, list[str]]] = [
        (_("Numbers withheld"), [_count(side["withheld"]) for side in sides]),
        (_("Persons counted in them"), [_count(side["persons"]) for side in sides]),
        (
            _("Numbers shown as they are"),
            [_count(cells - side["withheld"] - side["told"]) for side in sides],
        ),
        (_("Numbers rounded or with noise"), [_count(side["told"]) for side in sides]),
        (_("Of those, other than the true number"), [_count(side["changed"]) for side in sides]),
        (_("Persons by which they differ together"), [_count(side["distance"]) for side in sides]),
    ]
    lines += [
        (label, [value or "–", other or "–"])
        for (label, value), (_label, other) in zip(
            *(goodness(side, ok=side["audit"]["ok"])[:3] for side in sides), strict=True
        )
        if value or other
    ]
    for name, label in FIGURES.items():
        kind = "share" if name in ("rate", "sustained") else "count"
        lines.append(
            (
                _("Headline: %(figure)s") % {"figure": label},
                [
                    _("withheld")
                    if side["figures"][name] is None
                    else telling.shown_value(side["figures"][name], kind)
                    for side in sides
                ],
            )
        )
    return lines


def _count(value: int) -> str:
    return telling.shown_value(value, "count")


@require_POST
@never_cache
def choose_compared(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Protect the edition as one of the two from the next build on."""
    edition = edition_of(request, slug)
    side = request.POST.get("side", "")
    if side not in ("first", "second"):
        raise Http404
    try:
        actions.choose_compared(request.actor, edition, comparison=_comparison_of(edition, pk), side=side)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Chosen. Build again to see the edition protected this way."))
    return redirect("monitor:draft", slug=slug)
