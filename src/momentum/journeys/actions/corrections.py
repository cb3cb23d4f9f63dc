"""A person reporting an error in their own journey, and the answer they get."""

from django.db import transaction

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now
from momentum.accounts.policy import Record
from momentum.journeys.actions.writing import fresh, lock, needed, wrote
from momentum.journeys.flow import CORRECTION, REPORTS_ERRORS, allow, next_state
from momentum.journeys.models import CorrectionRequest, Journey, Spell
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
        if spell is not None:
            spell = current.spells.get(pk=spell.pk)
        request = CorrectionRequest.objects.create(
            journey=current, about=about.strip(), text=text.strip(), spell=spell, asked_at=now()
        )
        wrote(actor, current, "ask_correction")
    return request


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
        wrote(actor, journey, "answer_correction")
    return current
