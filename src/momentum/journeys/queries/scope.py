"""Whose records an actor may open: the relations behind "own or assigned" in the access matrix."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from momentum.accounts.access import register_limit, register_relation, register_scope
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Mandate, User
from momentum.accounts.policy import Record, Role
from momentum.journeys.flow import READS_RESTRICTED, WORKS_WITH_PEOPLE
from momentum.journeys.grounds import holding
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    Identity,
    Journey,
    Membership,
    Purpose,
    PurposeGround,
    Referral,
    ReferralState,
    RightsRequest,
    Spell,
    SpellHours,
)

AFTER_A_SPELL = timedelta(weeks=13)
"""How long after a spell's end its organisation's coaches still work with the person."""

ASKED_AHEAD = timedelta(weeks=2)
"""How long before a follow-up is due the journey keeper sees whom to call."""

TO_JOURNEY: dict[type[Model], str] = {
    Spell: "journey",
    SpellHours: "spell__journey",
    Assessment: "journey",
    Membership: "journey",
    Referral: "journey",
    PurposeGround: "journey",
    CorrectionRequest: "journey",
    Assignment: "journey",
    FollowUp: "spell__journey",
    RightsRequest: "journey",
}


def running(day: date) -> Q:
    """Half-open `[starts, ends)` holding `day`."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))


def of_the_person(actor: Actor) -> QuerySet[Journey]:
    """The journey of whoever acts."""
    own = Identity.objects.filter(user=actor.user)
    return Journey.objects.filter(pseudonym__in=own.values("pseudonym"), died__isnull=True)


def of_the_organisation(actor: Actor) -> QuerySet[Journey]:
    """From the acceptance of a referral by the actor's organisation until 13 weeks after the spell there."""
    spells = Spell.objects.filter(organisation=actor.organisation)
    recent = spells.filter(Q(ends__isnull=True) | Q(ends__gte=today() - AFTER_A_SPELL))
    begun = spells.filter(journey=OuterRef("journey")).filter(
        Q(recorded_at__gte=OuterRef("decided_at"))
        | Q(ends__isnull=True)
        | Q(ends__gt=OuterRef("decided_at__date"))
    )
    accepted = Referral.objects.filter(
        ~Exists(begun), to_organisation=actor.organisation, state=ReferralState.ACCEPTED
    )
    return Journey.objects.filter(
        Q(pk__in=recent.values("journey")) | Q(pk__in=accepted.values("journey")), died__isnull=True
    )


def of_the_caseload(actor: Actor) -> QuerySet[Journey]:
    """The people assigned to the actor today, in their role at their organisation; cover included."""
    assigned = Assignment.objects.filter(
        running(today()), user=actor.user, organisation=actor.organisation, role=actor.role
    )
    return Journey.objects.filter(pk__in=assigned.values("journey"))


def to_be_asked(actor: Actor) -> QuerySet[Journey]:
    """People with a follow-up that is due and no case manager to ask it."""
    due = outstanding_follow_ups(FollowUp.objects.all()).filter(due__lte=today() + ASKED_AHEAD)
    mandate = Mandate.objects.filter(
        running(today()),
        user=OuterRef("user"),
        organisation=OuterRef("organisation"),
        role=OuterRef("role"),
    )
    managed = Assignment.objects.filter(running(today()), Exists(mandate), role=Role.CASE_MANAGER)
    return Journey.objects.filter(pk__in=due.values("spell__journey"), died__isnull=True).exclude(
        pk__in=managed.values("journey")
    )


