"""An enterprise answers: begun, saved screen by screen, confirmed, opened again until the round closes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from momentum.accounts.access import Stale, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.identity.models import Answer, Response, ResponseState
from momentum.identity.queries.answers import Line, Sheet, is_open, sheet
from momentum.journeys.words import refuse_citizen_numbers
from momentum.sector.actions import form_times

FORM = "identity_profile"
HIGHEST = 4
LONGEST_EVIDENCE = 1000


@dataclass(frozen=True)
class Given:
    """What was chosen for a question: 0 to 4, or None for "we cannot say"; `evidence` may be empty."""

    value: int | None
    evidence: str = ""


def begin(actor: Actor, response: Response) -> Response:
    """The enterprise begins, or goes on; from here the time of the form is counted."""
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    with transaction.atomic():
        current = _current(response)
        _check_answerable(current)
        if current.state == ResponseState.INVITED:
            current.state = ResponseState.STARTED
            current.save(update_fields=["state"])
        form_times.saved(FORM, str(current.pk))
    return current


def save_screen(
    actor: Actor, response: Response, *, version: int | None, given: Mapping[str, Given]
) -> Response:
    """Answers to some questions, by the code of the question. Those that are not in it stay as they are.

    Raises `Refused`, `ValidationError` by question, or `Stale` where a colleague saved meanwhile.
    """
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    with transaction.atomic():
        current = _current(response, version)
        _check_answerable(current)
        told = sheet(current)
        _check(told, given)
        lines = {line.question.code: line for line in told.lines}
        for code, each in given.items():
            _write(actor, current, lines[code], each)
        current.state = ResponseState.STARTED
        current.version += 1
        current.save(update_fields=["state", "version"])
        form_times.saved(FORM, str(current.pk))
    return current


def confirm(
    actor: Actor, response: Response, *, version: int | None, may_be_shown: bool
) -> tuple[Response, int]:
    """The enterprise stands for its answers: from now on they count. Returns the seconds it took, too.

    What the registry filled in and nobody corrected is written down as it stands. Raises `ValidationError` where a
    question has no answer yet, `Stale` where a colleague saved meanwhile.
    """
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    with transaction.atomic():
        current = _current(response, version)
        _check_answerable(current)
        told = sheet(current)
        if told.missing:
            raise ValidationError(
                _("%(count)d questions have no answer yet. Answer them, or choose “We cannot say”.")
                % {"count": len(told.missing)}
            )
        for line in told.lines:
            if line.answer is None and line.filled is not None:
                _write(actor, current, line, Given(line.filled.value))
        current.state = ResponseState.CONFIRMED
        current.confirmed_by, current.confirmed_at = actor.user, now()
        current.may_be_shown = may_be_shown
        current.version += 1
        current.save()
        seconds = form_times.saved(FORM, str(current.pk))
        form_times.done(FORM, str(current.pk))
    return current, seconds


def reopen(actor: Actor, response: Response) -> Response:
    """Confirmed answers can be corrected until the round closes; until they are confirmed again they do not count."""
    require(actor, "write", Record.IDENTITY_PROFILE, response)
    with transaction.atomic():
        current = _current(response)
        if not is_open(current.round):
            raise ValidationError(_over(current))
        if current.state == ResponseState.CONFIRMED:
            current.state = ResponseState.STARTED
            current.version += 1
            current.save(update_fields=["state", "version"])
        form_times.saved(FORM, str(current.pk))
    return current


def _current(response: Response, version: int | None = None) -> Response:
    """The response, locked; raises `Stale` where its version is another one than was read."""
    rows = Response.objects.select_for_update(of=("self",)).select_related("round", "organisation")
    current = rows.get(pk=response.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def _check_answerable(response: Response) -> None:
    if not is_open(response.round):
        raise ValidationError(_over(response))
    if response.state == ResponseState.CONFIRMED:
        raise ValidationError(
            _(
                "These answers are confirmed. Choose “Change our answers” first; you can until the round closes."
            )
        )


def _over(response: Response) -> str:
    return _("The round of %d is not open today, so that nothing can be changed.") % response.round.year


def _check(told: Sheet, given: Mapping[str, Given]) -> None:
    problems: dict[str, str] = {}
    known = {item.code for item in told.instrument.items}
    for code, each in given.items():
        if code not in known:
            raise ValidationError(_("There is no question “%s” in this list.") % code)
        if each.value is not None and not 0 <= each.value <= HIGHEST:
            problems[code] = _("Choose one of the answers that stand there.")
        if len(each.evidence) > LONGEST_EVIDENCE:
            problems[f"{code}_evidence"] = (
                _("Write at most %d characters here; keep the rest for yourselves.") % LONGEST_EVIDENCE
            )
    if problems:
        raise ValidationError(problems)
    refuse_citizen_numbers(**{f"{code}_evidence": each.evidence for code, each in given.items()})


def _write(actor: Actor, response: Response, line: Line, given: Given) -> None:
    Answer.objects.update_or_create(
        response=response,
        item=line.question.code,
        defaults={
            "value": given.value,
            "evidence": given.evidence.strip(),
            "from_registry": line.filled is not None and line.filled.value == given.value,
            "answered_by": actor.user,
            "answered_at": now(),
        },
    )
