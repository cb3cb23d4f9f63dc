"""What was promised for a day, done on that day: restrictions that end, erasures that were planned."""

from datetime import date

from django.db import transaction

from momentum.accounts import daily
from momentum.accounts.actor import VISITOR
from momentum.accounts.clock import now
from momentum.accounts.keys import ledger
from momentum.accounts.row_security import as_system
from momentum.journeys.actions.erasing import LIFTED, finish_erasures
from momentum.journeys.actions.writing import fresh, lock, store
from momentum.journeys.flow import RIGHTS
from momentum.journeys.models import RequestState, RightsRequest


def do_what_is_due(day: date) -> str:
    """For the daily clock: safe to repeat, and to break off anywhere."""
    with as_system("daily"):
        lifted, planned = _due(RequestState.ENDING, day), _due(RequestState.PLANNED, day)
        for each in lifted:
            _lift(each)
        for each in planned:
            _grant(each)
    finished = finish_erasures()
    return f"restrictions ended: {len(lifted)}; erasures due: {len(planned)}; erasures done: {finished}"


def register() -> None:
    daily.register("requests", do_what_is_due, order=30, each_day=False)


def _due(state: str, day: date) -> list[RightsRequest]:
    return list(RightsRequest.objects.filter(state=state, planned_for__lte=day))


def _lift(request: RightsRequest) -> None:
    with transaction.atomic():
        journey = lock(request.journey_id)
        if _step(request, "lift"):
            journey.restricted_on = None
            store(VISITOR, journey, "restriction ended")
            transaction.on_commit(lambda: ledger.enter(journey.pseudonym, what=LIFTED, at=now()))


def _grant(request: RightsRequest) -> None:
    with transaction.atomic():
        lock(request.journey_id)
        _step(request, "carry_out")


def _step(request: RightsRequest, step: str) -> bool:
    """Takes the step of the clock, unless somebody was quicker."""
    current, taken = fresh(request), RIGHTS[step]
    if current.state != taken.start:
        return False
    current.state = taken.end
    store(VISITOR, current, step)
    return True
