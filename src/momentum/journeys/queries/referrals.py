"""Referrals: those that wait for the actor's answer, and those the actor sent."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from momentum.accounts.access import Refused, open_record, open_records
from momentum.accounts.actor import Actor
from momentum.accounts.models import OrganisationKind
from momentum.accounts.policy import Record, Role
from momentum.journeys.flow import REFERRAL, WORKS_WITH_PEOPLE, allow
from momentum.journeys.models import Identity, Referral, ReferralState
from momentum.journeys.queries.scope import own_journeys, own_records
from momentum.sector.models import Place

AT_MOST = 200


@dataclass(frozen=True)
class ReferralRow:
    """A referral; `name` stays empty until the actor may know who it is about."""

    referral: Referral
    name: str


def received(actor: Actor) -> QuerySet[Referral]:
    """Referrals to the actor's organisation that wait for an answer."""
    waiting = Referral.objects.filter(to_organisation=actor.organisation, state=ReferralState.SENT)
    return waiting.filter(journey__restricted_on__isnull=True)


def referrals(actor: Actor) -> list[ReferralRow]:
    """A coach's inbox first, then what was answered; a case manager's or participant's own referrals."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    rows = Referral.objects.select_related(
        "journey", "to_organisation", "from_organisation", "place", "place__kind"
    )
    if actor.role == Role.WORK_COACH:
        rows = rows.filter(to_organisation=actor.organisation)
    opened = open_records(
        actor,
        Record.JOURNEY,
        rows.filter(pk__in=own_records(actor, rows).order_by("-sent_at").values("pk")[:AT_MOST]),
        detail="referrals",
        pseudonym=lambda row: row.journey.pseudonym,
    )
    return _named(actor, opened)


def open_referral(actor: Actor, key: Any) -> ReferralRow:
    referral = open_record(
        actor,
        Record.JOURNEY,
        Referral.objects.filter(pk=key).select_related(
            "journey", "to_organisation", "from_organisation", "place"
        ),
        detail="referral",
        pseudonym=lambda row: row.journey.pseudonym,
    )
    return _named(actor, [referral])[0]


def open_referral_to_answer(actor: Actor, key: Any) -> ReferralRow:
    """A referral to the actor's own organisation, for who answers there. Raises `Refused`."""
    allow(actor, REFERRAL["accept"].roles)
    row = open_referral(actor, key)
    if row.referral.to_organisation != actor.organisation:
        raise Refused("write", Record.JOURNEY)
    return row


def places_to_refer_to() -> QuerySet[Place]:
    """Places of social enterprises that are listed and open."""
    return (
        Place.objects.filter(organisation__kind=OrganisationKind.SOCIAL_ENTERPRISE, closes__isnull=True)
        .select_related("organisation")
        .order_by("organisation__name", "title_nl")
    )


def _named(actor: Actor, opened: list[Referral]) -> list[ReferralRow]:
    known = own_journeys(actor).filter(pk__in=[each.journey_id for each in opened]).values("pseudonym")
    people = open_records(
        actor, Record.IDENTITY, Identity.objects.filter(pseudonym__in=known), detail="referrals"
    )
    names = {each.pseudonym: each.name for each in people}
    return [ReferralRow(each, names.get(each.journey.pseudonym, "")) for each in opened]
