"""Statements: what everybody reads, and the page on which one is written, checked and approved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from momentum.accounts.access import Stale, may, require
from momentum.accounts.policy import Record
from momentum.accounts.sign_in import step_up
from momentum.identity.actions import statements as actions
from momentum.identity.flow import PUBLIC, STATEMENT
from momentum.identity.forms.statements import NewStatement, PublicReason, SendBack, Words
from momentum.identity.models import Statement, StatementState
from momentum.identity.queries.signatures import VERB_NAMES, signatures
from momentum.identity.queries.statements import (
    all_statements,
    content_of,
    public_statements,
    steps_for,
    years_without,
)
from momentum.identity.statement_words import finding, language, told

# Before these somebody shows again who they are: they change what the public reads.
WEIGHS = frozenset({"check", "approve", "withdraw"})


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """Every public statement; for those who make them also the others."""
    inside = may(request.actor, "read", Record.IDENTITY_APPROVAL)
    open_ones = all_statements(request.actor).exclude(state__in=PUBLIC) if inside else []
    return render(
        request,
        "identity/statements.html",
        {
            "statements": [
                (
                    each,
                    finding(each.content) if each.state == StatementState.PUBLISHED else public_reason(each),
                )
                for each in public_statements()
            ],
            "open": open_ones,
            "inside": inside,
            "form": NewStatement(years=years_without())
            if may(request.actor, "write", Record.IDENTITY_STATEMENT)
            else None,
        },
    )


@require_safe
def statement(request: HttpRequest, year: int) -> HttpResponse:
    """A published statement; of a withdrawn one the reason stays at its address, also beside a new one."""
    found = get_object_or_404(public_statements(), year=year)
    if found.state != StatementState.PUBLISHED:
        return render(
            request, "identity/statement_withdrawn.html", {"statement": found, "reason": public_reason(found)}
        )
    return render(
        request,
        "identity/statement.html",
        {
            "statement": found,
            "told": told(found.content),
            "signatures": signatures(found),
            "withdrawn_before": public_reason(found),
            "inside": may(request.actor, "read", Record.IDENTITY_APPROVAL),
        },
    )


@require_safe
def pdf(request: HttpRequest, year: int, language: str) -> HttpResponse:
    found = get_object_or_404(public_statements().filter(state=StatementState.PUBLISHED), year=year)
    file = get_object_or_404(found.files, language=language)
    response = HttpResponse(bytes(file.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="identity-statement-{year}-{language}.pdf"'
    return response


@require_safe
def content(request: HttpRequest, year: int) -> HttpResponse:
    """What was approved, as data, so that everybody can check its fingerprint."""
    found = get_object_or_404(public_statements().filter(state=StatementState.PUBLISHED), year=year)
    written = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(found.content, json_dumps_params=written)


def public_reason(found: Statement) -> str:
    return found.public_reason_en if language() == "en" else found.public_reason_nl


@require_http_methods(["POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    require(request.actor, "write", Record.IDENTITY_STATEMENT)
    form = NewStatement(request.POST, years=years_without())
    if form.is_valid():
        try:
            made = actions.make_statement(request.actor, year=form.cleaned_data["year"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            return redirect("identity:statement_work", year=made.year)
    else:
        messages.error(request, _("Choose a year of which enterprises confirmed their profile."))
    return redirect("identity:statements")


@require_safe
@never_cache
def work(request: HttpRequest, year: int) -> HttpResponse:
    """What the statement says, what happened to it, and what can be done with it now."""
    found = statement_of(request, year)
    return render(request, "identity/statement_work.html", work_page(request, found))


def statement_of(request: HttpRequest, year: int) -> Statement:
    """A statement in whatever state, for those who write, check and approve."""
    return get_object_or_404(all_statements(request.actor), year=year)


def work_page(request: HttpRequest, found: Statement, **shown: forms.Form) -> dict[str, Any]:
    steps = steps_for(request.actor, found)
    words = {"remark_nl": found.remark_nl, "remark_en": found.remark_en, "version": found.version}
    return {
        "statement": found,
        "told": told(content_of(found)),
        "signatures": signatures(found) if found.content_hash else [],
        "steps": steps,
        "waits_for": waits_for(found) if not steps else "",
        "events": [(event, VERB_NAMES.get(event.verb, event.verb)) for event in found.events.all()],
        "sent_back": sent_back(found),
        "words": shown.get("words") or Words(initial=words),
        "send_back": shown.get("send_back") or SendBack(),
        "hand_back": shown.get("hand_back") or SendBack(),
        "withdraw": shown.get("withdraw") or PublicReason(),
    }


def waits_for(found: Statement) -> str:
    """Whose step it is, for who has none."""
    return {
        StatementState.DRAFT: _("An analyst writes it and submits it."),
        StatementState.SUBMITTED: _("It waits for an analyst who had no hand in it."),
        StatementState.CHECKED: _("It waits for a board member who had no hand in it."),
    }.get(StatementState(found.state), "")


def sent_back(found: Statement) -> Any:
    """The last event, where it sent the statement back."""
    last = found.events.last()
    return last if last and last.verb in ("send_back", "hand_back") else None


@require_POST
@never_cache
def words(request: HttpRequest, year: int) -> HttpResponse:
    """Save the analyst's words; where somebody was first, what was typed stays."""
    found = statement_of(request, year)
    form = Words(request.POST)
    if form.is_valid():
        try:
            actions.write_remark(request.actor, found, **form.cleaned_data)
        except Stale as stale:
            form = _again(form, stale.current)
        except ValidationError as error:
            _into(form, error)
        else:
            messages.success(request, str(STATEMENT["write"].done))
            return redirect("identity:statement_work", year=year)
    found.refresh_from_db()
    return render(request, "identity/statement_work.html", work_page(request, found, words=form))


