"""Whom to ask how it goes, and questions about errors."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from momentum.accounts.access import open_record
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys.models import Assessment, CorrectionRequest, CorrectionState, Instrument, Journey
from momentum.journeys.queries.people import names_of, worked_with
from momentum.journeys.queries.scope import own_journeys, own_records, running


def quarter(day: date) -> tuple[date, date]:
    """The quarter that holds `day`, as `[first day, first day of the next)`."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + (first.month == 10), 1 if first.month == 10 else first.month + 3, 1)
    return first, following


def not_yet_asked(actor: Actor) -> QuerySet[Journey]:
    """People at a place now who did not say this quarter how it goes."""
    first, _following = quarter(today())
    asked = Assessment.objects.filter(instrument=Instrument.OWN_VOICE, date__gte=first)
    here = worked_with(actor).filter(running(today()))
    return own_journeys(actor).filter(pk__in=here.values("journey")).exclude(pk__in=asked.values("journey"))


def not_asked_this_quarter(actor: Actor) -> list[tuple[Journey, str]]:
    return names_of(actor, not_yet_asked(actor), "own voice not asked this quarter")


def open_corrections(actor: Actor) -> QuerySet[CorrectionRequest]:
    """Errors that people reported and nobody answered yet."""
    return own_records(actor, CorrectionRequest.objects.filter(state=CorrectionState.OPEN))


def open_correction(actor: Actor, key: Any) -> CorrectionRequest:
    return open_record(
        actor,
        Record.JOURNEY,
        CorrectionRequest.objects.filter(pk=key).select_related("journey", "spell", "spell__organisation"),
        detail="reported error",
        pseudonym=lambda row: row.journey.pseudonym,
    )


def open_assessment(actor: Actor, key: Any) -> Assessment:
    return open_record(
        actor,
        Record.JOURNEY,
        Assessment.objects.filter(pk=key).select_related("journey"),
        detail="measurement",
        pseudonym=lambda row: row.journey.pseudonym,
    )


def not_yet_given(journey: Journey) -> bool:
    """Whether somebody at a place did not say this quarter how it goes."""
    first, _following = quarter(today())
    if not journey.spells.filter(running(today())).exists():
        return False
    return not journey.assessments.filter(instrument=Instrument.OWN_VOICE, date__gte=first).exists()
