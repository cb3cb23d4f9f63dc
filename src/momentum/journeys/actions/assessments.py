"""Measurements of one person on one day: the participation ladder, the wage value, and the own voice."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys import own_voice
from momentum.journeys.actions.writing import (
    check_day,
    fresh,
    lock,
    needed,
    not_in_the_future,
    remove,
    store,
    wrote,
)
from momentum.journeys.models import Assessment, Instrument, Journey
from momentum.journeys.words import refuse_citizen_numbers

RUNGS = range(1, 7)


def record_assessment(
    actor: Actor, journey: Journey, *, instrument: str, date: date, value: Decimal, reason: str = ""
) -> Assessment:
    """A rung of the ladder (1 to 6) or a wage value (0 to 100). One a day: a second one corrects the first.

    Raises `Refused`, or `ValidationError` by field.
    """
    require(actor, "write", Record.JOURNEY, journey)
    refuse_citizen_numbers(reason=reason)
    _check_value(instrument, value)
    with transaction.atomic():
        current = lock(journey.pk)
        _check_date(date, current)
        assessment = _on_that_day(current, instrument, date)
        assessment.value, assessment.organisation = value, actor.organisation
        assessment.recorded_by = actor.user
        store(actor, assessment, reason)
        wrote(actor, current, "record_assessment")
    return assessment


def record_own_voice(actor: Actor, journey: Journey, *, answers: Mapping[str, int]) -> Assessment:
    """How the person says it goes, today: answers 0 to 4 to the sentences of `own_voice`.

    Answered by the person; on a coach's screen the record says with whom.
    """
    require(actor, "write", Record.OWN_VOICE, journey)
    if set(answers) - set(own_voice.SENTENCES) or set(answers.values()) - set(own_voice.ANCHORS):
        raise ValidationError(_("Choose an answer from the list."))
    value = own_voice.value(answers)
    if value is None:
        raise ValidationError(_("Answer at least four of the five sentences."))
    with transaction.atomic():
        current = lock(journey.pk)
        _check_date(today(), current)
        assessment = _on_that_day(current, Instrument.OWN_VOICE, today())
        assessment.value = value
        assessment.answers = {"sentences": dict(answers), "with": actor.role}
        assessment.organisation, assessment.recorded_by = actor.organisation, actor.user
        store(actor, assessment)
        wrote(actor, current, "record_own_voice", Record.OWN_VOICE)
    return assessment


def remove_assessment(actor: Actor, assessment: Assessment, *, reason: str) -> None:
    """Takes away a measurement that should not have been made; the history keeps it with the reason."""
    require(actor, "write", Record.JOURNEY, assessment)
    needed(reason=reason)
    refuse_citizen_numbers(reason=reason)
    with transaction.atomic():
        journey = lock(assessment.journey_id)
        remove(actor, fresh(assessment), reason)
        wrote(actor, journey, "remove_assessment")


def _on_that_day(journey: Journey, instrument: str, day: date) -> Assessment:
    found = Assessment.objects.filter(journey=journey, instrument=instrument, date=day).first()
    return found or Assessment(journey=journey, instrument=instrument, date=day)


def _check_date(day: date, journey: Journey) -> None:
    not_in_the_future("date", day)
    check_day("date", day, journey)
    if journey.died and day >= journey.died:
        raise ValidationError({"date": _("This person has died. Nothing can be measured any more.")})


def _check_value(instrument: str, value: Decimal) -> None:
    if instrument == Instrument.LADDER and value not in RUNGS:
        raise ValidationError({"value": _("The ladder has six rungs: write a whole number from 1 to 6.")})
    if instrument == Instrument.WAGE_VALUE and not 0 <= value <= 100:
        raise ValidationError({"value": _("A wage value is a percentage: write a number from 0 to 100.")})
    if instrument not in (Instrument.LADDER, Instrument.WAGE_VALUE):
        raise ValidationError({"instrument": _("Choose the ladder or the wage value.")})
