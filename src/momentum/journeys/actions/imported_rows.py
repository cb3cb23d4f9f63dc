"""The rows that a file of stays brings: steps of taking it in, which asks for the permission and holds the transaction."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from simple_history.utils import bulk_create_with_history

from momentum.accounts.actor import Actor
from momentum.accounts.clock import now, today
from momentum.accounts.keys import person_keys
from momentum.journeys import pseudonyms
from momentum.journeys.models import (
    Ground,
    Identity,
    ImportBatch,
    Journey,
    Membership,
    Purpose,
    PurposeGround,
    SourceReference,
    Spell,
    SpellHours,
)
from momentum.journeys.queries.imports import Stay, Understanding

AT_ONCE = 1000


def write_persons(actor: Actor, batch: ImportBatch, found: Understanding) -> dict[str, Journey]:
    """The journey of every person in the file; unknown persons enter."""
    journeys = dict(found.known)
    about: dict[str, Stay] = {}
    for stay in found.stays:
        about.setdefault(stay.person, stay)
    identities, new = [], []
    for reference in found.new_persons:
        key, stay = uuid.uuid4(), about[reference]
        pseudonym = pseudonyms.for_journey(key)
        identities.append(Identity(id=key, pseudonym=pseudonym, first_name="", last_name=reference[:80]))
        journey = Journey(
            pseudonym=pseudonym, birth_year=stay.birth_year, district_id=stay.district, opened=today()
        )
        journeys[reference] = journey
        new.append(journey)
    person_keys().make(each.pseudonym for each in identities)
    person_keys().hold(each.pseudonym for each in identities)
    _create(actor, Identity, identities)
    _create(actor, Journey, new)
    references = [
        SourceReference(journey=journeys[person], organisation=batch.organisation, reference=person)
        for person in found.new_persons
    ]
    SourceReference.objects.bulk_create(references, batch_size=AT_ONCE)
    grounds = [
        PurposeGround(
            journey=journey,
            purpose=purpose,
            ground=Ground.TO_BE_CONFIRMED,
            starts=today(),
            recorded_by=actor.user,
        )
        for journey in new
        for purpose in (Purpose.GUIDANCE, Purpose.COUNTING)
    ]
    _create(actor, PurposeGround, grounds)
    return journeys


def write_spells(
    actor: Actor, batch: ImportBatch, stays: Sequence[Stay], journeys: Mapping[str, Journey]
) -> list[Spell]:
    recorded = now()
    spells = [
        Spell(
            journey=journeys[stay.person],
            organisation=batch.organisation,
            kind_id=stay.kind,
            starts=stay.starts,
            ends=stay.ends,
            end_reason_id=stay.end_reason,
            recorded_at=recorded,
        )
        for stay in stays
    ]
    _create(actor, Spell, spells)
    hours = [
        SpellHours(spell=spell, starts=spell.starts, ends=spell.ends, hours_per_week=round(stay.hours, 1))
        for stay, spell in zip(stays, spells, strict=True)
        if stay.hours is not None
    ]
    _create(actor, SpellHours, hours)
    return spells


def write_memberships(actor: Actor, stays: Sequence[Stay], journeys: Mapping[str, Journey]) -> None:
    """Target groups that the file names, for as long as its stays last, where the person is in no such group yet."""
    lasting: dict[tuple[str, str], tuple[date, date | None]] = {}
    for stay in stays:
        if stay.target_group:
            key = (stay.person, stay.target_group)
            starts, ends = lasting.get(key, (stay.starts, stay.ends))
            later = None if ends is None or stay.ends is None else max(ends, stay.ends)
            lasting[key] = (min(starts, stay.starts), later)
    known = set(
        Membership.objects.filter(journey__in=list(journeys.values())).values_list(
            "journey_id", "target_group_id"
        )
    )
    _create(
        actor,
        Membership,
        [
            Membership(journey=journeys[person], target_group_id=group, starts=starts, ends=ends)
            for (person, group), (starts, ends) in lasting.items()
            if (journeys[person].pk, group) not in known
        ],
    )


def _create(actor: Actor, model: Any, rows: list[Any]) -> None:
    if rows:
        bulk_create_with_history(
            rows, model, batch_size=AT_ONCE, default_user=actor.user, default_change_reason="import"
        )
