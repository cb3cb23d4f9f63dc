"""The analysts' side of tables on request: what waits, one request with its answer, and the steps of the flow."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from momentum.accounts.access import Stale, may
from momentum.accounts.sign_in import step_up
from momentum.monitor.actions import requests as actions
from momentum.monitor.answering.files import internal_answer
from momentum.monitor.answering.naming import AnswerWords
from momentum.monitor.answering.offer import SIDES
from momentum.monitor.answering.question import question_of
from momentum.monitor.attacks import attacks
from momentum.monitor.forms.requests import WhyNot
from momentum.monitor.models import RequestState, TableRequest
from momentum.monitor.plan_words import plan_lines
from momentum.monitor.queries import requests as queries
from momentum.monitor.request_flow import TRANSITIONS, Hand, possible
from momentum.monitor.sayings import told
from momentum.monitor.views.draft import REASON_NAMES
from momentum.monitor.views.public import language
from momentum.monitor.views.requests import answer_page

ROWS_A_PAGE = 60
# Before these somebody shows again who they are: they change what the public reads.
WEIGHS = frozenset({"check", "release"})
VERB_NAMES = {
    "ask": gettext_lazy("asked"),
    "take": gettext_lazy("took it in hand"),
    "build": gettext_lazy("had it built"),
    "finish": gettext_lazy("built"),
    "refuse": gettext_lazy("found not safe to release"),
    "fail": gettext_lazy("stopped with an error"),
    "check": gettext_lazy("checked"),
    "send_back": gettext_lazy("sent back"),
    "release": gettext_lazy("released"),
    "put_back": gettext_lazy("put back"),
    "decline": gettext_lazy("declined"),
    "withdraw": gettext_lazy("taken back by who asked"),
    "answer_too": gettext_lazy("answered with the answer to the same question"),
}


@require_safe
@never_cache
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the first due first; and what was answered lately."""
    tongue = language()
    waiting = queries.waiting_requests(request.actor)
    return render(
        request,
        "monitor/requests/requests.html",
        {
            "waiting": [(each, each.title(tongue)) for each in waiting],
            "ended": [(each, each.title(tongue)) for each in queries.ended_requests(request.actor)],
        },
    )


@require_safe
@never_cache
def request_page(request: HttpRequest, pk: str) -> HttpResponse:
    """One request: the question, the answer so far, what it withholds and why, what was found, what can be done."""
    found = queries.request_to_answer(request.actor, pk)
    response = render(request, "monitor/requests/request.html", page_of_request(request, found))
    if found.state == RequestState.BUILDING and "still" not in request.GET:
        response["Refresh"] = "3"
    return response


def page_of_request(request: HttpRequest, found: TableRequest, **forms: WhyNot) -> dict[str, Any]:
    tongue = language()
    plan, audit = (internal_answer(found, f"{name}.json") for name in ("plan", "audit"))
    steps = {each.verb for each in possible(found.state) if _may(request, found, each.hand, each.record)}
    built = plan is not None and found.state not in (RequestState.ASKED, RequestState.IN_HAND)
    return {
        "each": found,
        "clock": queries.Clock(found),
        "title": question_of(found).title()[tongue],
        "edition_title": found.edition.title_en if tongue == "en" else found.edition.title_nl,
        "sides": [SIDES[name].title for name in found.by],
        "attacks": attacks(audit, AnswerWords(found)) if built else [],
        "steps": steps,
        "apart": queries.apart_from_answer(request.actor, found),
        "mine": request.actor.user is not None and found.analyst_id == request.actor.user.pk,
        "events": [(event, VERB_NAMES.get(event.verb, event.verb)) for event in found.events.all()],
        "built": built,
        "audit": audit if built else None,
        "plan": plan if built else None,
        "worth": plan_lines(plan, ok=bool(audit and audit["ok"]), beside=len(plan["beside"]))
        if built
        else [],
        "notes": [told(note, AnswerWords(found).said) for note in plan["notes"]] if built else [],
        "costs": [(REASON_NAMES.get(reason, reason), cost) for reason, cost in plan["costs"].items()]
        if built
        else [],
        "decline": forms.get("decline") or WhyNot(prefix="decline"),
        "send_back": forms.get("send_back") or WhyNot(prefix="send_back"),
        **(answer_page(found, request.GET.get("part", "")) if built else {}),
    }


def _may(request: HttpRequest, found: TableRequest, hand: Hand, record: str) -> bool:
    if hand is Hand.HOLDER:
        return request.actor.user is not None and found.analyst_id == request.actor.user.pk
    return may(request.actor, "write", record, found)


@require_safe
@never_cache
def request_cells(request: HttpRequest, pk: str) -> HttpResponse:
    """Every number of an answer with its count, and why it is withheld; `?only=withheld` those that are."""
    found = queries.request_to_answer(request.actor, pk)
    told = internal_answer(found, "cells.json")
    if told is None:
        raise Http404
    words = AnswerWords(found)
    only = "withheld" if request.GET.get("only") == "withheld" else ""
    rows = [
        {
            "names": [words.of(axis, code) for axis, code in zip(told["dimensions"], at, strict=True)],
            "value": value,
            "reason": REASON_NAMES.get(reason, reason),
        }
        for at, value, reason in told["cells"]
        if reason or not only
    ]
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    page = min(max(page, 1), pages)
    return render(
        request,
        "monitor/requests/cells.html",
        {
            "each": found,
            "title": question_of(found).title()[language()],
            "sides": [SIDES[name].title for name in told["dimensions"]],
            "rows": rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE],
            "only": only,
            "page": page,
            "pages": range(1, pages + 1) if pages > 1 else [],
        },
    )


@require_POST
@never_cache
def request_step(request: HttpRequest, pk: str, verb: str) -> HttpResponse:
    """Take one step of the flow; whatever is typed stays when it is refused."""
    found = queries.request_to_answer(request.actor, pk)
    if verb not in STEPS:
        raise Http404
    told: dict[str, Any] = {}
    form = None
    if TRANSITIONS[verb].reason:
        form = WhyNot(request.POST, prefix=verb)
        if not form.is_valid():
            page = page_of_request(request, found, **{verb: form})
            return render(request, "monitor/requests/request.html", page)
        told = form.cleaned_data
    if verb in WEIGHS and (answer := step_up(request)):
        return answer
    version = request.POST.get("version", "")
    told["version"] = int(version) if version.isascii() and version.isdigit() else None
    try:
        STEPS[verb](request, found, told)
    except Stale:
        messages.error(request, _("This request changed while you looked at it. Look at it as it is now."))
    except ValidationError as error:
        if form is not None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, errors)
            return render(
                request, "monitor/requests/request.html", page_of_request(request, found, **{verb: form})
            )
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(TRANSITIONS[verb].done))
    return redirect("monitor:request", pk=pk)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


STEPS: dict[str, Callable[[HttpRequest, TableRequest, dict[str, Any]], TableRequest]] = {
    "take": lambda request, found, told: actions.take_table(request.actor, found, **told),
    "build": lambda request, found, told: actions.build_table(request.actor, found, **told),
    "put_back": lambda request, found, told: actions.put_back_table(request.actor, found, **told),
    "check": lambda request, found, told: actions.check_table(
        request.actor, found, content_hash=request.POST.get("content_hash", ""), **told
    ),
    "send_back": lambda request, found, told: actions.send_back_table(request.actor, found, **told),
    "release": lambda request, found, told: actions.release_table(
        request.actor, found, site=_site(request), **told
    ),
    "decline": lambda request, found, told: actions.decline_table(
        request.actor, found, site=_site(request), **told
    ),
}
