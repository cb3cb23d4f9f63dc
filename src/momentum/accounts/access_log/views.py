"""Pages of the access log: the anchors for everybody, who looked for a participant, the log for who oversees it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from momentum.accounts.access import Stale
from momentum.accounts.access_log import anchors, queries
from momentum.accounts.access_log.export_tokens import export_token
from momentum.accounts.access_log.forms import AnswerForm, AskForm, LogForm
from momentum.accounts.actions import log_questions as actions
from momentum.accounts.clock import today
from momentum.accounts.sign_in.step_up import step_up

PER_PAGE = 50


@require_safe
def list_anchors(request: HttpRequest) -> HttpResponse:
    """Where every anchor is, for whoever keeps copies."""
    listed = [
        {
            "day": name.removesuffix(".json"),
            "url": request.build_absolute_uri(reverse("anchor", kwargs={"name": name})),
        }
        for name in anchors.anchor_names()
    ]
    return JsonResponse({"anchors": listed})


@require_safe
def one_anchor(request: HttpRequest, name: str) -> HttpResponse:
    """The file as it lies on the disk, byte for byte."""
    content = anchors.anchor_bytes(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/json")


@never_cache
@require_safe
def my_access(request: HttpRequest) -> HttpResponse:
    """For a participant: who looked at their records, when and why; what they asked about it, and the answers.

    Their own visits are one line a day; `?own=2016-11-28` tells them one by one.
    """
    day = _day_asked(request)
    entries, visits = queries.gathered(request.actor)
    if day:
        entries, visits = queries.own_visits(request.actor, day), {}
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.day = timezone.localdate(entry.at)
        entry.visits = visits.get(entry.number, 1)
    asked = [] if day else queries.asked_by_me(request.actor)
    context = {
        "page": page,
        "day": day,
        "asked": asked,
        "asked_about": {each.question.number for each in asked},
    }
    return render(request, "accounts/my_access.html", context)


def _day_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("own", ""))
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_entry(request: HttpRequest, digest: str) -> HttpResponse:
    """For a participant: ask about one entry, or object to it."""
    entry = queries.entry_about_me(request.actor, digest)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_about_entry(request.actor, entry, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            due = date_format(asked.due, "j F Y")
            messages.success(
                request, _("Your question was sent. You get an answer by %(day)s.") % {"day": due}
            )
            return redirect("accounts:my_access")
    return render(request, "accounts/ask_about_entry.html", {"form": form, "entry": entry})


@never_cache
@require_safe
def log_questions(request: HttpRequest) -> HttpResponse:
    """For a privacy officer: what participants asked about the log."""
    page = Paginator(queries.log_questions(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/log_questions.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_log_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For a privacy officer: one question, and the answer to it."""
    asked, entry = queries.open_log_question(request.actor, pk)
    question = asked.question
    form = AnswerForm(question.kind, request.POST or None, initial={"version": question.version})
    context = {"asked": asked, "question": question, "entry": entry, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_log_question(request.actor, question, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except Stale:
            form.add_error(None, _("Somebody answered this already. What you typed is still here."))
        else:
            messages.success(request, _("The answer was sent."))
            return redirect("accounts:log_questions")
    return render(request, "accounts/answer_log_question.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export_log(request: HttpRequest) -> HttpResponseBase:
    """For a privacy officer: the whole log as a file, here or by a token on the command line of the server."""
    queries.oversee(request.actor)
    token = ""
    if request.method == "POST":
        if detour := step_up(request):
            return detour
        if "token" not in request.POST:
            name = f"access-log-{today()}.jsonl"
            return StreamingHttpResponse(
                queries.export_log(request.actor),
                content_type="application/jsonl",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        token = export_token(request.actor)
    return render(request, "accounts/export_log.html", {"token": token})


@never_cache
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """For a privacy officer: the log, without the people it is about."""
    form = LogForm(request.GET or None)
    if form.is_bound:
        form.is_valid()
    entries = queries.access_log(request.actor, form.chosen())
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/access_log.html", {"page": page, "form": form})
