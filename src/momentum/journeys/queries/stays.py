"""Stays to choose from, and room at places."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from momentum.accounts.access import open_record, open_records
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.flow import WORKS_WITH_PEOPLE, allow
from momentum.journeys.models import Identity, Journey, Spell
from momentum.journeys.queries.people import worked_with
from momentum.journeys.queries.scope import own_records, running
from momentum.sector.models import Place

WITH_ALL = ("place", "kind", "organisation", "journey", "end_reason")


def taken(place_ids: list) -> dict:
    """People at each place today, by the place's id; places where nobody is are left out."""
    rows = Spell.objects.filter(running(today()), place__in=place_ids)
    with as_system("seats"):
        return dict(rows.values_list("place").annotate(Count("journey", distinct=True)).order_by())


def room_left(place: Place) -> int:
    """Free seats today; below zero where more people came than there are seats."""
    return place.capacity - taken([place.pk]).get(place.pk, 0)


def own_places(actor: Actor) -> QuerySet[Place]:
    """The places of the actor's organisation that are open today."""
    return (
        Place.objects.filter(organisation=actor.organisation, opens__lte=today())
        .filter(Q(closes__isnull=True) | Q(closes__gt=today()))
        .select_related("kind")
    )


def employers() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.EMPLOYER)


def running_stays(actor: Actor, detail: str) -> list[tuple[Spell, str]]:
    """Stays that run and whose end the actor could record, with the person's name; the log names them."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    spells = _open_stays(actor, worked_with(actor).filter(ends__isnull=True), detail)
    return _with_names(actor, spells, detail)


def ended_without_reason(actor: Actor) -> QuerySet[Spell]:
    return own_records(
        actor, worked_with(actor).filter(ends__isnull=False, ends__lte=today(), end_reason__isnull=True)
    )


def open_stay(actor: Actor, key: UUID | str) -> tuple[Spell, Identity]:
    """One stay and who it is about. Raises `Refused`."""
    spell = open_record(
        actor,
        Record.JOURNEY,
        Spell.objects.filter(pk=key).select_related(*WITH_ALL),
        detail="stay",
        pseudonym=lambda row: row.journey.pseudonym,
    )
    return spell, open_identity(actor, spell.journey)


def open_person(actor: Actor, key: UUID | str) -> tuple[Journey, Identity]:
    """One journey and whose it is, for who works with people. Raises `Refused`."""
    allow(actor, WORKS_WITH_PEOPLE, "read")
    journey = open_record(
        actor, Record.JOURNEY, Journey.objects.filter(pk=key, merged_into__isnull=True), detail="journey"
    )
    return journey, open_identity(actor, journey)


def open_identity(actor: Actor, journey: Journey) -> Identity:
    return open_record(actor, Record.IDENTITY, Identity.objects.filter(pseudonym=journey.pseudonym))


def _open_stays(actor: Actor, spells: QuerySet[Spell], detail: str) -> list[Spell]:
    return open_records(
        actor,
        Record.JOURNEY,
        spells.select_related(*WITH_ALL),
        detail=detail,
        pseudonym=lambda row: row.journey.pseudonym,
    )


def _with_names(actor: Actor, spells: list[Spell], detail: str) -> list[tuple[Spell, str]]:
    pseudonyms = {each.journey.pseudonym for each in spells}
    identities = open_records(
        actor, Record.IDENTITY, Identity.objects.filter(pseudonym__in=pseudonyms), detail=detail
    )
    names = {each.pseudonym: (each.last_name, each.name) for each in identities}
    known = [(spell, names[spell.journey.pseudonym]) for spell in spells if spell.journey.pseudonym in names]
    return [
        (spell, name) for spell, (_last, name) in sorted(known, key=lambda pair: (pair[1], pair[0].starts))
    ]
