"""One person's page: who they are, their journey as a story, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from momentum.accounts.access import may, open_record
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.flow import WORKS_WITH_PEOPLE, allow
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    FollowUp,
    Identity,
    Instrument,
    Journey,
    Membership,
    Referral,
    Spell,
    SpellHours,
)
from momentum.journeys.queries.changes import Change, corrections
from momentum.journeys.queries.scope import restricted_for, running


@dataclass(frozen=True)
class Stay:
    """A stay with what the reader may do with it."""

    spell: Spell
    runs: bool
    changeable: bool
    end_can_be_undone: bool


@dataclass(frozen=True)
class PersonPage:
    journey: Journey
    identity: Identity
    stays: Sequence[Stay]
    ladder: Sequence[Assessment]
    wage_value: Sequence[Assessment]
    own_voice: Sequence[Assessment]
    memberships: Sequence[Membership]
    referrals: Sequence[Referral]
    requests: Sequence[CorrectionRequest]
    follow_ups: Sequence[FollowUp]
    assignments: Sequence[Assignment]
    corrections: Sequence[Change]
    earlier_records: Sequence[Journey]
    may: dict[str, bool] = field(default_factory=dict)


def person_page(actor: Actor, key: UUID | str, *, verb: str = "read") -> PersonPage:
    """Everything the actor may read (or print) about one person they work with. Raises `Refused`."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    journey = open_record(
        actor, Record.JOURNEY, with_everything().filter(pk=key), verb=verb, detail="journey"
    )
    identity = open_record(
        actor,
        Record.IDENTITY,
        Identity.objects.filter(pseudonym=journey.pseudonym),
        verb=verb,
        detail="name and contact",
    )
    return read_page(actor, journey, identity)


def restricted_since(actor: Actor, key: UUID | str) -> date | None:
    """From which day the record of somebody whom the actor works with is only kept; None where it is not."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    with as_system("restricted"):
        found = restricted_for(actor).filter(pk=key).first()
    return found.restricted_on if found else None


def read_page(actor: Actor, journey: Journey, identity: Identity) -> PersonPage:
    """The page of records that were opened."""
    spells = list(journey.spells.all())
    assessments = list(journey.assessments.all())
    return PersonPage(
        journey=journey,
        identity=identity,
        stays=[_stay(actor, each, spells, journey) for each in reversed(spells)],
        ladder=[each for each in assessments if each.instrument == Instrument.LADDER],
        wage_value=[each for each in assessments if each.instrument == Instrument.WAGE_VALUE],
        own_voice=[each for each in assessments if each.instrument == Instrument.OWN_VOICE],
        memberships=list(journey.memberships.all()),
        referrals=list(journey.referrals.all()),
        requests=list(journey.correction_requests.all()),
        follow_ups=[each for spell in spells for each in spell.follow_ups.all()],
        assignments=list(journey.assignments.all()),
        corrections=corrections(journey),
        earlier_records=list(journey.merged.all()),
        may={
            "write": may(actor, "write", Record.JOURNEY),
            "identity": may(actor, "write", Record.IDENTITY),
            "needs": may(actor, "read", Record.NEEDS),
            "grounds": may(actor, "read", Record.CONSENT),
            "rights": may(actor, "write", Record.RIGHTS),
        },
    )


def _stay(actor: Actor, spell: Spell, spells: Sequence[Spell], journey: Journey) -> Stay:
    own = actor.organisation is not None and (
        spell.organisation_id == actor.organisation.pk
        or spell.organisation.kind == "employer"
        or actor.role == "case_manager"
    )
    changeable = own and may(actor, "write", Record.JOURNEY)
    followed = spell.ends is not None and any(other.starts >= spell.ends for other in spells)
    return Stay(
        spell=spell,
        runs=spell.ends is None or spell.ends > today(),
        changeable=changeable,
        end_can_be_undone=changeable and spell.ends is not None and not followed and journey.died is None,
    )


def with_everything():
    hours = Prefetch("hours", SpellHours.objects.order_by("starts"))
    follow_ups = Prefetch("follow_ups", FollowUp.objects.filter(withdrawn_on__isnull=True))
    spells = Spell.objects.select_related("organisation", "place", "kind", "end_reason").prefetch_related(
        hours, follow_ups
    )
    return (
        Journey.objects.filter(merged_into__isnull=True)
        .select_related("district")
        .prefetch_related(
            Prefetch("spells", spells),
            Prefetch("assessments", Assessment.objects.select_related("organisation").order_by("date")),
            Prefetch("memberships", Membership.objects.select_related("target_group")),
            Prefetch(
                "referrals", Referral.objects.select_related("to_organisation", "from_organisation", "place")
            ),
            Prefetch("correction_requests", CorrectionRequest.objects.select_related("answered_by")),
            Prefetch(
                "assignments",
                Assignment.objects.filter(running(today())).select_related(
                    "user", "organisation", "covers_for"
                ),
            ),
            "merged",
        )
    )


def age(birth_date: date | None) -> int | None:
    """Whole years on the day it is."""
    if birth_date is None:
        return None
    day = today()
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
