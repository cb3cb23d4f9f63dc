"""The clock of requests: analysts hear in time that an answer is due, who asked hears that it is late, and who
asked is forgotten after the term."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from momentum.accounts.retention import Due
from momentum.monitor.actions.requests.steps import locked_request
from momentum.monitor.answering.terms import REMIND
from momentum.monitor.letters import remind_analysts, tell_late
from momentum.monitor.models import TableRequest
from momentum.monitor.request_flow import CLOSED, OPEN


def remind(day: date) -> str:
    """The daily job: one letter to each analyst about what is due soon or overdue, one to each asker who waits too long."""
    soon = TableRequest.objects.filter(state__in=OPEN, due__lte=day + REMIND)
    new = [
        each for each in soon if each.reminded_on is None or (each.due < day and each.told_late_on is None)
    ]
    late = 0
    with transaction.atomic():
        if new:
            remind_analysts(list(soon), day)
        for each in new:
            current = locked_request(each)
            if current.state not in OPEN:
                continue
            current.reminded_on = current.reminded_on or day
            if current.due < day and current.told_late_on is None:
                current.told_late_on = day
                tell_late(current)
                late += 1
            current.save(update_fields=["reminded_on", "told_late_on"])
    return f"{len(new)} requests for a table are due soon or overdue; {late} askers were told."


def answered_past_their_term(last: date) -> Iterator[Due]:
    """Requests that ended on or before `last` and still say who asked, or why."""
    told = Q(asker__isnull=False) | ~Q(why="")
    found = TableRequest.objects.filter(told, state__in=CLOSED, closed_at__date__lte=last)
    for pk in found.values_list("pk", flat=True):
        yield Due(str(pk))


def forget_askers(keys: Sequence[str], day: date) -> None:
    """Who asked and why are gone; the answer stays. May be done again."""
    TableRequest.objects.filter(pk__in=keys).update(asker=None, why="")
