"""Moving a record along its flow: as it stands now, from a state that allows it, with a reason where one is asked."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.accounts.access import Stale
from momentum.identity.flow import Transition
from momentum.identity.models import CounterMeasure, Statement

Moved = TypeVar("Moved", Statement, CounterMeasure)


def locked(record: Moved, version: int | None = None) -> Moved:
    """The record as it stands now, locked in the running transaction; `Stale` where somebody was first."""
    current = type(record).objects.select_for_update().get(pk=record.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def move(record: Statement | CounterMeasure, transition: Transition, reason: str, **changes: Any) -> None:
    """Put a locked record, not saved yet, in the next state. Raises `ValidationError` from a wrong one."""
    if record.state not in transition.sources:
        raise ValidationError(
            _("This is %(state)s, so this cannot be done now.") % {"state": record.get_state_display()}
        )
    if transition.reason and not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    for name, value in changes.items():
        setattr(record, name, value)
    record.state = transition.target