def outstanding_follow_ups(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Questions not asked yet whose person may be asked today."""
    allowed = PurposeGround.objects.filter(
        holding(Purpose.FOLLOW_UP, today()), journey=OuterRef("spell__journey")
    )
    return rows.filter(
        Exists(allowed),
        asked_on__isnull=True,
        withdrawn_on__isnull=True,
        spell__journey__died__isnull=True,
    )


JOURNEYS_OF: dict[Role, Callable[[Actor], QuerySet[Journey]]] = {
    Role.PARTICIPANT: of_the_person,
    Role.ENTERPRISE_MANAGER: of_the_organisation,
    Role.WORK_COACH: of_the_organisation,
    Role.CASE_MANAGER: of_the_caseload,
    Role.JOURNEY_KEEPER: to_be_asked,
}


def own_journeys(actor: Actor) -> QuerySet[Journey]:
    """The journeys whose person the actor works with or is; the matrix decides which part of them opens."""
    rule = JOURNEYS_OF.get(Role(actor.role)) if actor.role else None
    if rule is None or actor.user is None:
        return Journey.objects.none()
    return open_to(actor, rule(actor).filter(merged_into__isnull=True))


def open_to(actor: Actor, queryset: QuerySet) -> QuerySet:
    """Without the rows of whoever wants their record only kept: those stay open to them and the privacy officer."""
    if actor.role in READS_RESTRICTED:
        return queryset
    model = queryset.model
    if model is Identity:
        kept = Journey.objects.filter(restricted_on__isnull=False)
        return queryset.exclude(pseudonym__in=kept.values("pseudonym"))
    if model is not Journey and model not in TO_JOURNEY:
        return queryset  # about nobody's journey
    path = "" if model is Journey else f"{TO_JOURNEY[model]}__"
    return queryset.filter(**{f"{path}restricted_on__isnull": True})


def restricted_for(actor: Actor) -> QuerySet[Journey]:
    """Records that would be the actor's own if their persons did not want them only kept."""
    rule = JOURNEYS_OF.get(Role(actor.role)) if actor.role in WORKS_WITH_PEOPLE else None
    if rule is None or actor.user is None:
        return Journey.objects.none()
    return rule(actor).filter(merged_into__isnull=True, restricted_on__isnull=False)


def own_records(actor: Actor, queryset: QuerySet) -> QuerySet:
    """The rows of `queryset` (any record of this room) that belong to the actor's own journeys."""
    own = own_journeys(actor)
    model = queryset.model
    if model is Identity:
        return queryset.filter(pseudonym__in=own.values("pseudonym"))
    if model is Journey:
        return queryset.filter(Q(pk__in=own.values("pk")) | Q(merged_into__in=own.values("pk")))
    belongs = Q(**{f"{TO_JOURNEY[model]}__in": own.values("pk")})
    if model is Referral and actor.role == Role.WORK_COACH:
        # A referral opens by itself, with the wish in it: the person behind it only once it is accepted.
        belongs |= Q(to_organisation=actor.organisation, journey__restricted_on__isnull=True)
    return queryset.filter(belongs)


def is_own(actor: Actor, subject: Any) -> bool:
    """Whether a record of this room is within the actor's scope."""
    return own_records(actor, type(subject)._default_manager.filter(pk=subject.pk)).exists()


def pseudonyms_of(user: User) -> list[str]:
    """Under which pseudonyms the access log names somebody who signs in: their own, and those of records that were
    merged with it, after it. None where they are no participant."""
    own = Identity.objects.filter(user=user).values("pseudonym")
    same = Q(pseudonym__in=own) | Q(merged_into__pseudonym__in=own)
    found = Journey.objects.filter(same).values_list("merged_into", "pseudonym")
    return [pseudonym for _kept, pseudonym in sorted(found, key=lambda row: (row[0] is not None, row[1]))]


def register() -> None:
    """Hands this room's scopes and relations to `accounts`."""
    for record in (
        Record.IDENTITY,
        Record.CONTACT,
        Record.NEEDS,
        Record.JOURNEY,
        Record.FOLLOW_UP,
        Record.OWN_VOICE,
        Record.CONSENT,
        Record.RIGHTS,
    ):
        register_scope(record, own_records)
        register_relation(record, is_own)
        register_limit(record, open_to)


def overlapping(journey_spells: QuerySet[Spell], starts: date, ends: date | None) -> QuerySet[Spell]:
    """The spells that share a day with `[starts, ends)`; touching is no overlap."""
    later = Q(ends__isnull=True) | Q(ends__gt=starts)
    return journey_spells.filter(later, *([Q(starts__lt=ends)] if ends else [])).order_by(F("starts"))
