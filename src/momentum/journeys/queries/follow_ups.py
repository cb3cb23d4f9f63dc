"""The follow-up desk: whom to ask how it goes, and when."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from momentum.accounts.access import open_record, open_records
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.journeys.flow import ASKS_AFTERWARDS, allow
from momentum.journeys.models import FollowUp, Identity, Outcome
from momentum.journeys.queries.people import worked_with
from momentum.journeys.queries.scope import outstanding_follow_ups, own_records

SOON = timedelta(weeks=4)
LATELY = timedelta(weeks=2)
AT_ONCE = 60
"""How many people a desk opens at a time: the most urgent first, the rest when those are asked."""


@dataclass(frozen=True)
class Question:
    """A follow-up with whom to call; nothing else about the person."""

    follow_up: FollowUp
    person: Identity | None

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""

    @property
    def late(self) -> bool:
        return self.follow_up.due < today()

    @property
    def again(self) -> bool:
        return self.follow_up.outcome == Outcome.NOT_REACHED


@dataclass(frozen=True)
class FollowUpDesk:
    late: list[Question]
    now: list[Question]
    later: list[Question]
    asked: list[Question]
    more: int


def follow_up_desk(actor: Actor) -> FollowUpDesk:
    """What is late, due this week, due within four weeks, and what was asked in the last two."""
    allow(actor, ASKS_AFTERWARDS, "read", Record.FOLLOW_UP)
    day = today()
    due = outstanding(actor).filter(due__lte=day + SOON)
    asked = _of(actor).filter(asked_on__gte=day - LATELY, withdrawn_on__isnull=True)
    first = [queryset.order_by("due", "pk").values("pk")[:AT_ONCE] for queryset in (due, asked)]
    rows = named(actor, FollowUp.objects.filter(Q(pk__in=first[0]) | Q(pk__in=first[1])))
    week = day + timedelta(days=7)
    open_ = [row for row in rows if row.follow_up.asked_on is None]
    return FollowUpDesk(
        late=[row for row in open_ if row.late],
        now=[row for row in open_ if not row.late and row.follow_up.due <= week],
        later=[row for row in open_ if row.follow_up.due > week],
        asked=[row for row in rows if row.follow_up.asked_on is not None],
        more=max(due.count() - AT_ONCE, 0),
    )


def outstanding(actor: Actor) -> QuerySet[FollowUp]:
    """Questions that the actor could ask, that still may be asked, and were not asked yet."""
    return outstanding_follow_ups(_of(actor))


def named(actor: Actor, rows: QuerySet[FollowUp]) -> list[Question]:
    """The questions with the person's contact details; the log names them."""
    opened = open_records(
        actor,
        Record.FOLLOW_UP,
        rows.select_related("spell", "spell__journey", "spell__end_reason").order_by("due"),
        detail="follow-up desk",
        pseudonym=lambda row: row.spell.journey.pseudonym,
    )
    people = {
        each.pseudonym: each for each in _contacts(actor, [row.spell.journey.pseudonym for row in opened])
    }
    return [Question(row, people.get(row.spell.journey.pseudonym)) for row in opened]


def open_question(actor: Actor, key: Any) -> Question:
    row = open_record(
        actor,
        Record.FOLLOW_UP,
        FollowUp.objects.filter(pk=key).select_related("spell", "spell__journey"),
        detail="follow-up",
        pseudonym=lambda row: row.spell.journey.pseudonym,
    )
    return Question(row, next(iter(_contacts(actor, [row.spell.journey.pseudonym])), None))


def _contacts(actor: Actor, pseudonyms: list[str]) -> list[Identity]:
    contact = Identity.objects.filter(pseudonym__in=pseudonyms).only(
        "pseudonym", "first_name", "last_name", "email", "phone"
    )
    return open_records(actor, Record.CONTACT, contact, detail="follow-up desk")


def _of(actor: Actor) -> QuerySet[FollowUp]:
    return own_records(actor, FollowUp.objects.filter(spell__in=worked_with(actor).values("pk")))