def _again(form: Words, current: Any) -> Words:
    """What was typed, over what is there now."""
    typed = form.data.copy()
    typed["version"] = str(current.version)
    again = Words(typed)
    again.add_error(
        None,
        _(
            "Somebody changed these words meanwhile. They are now: “%(nl)s” and “%(en)s”. What you typed is kept below."
        )
        % {"nl": current.remark_nl, "en": current.remark_en},
    )
    return again


@require_POST
@never_cache
def step(request: HttpRequest, year: int, verb: str) -> HttpResponse:
    """Take one transition of the flow; whatever is typed stays when it is refused."""
    found = statement_of(request, year)
    if verb not in STEPS:
        raise Http404
    form = FORMS[verb](request.POST) if verb in FORMS else None
    if form is not None and not form.is_valid():
        return render(request, "identity/statement_work.html", work_page(request, found, **{verb: form}))
    actions.allowed(request.actor, verb, found)
    if verb in WEIGHS and (answer := step_up(request)):
        return answer
    try:
        STEPS[verb](request, found, form.cleaned_data if form is not None else {})
    except Stale:
        messages.error(request, _("This statement changed while you looked at it. Look at it as it is now."))
    except ValidationError as error:
        if verb == "submit" and hasattr(error, "error_dict"):
            form, verb = Words(_words_of(found)), "words"
        if form is not None:
            _into(form, error)
            return render(request, "identity/statement_work.html", work_page(request, found, **{verb: form}))
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(STATEMENT[verb].done))
    return redirect("identity:statement_work", year=year)


def _words_of(found: Statement) -> dict[str, Any]:
    return {"remark_nl": found.remark_nl, "remark_en": found.remark_en, "version": found.version}


def _into(form: forms.Form, error: ValidationError) -> None:
    """The sentences of an action, each beside its field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None


def _seen(request: HttpRequest) -> dict[str, Any]:
    return {"content_hash": request.POST.get("content_hash", ""), "version": _version(request)}


FORMS: dict[str, type[forms.Form]] = {
    "send_back": SendBack,
    "hand_back": SendBack,
    "withdraw": PublicReason,
}
STEPS: dict[str, Callable[[HttpRequest, Statement, dict[str, Any]], Statement]] = {
    "submit": lambda request, found, told: actions.submit(request.actor, found, version=_version(request)),
    "check": lambda request, found, told: actions.check(request.actor, found, **_seen(request)),
    "approve": lambda request, found, told: actions.approve(request.actor, found, **_seen(request)),
    "send_back": lambda request, found, told: actions.send_back(
        request.actor, found, version=_version(request), **told
    ),
    "hand_back": lambda request, found, told: actions.hand_back(
        request.actor, found, version=_version(request), **told
    ),
    "write_anew": lambda request, found, told: actions.write_anew(
        request.actor, found, version=_version(request)
    ),
    "withdraw": lambda request, found, told: actions.withdraw(
        request.actor, found, version=_version(request), **told
    ),
}
