"""What the monitor freezes: everybody who may be counted, under the journey's pseudonym and without a name."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from momentum.accounts.access import log, require, stated_purpose
from momentum.accounts.actor import Actor
from momentum.accounts.policy import Record
from momentum.journeys.grounds import countable, left_out
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
    frozen = countable(people, freeze)
    log(
        actor,
        "read",
        Record.FACTS,
        purpose=stated,
        pseudonyms=frozen.values_list("pseudonym", flat=True),
        detail=f"freeze {freeze.isoformat()}",
    )
    # Whose rows they are is decided here and not in each query: on tables of which it knows nothing yet, PostgreSQL
    # plans five such nested conditions so badly that they take minutes.
    keys = set(frozen.values_list("pk", flat=True))
    return FactsRows(
        person=iter(frozen.order_by("pseudonym").values_list("pseudonym", "birth_year", "district_id")),
        membership=_stream(
            keys,
            Membership.objects.order_by("journey__pseudonym", "target_group_id", "starts"),
            "journey",
            "journey__pseudonym",
            "target_group_id",
            "starts",
            "ends",
        ),
        spell=_spells(keys),
        hours=_hours(keys),
        assessment=_assessments(keys),
        left_out=left_out(_with_facts(people, freeze), freeze),
    )


def _with_facts(people: QuerySet[Journey], freeze: date) -> QuerySet[Journey]:
    """Those of whom there is something to count: who came after the freeze is not left out, but not there yet."""
    return people.filter(Exists(Spell.objects.filter(journey=OuterRef("pk"), starts__lt=freeze)))


def _stream(keys: set[uuid.UUID], rows: QuerySet, owner: str, *columns: str) -> Iterator[Any]:
    """The columns of the rows whose `owner` is one of the journeys `keys`."""
    for whose, *told in rows.values_list(owner, *columns).iterator(chunk_size=AT_ONCE):
        if whose in keys:
            yield tuple(told)


def _spells(keys: set[uuid.UUID]) -> Iterator[Any]:
    rows = Spell.objects.order_by("journey__pseudonym", "starts", "pk")
    columns = ("pk", "journey__pseudonym", "organisation__slug", "kind_id", "starts", "ends", "end_reason_id")
    for key, *rest in _stream(keys, rows, "journey", *columns):
        yield (str(key), *rest)


def _hours(keys: set[uuid.UUID]) -> Iterator[Any]:
    rows = SpellHours.objects.order_by("spell_id", "starts")
    for key, starts, ends, hours in _stream(
        keys, rows, "spell__journey", "spell_id", "starts", "ends", "hours_per_week"
    ):
        yield str(key), starts, ends, float(hours)


def _assessments(keys: set[uuid.UUID]) -> Iterator[Any]:
    rows = Assessment.objects.order_by("journey__pseudonym", "instrument", "date")
    for pseudonym, instrument, day, value in _stream(
        keys, rows, "journey", "journey__pseudonym", "instrument", "date", "value"
    ):
        yield pseudonym, instrument, day, float(value)
