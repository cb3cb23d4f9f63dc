"""What the monitor freezes: everybody who may be counted, under the journey's pseudonym and without a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from momentum.accounts.access import log, require, stated_purpose
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.journeys.grounds import counted, left_out
from momentum.journeys.models import Assessment, Journey, Membership, Spell, SpellHours

AT_ONCE = 5000


@dataclass(frozen=True)
class FactsRows:
    """Streams of rows, their columns in the order of the facts' schemas, sorted by the facts' keys.

    `person`: (pseudonym, birth year, district) · `membership`: (pseudonym, group, from, to) ·
    `spell`: (id, pseudonym, organisation's slug, place kind, start, end, end reason) ·
    `hours`: (spell's id, from, to, hours a week) · `assessment`: (pseudonym, instrument, date, value).
    `left_out` counts the persons left out by reason (see `journeys.grounds`).

    Pseudonyms and spells' ids are the journeys' own: an edition turns both into its own
    (`journeys.pseudonyms.for_edition`) before it keeps them. Read the streams in the transaction in which
    `facts_rows` was called, so that they tell of one moment.
    """

    person: Iterator[tuple[str, int | None, str | None]]
    membership: Iterator[tuple[str, str, date, date | None]]
    spell: Iterator[tuple[str, str, str, str, date, date | None, str | None]]
    hours: Iterator[tuple[str, date, date | None, float]]
    assessment: Iterator[tuple[str, str, date, float]]
    left_out: Mapping[str, int]


def facts_rows(actor: Actor, *, freeze: date, purpose: str) -> FactsRows:
    """Everybody whose counting has a ground on `freeze`; the log names them under `purpose`.

    Raises `Refused` for anybody but an analyst (or another role to whom the matrix opens facts).
    """
    require(actor, "read", Record.FACTS)
    stated = stated_purpose(actor, "read", Record.FACTS, purpose)
    people = Journey.objects.filter(merged_into__isnull=True)
    frozen = counted(people, freeze)
    log(
        actor,
        "read",
        Record.FACTS,
        purpose=stated,
        pseudonyms=frozen.values_list("pseudonym", flat=True),
        detail=f"freeze {freeze.isoformat()}",
    )
    those = {"journey__in": frozen.values("pk")}
    return FactsRows(
        person=_stream(frozen.order_by("pseudonym"), "pseudonym", "birth_year", "district_id"),
        membership=_stream(
            Membership.objects.filter(**those).order_by("journey__pseudonym", "target_group_id", "starts"),
            "journey__pseudonym",
            "target_group_id",
            "starts",
            "ends",
        ),
        spell=_spells(Spell.objects.filter(**those).order_by("journey__pseudonym", "starts", "pk")),
        hours=_hours(
            SpellHours.objects.filter(spell__journey__in=frozen.values("pk")).order_by("spell_id", "starts")
        ),
        assessment=_assessments(
            Assessment.objects.filter(**those).order_by("journey__pseudonym", "instrument", "date")
        ),
        left_out=left_out(_with_facts(people, freeze), freeze),
    )


def _with_facts(people: QuerySet[Journey], freeze: date) -> QuerySet[Journey]:
    """Those of whom there is something to count: who came after the freeze is not left out, but not there yet."""
    return people.filter(Exists(Spell.objects.filter(journey=OuterRef("pk"), starts__lt=freeze)))


def _stream(queryset: QuerySet, *columns: str) -> Iterator[Any]:
    return queryset.values_list(*columns).iterator(chunk_size=AT_ONCE)


def _spells(spells: QuerySet[Spell]) -> Iterator[Any]:
    for key, *rest in _stream(
        spells, "pk", "journey__pseudonym", "organisation__slug", "kind_id", "starts", "ends", "end_reason_id"
    ):
        yield (str(key), *rest)


def _hours(rows: QuerySet[SpellHours]) -> Iterator[Any]:
    for key, starts, ends, hours in _stream(rows, "spell_id", "starts", "ends", "hours_per_week"):
        yield str(key), starts, ends, float(hours)


def _assessments(rows: QuerySet[Assessment]) -> Iterator[Any]:
    for pseudonym, instrument, day, value in _stream(
        rows, "journey__pseudonym", "instrument", "date", "value"
    ):
        yield pseudonym, instrument, day, float(value)
