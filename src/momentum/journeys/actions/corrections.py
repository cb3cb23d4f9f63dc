"""A person reporting an error in their own journey, and the answer they get."""

from django.db import transaction

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.journeys.actions.requests import enter_request
from momentum.journeys.actions.writing import fresh, lock, needed, store, wrote
from momentum.journeys.flow import CORRECTION, REPORTS_ERRORS, allow, next_state
from momentum.journeys.models import CorrectionRequest, Journey, RequestState, Right, RightsRequest, Spell
from momentum.journeys.words import refuse_citizen_numbers


def ask_correction(
    actor: Actor, journey: Journey, *, about: str, text: str, spell: Spell | None = None
) -> CorrectionRequest:
    """The person says what is wrong. Raises `Refused`, or `ValidationError` by field."""
    allow(actor, REPORTS_ERRORS)
    require(actor, "read", Record.JOURNEY, journey)
    needed(text=text)
    refuse_citizen_numbers(about=about, text=text)
    with transaction.atomic():
        current = lock(journey.pk)
        question = report_error(actor, current, about=about, text=text, spell=spell)
        wrote(actor, current, "ask_correction")
    return question


def report_error(
    actor: Actor, journey: Journey, *, about: str, text: str, spell: Spell | None = None
) -> CorrectionRequest:
    """The question and its clock; part of other actions, which hold the journey's lock."""
    if spell is not None:
        spell = journey.spells.get(pk=spell.pk)
    question = CorrectionRequest.objects.create(
        journey=journey, about=about.strip(), text=text.strip(), spell=spell, asked_at=now()
    )
    enter_request(actor, journey, Right.CORRECT, correction=question)
    return question


def answer_correction(
    actor: Actor, request: CorrectionRequest, *, corrected: bool, answer: str
) -> CorrectionRequest:
    """Corrected or not, and why: the person reads the answer. Raises `Refused` or `ValidationError`."""
    step = "correct" if corrected else "not_correct"
    allow(actor, CORRECTION[step].roles)
    require(actor, "write", Record.JOURNEY, request)
    needed(answer=answer)
    refuse_citizen_numbers(answer=answer)
    with transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request)
        current.state = next_state(CORRECTION, step, current.state, actor)
        current.answer, current.answered_at, current.answered_by = answer.strip(), now(), actor.user
        current.save()
        _tell_the_clock(actor, current, corrected)
        wrote(actor, journey, "answer_correction")
    return current


def _tell_the_clock(actor: Actor, question: CorrectionRequest, corrected: bool) -> None:
    request = RightsRequest.objects.filter(correction=question).first()
    if request is None:
        return
    request.state = RequestState.DONE if corrected else RequestState.REFUSED
    request.answered_at, request.answered_by = question.answered_at, actor.user
    store(actor, request, "answer_correction")
