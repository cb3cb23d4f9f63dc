"""Tables on request: the answers that everybody reads, asking for one, and what became of one's own requests."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Stale, may, require
from momentum.accounts.policy import Record, Role
from momentum.monitor import showing, telling
from momentum.monitor.actions import requests as actions
from momentum.monitor.answering.files import DOWNLOADS, folder_of_answer, public_answer
from momentum.monitor.answering.presenting import cross, third_place
from momentum.monitor.answering.question import question_of
from momentum.monitor.building.files import MANIFEST
from momentum.monitor.building.json_files import read_json
from momentum.monitor.forms.requests import AskForm
from momentum.monitor.models import EditionState, TableRequest
from momentum.monitor.queries import requests as queries
from momentum.monitor.request_flow import OPEN
from momentum.monitor.views.public import KINDS, language, public_reason


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Every table that was asked for and released, the newest first."""
    tongue = language()
    return render(
        request,
        "monitor/requests/answers.html",
        {
            "answers": [(each, question_of(each).title()[tongue]) for each in queries.released_answers()],
            "may_ask": may(request.actor, "write", Record.TABLE_REQUEST),
        },
    )


def _answer(slug: str) -> TableRequest:
    return get_object_or_404(queries.released_answers(), slug=slug)


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer, with how it was counted and what was withheld. Its address stays."""
    found = _answer(slug)
    page = answer_page(found, request.GET.get("part", "")) if queries.gives_numbers(found) else {}
    return render(
        request,
        "monitor/requests/answer.html",
        {**_about(found), **page, "gives_numbers": queries.gives_numbers(found)},
    )


def _about(found: TableRequest) -> dict[str, Any]:
    edition = found.edition
    return {
        "answer": found,
        "edition": edition,
        "title": question_of(found).title()[language()],
        "edition_title": edition.title_en if language() == "en" else edition.title_nl,
        "replaced": edition.state == EditionState.SUPERSEDED,
        "reason": public_reason(edition),
        "asked_by": str(Role(found.asker_role).label) if found.asker_role else "",
    }


def answer_page(found: TableRequest, part: str = "") -> dict[str, Any]:
    """What the page of an answer shows; the same for who checks it before it is released."""
    public, tongue = public_answer(found), language()
    sides = public["sides"]
    third = sides[2] if len(sides) > 2 else None
    here = third_place(public, part)
    return {
        "table": showing.shown_table(cross(public, part), tongue),
        "public": public,
        "third": third and third["title"][tongue],
        "parts": [(code["at"], code[tongue], number == here) for number, code in enumerate(third["codes"])]
        if third
        else [],
        "lines": telling.answer_lines(public, tongue),
        "definitions": [telling.definition_of(each) for each in public["definitions"]],
    }


@require_safe
def answer_file(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """A file of an answer whose numbers are given out."""
    found = _answer(slug)
    if name not in DOWNLOADS or not queries.gives_numbers(found):
        raise Http404
    response = FileResponse(
        (folder_of_answer(found) / "public" / name).open("rb"),
        as_attachment=True,
        filename=f"{found.slug}.{name.rpartition('.')[2]}",
        content_type=KINDS[name.rpartition(".")[2]],
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def verify_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt of an answer: fingerprints of its files, what it was counted from and protected against."""
    found = _answer(slug)
    folder = folder_of_answer(found)
    manifest = read_json(folder / MANIFEST)
    return render(
        request,
        "monitor/requests/verify.html",
        {
            **_about(found),
            "files": [(name, manifest["files"][f"public/{name}"]) for name in DOWNLOADS],
            "versions": manifest["versions"],
            "released": read_json(folder / "inputs.json")["released"],
            "gives_numbers": queries.gives_numbers(found),
            "expired": telling.expired_lines(found.edition.facts_expired_on, language()),
        },
    )


# --- Of who asks ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The question: one form; nothing typed is lost where it cannot be answered."""
    require(request.actor, "write", Record.TABLE_REQUEST)
    prefilled = {
        name: value for name, value in request.GET.items() if name in ("edition", "indicator", "period")
    }
    form = AskForm(request.POST or None, initial=prefilled)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_table(request.actor, **form.asked())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(
                request,
                _("Your request is with the analysts. You get a message when there is an answer."),
            )
            return redirect("monitor:my_request", pk=made.pk)
    return render(request, "monitor/requests/ask.html", {"form": form})


@require_safe
@never_cache
def my_requests(request: HttpRequest) -> HttpResponse:
    tongue = language()
    clocks = queries.my_requests(request.actor)
    return render(
        request,
        "monitor/requests/my_requests.html",
        {"requests": [(clock, clock.title(tongue)) for clock in clocks]},
    )


@require_safe
@never_cache
def my_request(request: HttpRequest, pk: str) -> HttpResponse:
    """How one's own request stands. What is being made of it is not shown before it is released."""
    clock = queries.my_request(request.actor, pk)
    found = clock.request
    return render(
        request,
        "monitor/requests/my_request.html",
        {
            "clock": clock,
            "each": found,
            "title": clock.title(language()),
            "edition_title": found.edition.title_en if language() == "en" else found.edition.title_nl,
            "answer": found.answered_with or found,
            "may_withdraw": found.state in OPEN,
        },
    )


@require_POST
@never_cache
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    found = queries.my_request(request.actor, pk).request
    version = request.POST.get("version", "")
    try:
        actions.withdraw_table(request.actor, found, version=int(version) if version.isdigit() else None)
    except Stale:
        messages.error(request, _("Something happened to your request meanwhile. Look at how it stands now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. You can ask it again at any time."))
    return redirect("monitor:my_request", pk=pk)
