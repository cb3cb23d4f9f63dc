"""Who works with whom: handing people to a colleague, and cover during an absence."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from momentum.accounts import access
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import User
from momentum.accounts.policy import Record
from momentum.accounts.queries import running_mandates
from momentum.journeys.actions.people import assign
from momentum.journeys.actions.writing import AHEAD, lock, remove, store
from momentum.journeys.models import Assignment, Journey
from momentum.journeys.queries.caseload import own_caseload


def hand_over(actor: Actor, journeys: Sequence[Journey], *, to: User, starts: date) -> list[Assignment]:
    """From `starts` the people are the colleague's, who holds the same role at the same organisation.

    All of them or none. Raises `Refused`, or `ValidationError` by field.
    """
    access.require(actor, "write", Record.JOURNEY)
    for journey in journeys:
        access.require(actor, "write", Record.JOURNEY, journey)
    _check_colleague(actor, to, starts, field="to")
    _check_starts(starts)
    if not journeys:
        raise ValidationError({"journeys": _("Choose at least one person.")})
    made = []
    with transaction.atomic():
        for journey in _locked(journeys):
            _check_own_caseload(actor, journey)
            for own in _running(actor, journey, starts):
                if own.starts >= starts:
                    remove(actor, own, "handed over")
                else:
                    own.ends = starts
                    store(actor, own, "handed over")
            made.append(assign(actor, journey, to, starts))
        _log(actor, journeys, "hand_over")
    return made


def cover(actor: Actor, *, by: User, starts: date, ends: date) -> list[Assignment]:
    """During the actor's absence `[starts, ends)` a colleague works with the people in the actor's caseload."""
    access.require(actor, "write", Record.JOURNEY)
    _check_colleague(actor, by, starts, field="by")
    _check_starts(starts)
    if ends <= starts:
        raise ValidationError({"ends": _("The first day back must be later than the first day away.")})
    journeys = list(access.in_scope(actor, Record.JOURNEY, own_caseload(actor), "write"))
    if not journeys:
        raise ValidationError(_("There is nobody in your caseload to cover for."))
    with transaction.atomic():
        made = [assign(actor, each, by, starts, ends, actor.user) for each in _locked(journeys)]
        _log(actor, journeys, "cover")
    return made


def end_cover(actor: Actor) -> int:
    """Back sooner than planned: cover that runs or was still to come ends today. Says for how many people."""
    access.require(actor, "write", Record.JOURNEY)
    with transaction.atomic():
        rows = Assignment.objects.filter(
            covers_for=actor.user, organisation=actor.organisation, role=actor.role, ends__gt=today()
        ).select_related("journey")
        journeys = [row.journey for row in rows]
        for row in rows:
            if row.starts >= today():
                remove(actor, row, "back sooner")
            else:
                row.ends = today()
                store(actor, row, "back sooner")
        _log(actor, journeys, "end_cover")
    return len(journeys)


def _locked(journeys: Sequence[Journey]) -> list[Journey]:
    """In one order for everybody, so that two hand-overs at once wait instead of blocking each other."""
    return [lock(key) for key in sorted({each.pk for each in journeys})]


def _running(actor: Actor, journey: Journey, day: date) -> list[Assignment]:
    rows = journey.assignments.filter(user=actor.user, organisation=actor.organisation, role=actor.role)
    return [row for row in rows if row.ends is None or row.ends > day]


def _log(actor: Actor, journeys: Sequence[Journey], detail: str) -> None:
    access.log(
        actor, "write", Record.JOURNEY, pseudonyms=[each.pseudonym for each in journeys], detail=detail
    )


def _check_own_caseload(actor: Actor, journey: Journey) -> None:
    """Who covers for somebody, or works in the same organisation, hands nobody's people on but their own."""
    running = journey.assignments.filter(
        organisation=actor.organisation, role=actor.role, ends__isnull=True, covers_for__isnull=True
    )
    if running.exists() and not running.filter(user=actor.user).exists():
        raise ValidationError(
            {
                "journeys": _(
                    "Somebody among them is in a colleague’s caseload. Only that colleague hands them over."
                )
            }
        )


def _check_colleague(actor: Actor, colleague: User, day: date, field: str) -> None:
    same = running_mandates(colleague, day).filter(role=actor.role, organisation=actor.organisation)
    if colleague == actor.user or not same.exists():
        raise ValidationError(
            {field: _("Choose a colleague who has the same role at your organisation that day.")}
        )


def _check_starts(starts: date) -> None:
    if starts < today():
        raise ValidationError({"starts": _("This day has passed. Choose today or a later day.")})
    if starts > today() + AHEAD:
        raise ValidationError({"starts": _("This day is more than 90 days ahead. Choose an earlier one.")})
