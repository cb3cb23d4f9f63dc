"""How every action of this room writes: one person's journey at a time, with who did it and why in its history."""

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from momentum.accounts import access
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys.models import Identity, Journey

AHEAD = timedelta(days=90)
"""How far ahead a start or an end may be planned."""

Row = TypeVar("Row", bound=Model)


def lock(journey_id: UUID | str) -> Journey:
    """The journey, locked until the transaction ends: two people saving about one person wait for each other.

    Raises `Refused` where the person was erased meanwhile.
    """
    journey = Journey.objects.select_for_update().filter(pk=journey_id).first()
    if journey is None:
        raise access.Refused("write", Record.JOURNEY)
    if journey.merged_into_id:
        raise ValidationError(
            _("This record was merged with another record of the same person. Open that one and try again."),
            code="merged",
        )
    return journey


def fresh(record: Row, version: int | None = None) -> Row:
    """The record as it stands now. Raises `Stale` where it is no longer the version the actor saw."""
    current = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if version is not None and current.version != version:  # type: ignore[attr-defined]
        raise access.Stale(current)
    return current


def store(actor: Actor, record: Row, reason: str = "") -> Row:
    """Saves the record; its history tells who changed it and why."""
    if record.pk and not record._state.adding and hasattr(record, "version"):
        record.version += 1
    _sign(actor, record, reason)
    record.save()
    return record


def remove(actor: Actor, record: Model, reason: str = "") -> None:
    """Deletes the record; its history stays and tells who took it away and why."""
    _sign(actor, record, reason)
    record.delete()


def _sign(actor: Actor, record: Any, reason: str) -> None:
    """Who and why, where the record's history looks for it."""
    record._history_user = actor.user
    record._change_reason = reason[:100] or None


def wrote(actor: Actor, journey: Journey, detail: str, record: str = Record.JOURNEY) -> None:
    """The log entry of a write, in the transaction that runs."""
    access.log(actor, "write", record, pseudonyms=[journey.pseudonym], detail=detail)


def identity_of(journey: Journey) -> Identity | None:
    """Who the journey is about. Only for checks inside actions: pages open identities through the log."""
    return Identity.objects.filter(pseudonym=journey.pseudonym).first()


def check_day(field: str, day: date, journey: Journey) -> None:
    """Raises `ValidationError` for a day before the person's birth or further ahead than may be planned."""
    if journey.birth_year and day.year < journey.birth_year:
        raise ValidationError(
            {
                field: ValidationError(
                    _("This day lies before this person was born (%(year)s). Check the day."),
                    params={"year": str(journey.birth_year)},
                )
            }
        )
    latest = today() + AHEAD
    if day > latest:
        raise ValidationError(
            {
                field: ValidationError(
                    _("This day is more than 90 days ahead. Choose a day until %(day)s, or come back later."),
                    params={"day": latest.strftime("%d-%m-%Y")},
                )
            }
        )


def not_in_the_future(field: str, day: date) -> None:
    """Raises `ValidationError` where something is said to have happened on a day still to come."""
    if day > today():
        raise ValidationError(
            {field: _("This day has not come yet. Write the day on which it happened, at the latest today.")}
        )


def needed(**texts: str) -> None:
    """Raises `ValidationError` for texts left empty."""
    missing = {field: _("Write a few words here.") for field, text in texts.items() if not text.strip()}
    if missing:
        raise ValidationError(missing)
