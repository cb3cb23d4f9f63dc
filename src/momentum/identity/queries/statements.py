"""Reads of statements: what everybody reads, what waits for whom, and who stands apart from one."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from momentum.accounts.access import may, require
from momentum.accounts.actor import Actor
from momentum.accounts.desk import Door, Waiting
from momentum.accounts.policy import Record, Role
from momentum.identity.content import compose
from momentum.identity.flow import INVOLVING, PUBLIC, STATEMENT, possible
from momentum.identity.models import Response, ResponseState, Statement, StatementState


def published(year: int) -> Statement | None:
    """The published statement of a year; None where there is none, or where it was withdrawn."""
    return Statement.objects.filter(year=year, state=StatementState.PUBLISHED).first()


def public_statements() -> QuerySet[Statement]:
    """Every statement with a public address, the last year first: a withdrawn one keeps it while it is written anew."""
    return Statement.objects.filter(Q(state__in=PUBLIC) | ~Q(public_reason_en=""))


def all_statements(actor: Actor) -> QuerySet[Statement]:
    """Every statement, in whatever state: for those who write, check and approve them."""
    require(actor, "read", Record.IDENTITY_APPROVAL)
    return Statement.objects.prefetch_related("events")


def stands_apart(actor: Actor, statement: Any) -> bool:
    """Whether the actor had no hand in a statement: the relation of an approval.

    Who checked it as an analyst had none in what it says, but is not its approver as a board member.
    """
    if actor.user is None or not isinstance(statement, Statement):
        return False
    verbs = INVOLVING | ({"check"} if actor.role == Role.BOARD_MEMBER else set())
    return not statement.events.filter(user=actor.user, verb__in=verbs).exists()


def steps_for(actor: Actor, statement: Statement) -> set[str]:
    """The verbs that the actor can take on a statement now."""
    return {
        each.verb
        for each in possible(STATEMENT, statement.state)
        if (not each.role or each.role == actor.role)
        and may(actor, "write", each.record, statement if each.apart else None)
    }


def content_of(statement: Statement) -> dict[str, Any]:
    """What a statement says: frozen, or as it would be if it were submitted now."""
    if statement.state == StatementState.DRAFT:
        return compose(statement.year, {"nl": statement.remark_nl, "en": statement.remark_en})
    content: dict[str, Any] = statement.content
    return content


def years_without() -> list[int]:
    """Years of which profiles were confirmed and no statement was begun, the last first."""
    taken = Statement.objects.values_list("year", flat=True)
    answered = Response.objects.filter(state=ResponseState.CONFIRMED).exclude(round__year__in=list(taken))
    return sorted(set(answered.values_list("round__year", flat=True)), reverse=True)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Statements on which this actor can take the next step."""
    if not may(actor, "read", Record.IDENTITY_APPROVAL):
        return []
    told = {
        "check": (_("The identity statement waits for your check"), _("Check")),
        "approve": (_("The identity statement waits for your decision"), _("Read and decide")),
        "submit": (_("Your identity statement can be submitted"), _("Look at it")),
    }
    found = []
    for statement in Statement.objects.exclude(state__in=PUBLIC).prefetch_related("events"):
        steps = steps_for(actor, statement)
        verb = next((verb for verb in told if verb in steps), None)
        events = list(statement.events.all())
        begun = any(event.user_id == actor.user.pk for event in events) if actor.user else False
        if verb is None or (verb == "submit" and not begun):
            continue
        what, action = told[verb]
        if verb == "submit" and events[-1].verb in ("send_back", "hand_back"):
            what, action = _("Your identity statement was sent back"), _("Read why")
        found.append(
            Waiting(
                due=events[-1].at.date(),
                what=what,
                who=str(statement.year),
                url=reverse("identity:statement_work", args=[statement.year]),
                action=action,
            )
        )
    return sorted(found)


def doors(actor: Actor) -> list[Door]:
    """Where somebody goes who writes, checks or approves statements."""
    found = []
    if may(actor, "read", Record.IDENTITY_APPROVAL):
        found.append(Door(_("Identity statements"), reverse("identity:statements")))
    if may(actor, "write", Record.IDENTITY_STATEMENT):
        found.append(Door(_("What is done about requirements"), reverse("identity:counter_measures")))
    return found
