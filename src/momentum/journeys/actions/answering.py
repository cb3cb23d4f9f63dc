"""What the privacy officer answers to a request about somebody's own record, and what follows from the answer."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts import access, purposes
from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.keys import ledger
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.actions.erasing import RESTRICTED, carry_out
from momentum.journeys.actions.grounds import stop
from momentum.journeys.actions.requests import answered, take_step
from momentum.journeys.actions.writing import fresh, lock, needed, store
from momentum.journeys.flow import ANSWERS_REQUESTS, allow
from momentum.journeys.models import Journey, Right, RightsRequest
from momentum.journeys.terms import COPY_KEPT, NOTICE, due
from momentum.journeys.words import refuse_citizen_numbers


def answer_right(
    actor: Actor,
    request: RightsRequest,
    *,
    version: int,
    granted: bool,
    answer: str,
    planned_for: date | None = None,
) -> RightsRequest:
    """Does what is asked, or not, and tells why.

    Of an erasure `planned_for` is the first day on which no task in law asks for the record any more. An erasure
    without it follows as soon as the answer is kept: the request that is returned is then gone from the database.
    Raises `Refused`, `Stale` or `ValidationError`.
    """
    _may_answer(actor, request, answer=answer)
    with as_system("answering"), transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request, version)
        said = answered(actor, answer)
        if current.correction_id:
            raise ValidationError(_("Who works with the person answers an error that was reported."))
        if granted:
            GRANTING[Right(current.right)](actor, current, journey, said, planned_for)
        else:
            take_step(actor, current, "refuse", **said)
        _log(actor, journey, "answer_right")
    return current


def prolong(actor: Actor, request: RightsRequest, *, version: int, reason: str) -> RightsRequest:
    """Two months more, once, where the request is hard or there are many. The person reads the reason."""
    _may_answer(actor, request, reason=reason)
    with as_system("answering"), transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request, version)
        if current.prolonged_on:
            raise ValidationError(_("The term was prolonged already, and that is possible once."))
        if today() > current.due:
            raise ValidationError(_("The term is over, so it cannot be prolonged any more. Answer now."))
        take_step(
            actor,
            current,
            "prolong",
            prolonged_on=today(),
            prolonged_because=reason.strip(),
            due=due(timezone.localtime(current.asked_at).date(), prolonged=True),
        )
        _log(actor, journey, "prolong")
    return current


def announce_end(
    actor: Actor, request: RightsRequest, *, version: int, answer: str, ends: date
) -> RightsRequest:
    """The restriction will end on a day; the person hears of it at least `terms.NOTICE` before."""
    _may_answer(actor, request, answer=answer)
    earliest = today() + NOTICE
    if ends < earliest:
        sentence = _("The person hears of it a week before. Choose %(day)s or a later day.")
        raise ValidationError(
            {"ends": ValidationError(sentence, params={"day": earliest.strftime("%d-%m-%Y")})}
        )
    with as_system("answering"), transaction.atomic():
        journey = lock(request.journey_id)
        current = fresh(request, version)
        take_step(actor, current, "announce", planned_for=ends, **answered(actor, answer))
        _log(actor, journey, "announce_end")
    return current


Said = Mapping[str, Any]


def _copy(actor: Actor, request: RightsRequest, journey: Journey, said: Said, _day: date | None) -> None:
    take_step(actor, request, "grant", expires=today() + COPY_KEPT, **said)


def _objection(actor: Actor, request: RightsRequest, journey: Journey, said: Said, _day: date | None) -> None:
    rows = journey.grounds.filter(purpose=request.purpose, withdrawn_on__isnull=True)
    stop(actor, list(rows), "objection granted")
    take_step(actor, request, "grant", **said)


def _restriction(
    actor: Actor, request: RightsRequest, journey: Journey, said: Said, _day: date | None
) -> None:
    take_step(actor, request, "restrict", **said)
    journey.restricted_on = today()
    store(actor, journey, "restricted")
    pseudonym = journey.pseudonym
    transaction.on_commit(lambda: ledger.enter(pseudonym, what=RESTRICTED, at=now()))


def _erasure(actor: Actor, request: RightsRequest, journey: Journey, said: Said, day: date | None) -> None:
    if day is None:
        take_step(actor, request, "grant", **said)
        key = request.pk
        transaction.on_commit(lambda: carry_out(key))
        return
    if day <= today():
        raise ValidationError({"planned_for": _("Choose a day after today, or leave it empty to erase now.")})
    take_step(actor, request, "plan", planned_for=day, **said)


GRANTING: dict[Right, Callable[[Actor, RightsRequest, Journey, Said, date | None], None]] = {
    Right.COPY: _copy,
    Right.OBJECT: _objection,
    Right.RESTRICT: _restriction,
    Right.ERASE: _erasure,
}


def _may_answer(actor: Actor, request: RightsRequest, **texts: str) -> None:
    allow(actor, ANSWERS_REQUESTS, record=Record.RIGHTS)
    access.require(actor, "write", Record.RIGHTS, request)
    needed(**texts)
    refuse_citizen_numbers(**texts)


def _log(actor: Actor, journey: Journey, detail: str) -> None:
    access.log(
        actor,
        "write",
        Record.RIGHTS,
        purpose=purposes.Purpose.REQUEST,
        pseudonyms=[journey.pseudonym],
        detail=detail,
    )
