"""Files of stays: which came in, and what one that was offered would bring."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.accounts.policy import Record
from momentum.journeys.grounds import counted
from momentum.journeys.importing import ELSEWHERE, LISTED, RecordProblem, recognised, whole_mapping
from momentum.journeys.models import (
    EndReason,
    ImportBatch,
    ImportedSpell,
    ImportState,
    Journey,
    RememberedMapping,
    SourceReference,
    Spell,
)
from momentum.methods.facts import FileColumns, MappingError, Problem, columns_of, read_facts

AHEAD = timedelta(days=90)
_frozen_since: list[Callable[[datetime], Sequence[date]]] = []


def register_freezes(freezes_since: Callable[[datetime], Sequence[date]]) -> None:
    """`freezes_since(moment)` gives the freeze dates of everything frozen after that moment."""
    _frozen_since[:] = [freezes_since]


@dataclass(frozen=True)
class Stay:
    """One stay that a file would bring, by the line it stands on."""

    row: int
    person: str
    kind: str
    starts: date
    ends: date | None
    end_reason: str | None
    hours: float | None
    target_group: str | None
    birth_year: int | None
    district: str | None


@dataclass(frozen=True)
class Understanding:
    """What a file would bring: its stays, or everything that is wrong with it."""

    stays: list[Stay]
    problems: list[Problem]
    known: Mapping[str, Journey] = field(default_factory=dict)
    elsewhere: int = 0

    @cached_property
    def persons(self) -> list[str]:
        return list(dict.fromkeys(stay.person for stay in self.stays))

    @property
    def new_persons(self) -> list[str]:
        return [person for person in self.persons if person not in self.known]


def may_import(actor: Actor) -> bool:
    """Whether the actor's own organisation is one whose stays come from files."""
    return actor.organisation is not None and actor.organisation.kind == OrganisationKind.SOCIAL_ENTERPRISE


def batches(actor: Actor) -> QuerySet[ImportBatch]:
    """The files of the actor's own organisation."""
    require(actor, "read", Record.IMPORT)
    return ImportBatch.objects.filter(organisation=actor.organisation).select_related("user")


def batch(actor: Actor, key: object) -> ImportBatch:
    """One of them. Raises `ImportBatch.DoesNotExist`."""
    return batches(actor).select_related("organisation").get(pk=key)


def contents(batch: ImportBatch) -> bytes:
    with batch.file.open("rb") as stream:
        return stream.read()


def columns_key(look: FileColumns) -> str:
    """By which a mapping is remembered: the names of a file's columns, months left out."""
    names = [name for name in look.sheet.header if name not in look.months]
    return hashlib.sha256("\x1f".join([look.shape, *sorted(names)]).encode()).hexdigest()


def remembered(organisation: Organisation, look: FileColumns) -> dict[str, Any]:
    """The mapping that was last used for a file with these columns; empty if there was none."""
    row = RememberedMapping.objects.filter(organisation=organisation, columns=columns_key(look)).first()
    return tomllib.loads(row.mapping) if row else {}


def given_mapping(batch: ImportBatch) -> dict[str, Any]:
    return tomllib.loads(batch.mapping)


def understand(batch: ImportBatch, data: bytes | None = None) -> Understanding:
    """Reads the file by its mapping and lays it beside what is recorded. Raises nothing for what a file says."""
    data = contents(batch) if data is None else data
    before = ImportBatch.objects.filter(
        organisation=batch.organisation, sha256=batch.sha256, state=ImportState.APPLIED
    ).first()
    if before and before.applied_at:
        day = _written(before.applied_at.date())
        return Understanding(
            [], [RecordProblem(None, None, "taken_in_before", {"day": day}, batch.file_name)]
        )
    look = columns_of(data)
    try:
        mapping = whole_mapping(given_mapping(batch), batch.organisation, look)
    except MappingError as error:
        return Understanding([], error.problems)
    reading = read_facts(data, mapping, today=today(), name=batch.file_name)
    stays, elsewhere = _stays(reading.rows, batch.organisation, mapping.shape, dict(mapping.constants))
    problems = list(reading.problems)
    if not problems:
        columns = dict(mapping.columns)
        known = _known(batch.organisation, {stay.person for stay in stays})
        problems = _beside_the_record(stays, known, batch, columns)
        if not stays:
            params = {"organisation": batch.organisation.name}
            problems.append(RecordProblem(None, None, "nothing_here", params, batch.file_name))
        return Understanding(stays, problems, known, elsewhere)
    return Understanding(stays, problems, {}, elsewhere)


def _stays(
    rows: Mapping[int, dict[str, Any]], organisation: Organisation, shape: str, constants: dict[str, str]
) -> tuple[list[Stay], int]:
    stays, elsewhere = [], 0
    for line, row in rows.items():
        about = {name: row.get(name) for name in ("birth_year", "district")}
        about["target_group"] = row.get("target_group") or constants.get("target_group")
        for run in row["spells"] if shape == "calendar" else [row]:
            if run.get("place_kind", constants.get("place_kind")) == ELSEWHERE:
                elsewhere += 1
                continue
            if row.get("person") is None or run.get("start") is None:
                continue
            stays.append(
                Stay(
                    row=line,
                    person=str(row["person"]),
                    kind=run.get("place_kind") or constants.get("place_kind", ""),
                    starts=run["start"],
                    ends=run.get("end"),
                    end_reason=run.get("end_reason"),
                    hours=row.get("hours_per_week"),
                    **about,
                )
            )
    return stays, elsewhere


def _known(organisation: Organisation, persons: set[str]) -> dict[str, Journey]:
    references = SourceReference.objects.filter(organisation=organisation).select_related(
        "journey__merged_into"
    )
    return {
        each.reference: each.journey.merged_into or each.journey
        for each in references
        if each.reference in persons
    }


def _beside_the_record(
    stays: Sequence[Stay], known: Mapping[str, Journey], batch: ImportBatch, columns: Mapping[str, str]
) -> list[Problem]:
    """Rows that are fine by themselves but do not fit the city's lists or what is recorded."""
    reasons = set(EndReason.objects.values_list("code", flat=True))
    recorded: dict[tuple[object, str], list[Spell]] = {}
    for spell in Spell.objects.filter(organisation=batch.organisation, journey__in=set(known.values())):
        recorded.setdefault((spell.journey_id, spell.kind_id), []).append(spell)
    problems: list[Problem] = []
    for stay in stays:
        wrong = list(_out_of_bounds(stay, reasons))
        if journey := known.get(stay.person):
            wrong += _against(stay, journey, recorded.get((journey.pk, stay.kind), []))
        for about, code, params in wrong:
            kind = Problem if code == "unknown_value" else RecordProblem
            problems.append(kind(stay.row, columns.get(about), code, params, batch.file_name))
    return problems


Wrong = tuple[str, str, dict[str, str | int]]
"""Which field of a row is wrong, the code of the sentence, and its parameters."""


def _out_of_bounds(stay: Stay, reasons: set[str]) -> Iterator[Wrong]:
    if stay.end_reason is not None and stay.end_reason not in reasons:
        yield "end_reason", "unknown_value", {"value": stay.end_reason, "field": "end_reason"}
    for about, day in (("start", stay.starts), ("end", stay.ends)):
        if day and day > today() + AHEAD:
            yield about, "too_far_ahead", {"value": _written(day)}
    if stay.birth_year and stay.starts.year < stay.birth_year:
        yield "birth_year", "before_birth", {"start": stay.starts.year, "value": stay.birth_year}


def _against(stay: Stay, journey: Journey, same_kind: Sequence[Spell]) -> Iterator[Wrong]:
    who: dict[str, str | int] = {"person": stay.person}
    if stay.birth_year and journey.birth_year and stay.birth_year != journey.birth_year:
        yield (
            "birth_year",
            "birth_year_differs",
            who | {"value": stay.birth_year, "other": journey.birth_year},
        )
    if journey.died and (stay.ends is None or stay.ends > journey.died):
        yield "end", "person_died", who
    for spell in same_kind:
        begins_before_it_ends = spell.ends is None or spell.ends > stay.starts
        if begins_before_it_ends and (stay.ends is None or spell.starts < stay.ends):
            until = _written(spell.ends) if spell.ends else "…"
            yield "start", "overlap_recorded", who | {"start": _written(spell.starts), "end": until}
            return


def _written(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def unmatched_words(given: Mapping[str, Any], look: FileColumns) -> dict[str, list[str]]:
    """Per listed field, the file's words that are not in the city's list and that the mapping does not explain."""
    missing = {"", *(given.get("missing") or [])}
    unmatched: dict[str, list[str]] = {}
    for about in LISTED:
        column = given.get("columns", {}).get(about)
        if column and column in look.sheet.header:
            texts = [text for text in look.values(column, most=200) if text not in missing]
            explained = set(recognised(about, texts)) | set(given.get("values", {}).get(about, {}))
            if rest := [text for text in texts if text not in explained]:
                unmatched[about] = rest
    return unmatched


def state_words(look: FileColumns, given: Mapping[str, Any]) -> list[str]:
    """The states that a calendar's months hold, in order of first occurrence."""
    missing = {"", *(given.get("missing") or [])}
    months = given.get("months") or {}
    names = list(look.sheet.header)
    if months.get("first") in names and months.get("last") in names:
        chosen = names[names.index(months["first"]) : names.index(months["last"]) + 1]
    else:
        chosen = list(look.months)
    words: dict[str, None] = {}
    for name in chosen:
        words.update(dict.fromkeys(look.values(name, most=60)))
    return [word for word in words if word not in missing][:60]


def changed_since(batch: ImportBatch) -> list[int]:
    """Rows whose stay, or new person, was changed after the file was taken in, or is gone."""
    rows = []
    for each in ImportedSpell.objects.filter(batch=batch).select_related("spell__journey"):
        spell = each.spell
        if (
            spell is None
            or spell.version != each.version
            or (each.new_person and _has_more(spell.journey, batch))
        ):
            rows.append(each.row)
    return sorted(set(rows))


def _has_more(journey: Journey, batch: ImportBatch) -> bool:
    """Whether something was added to a person that a file brought."""
    if journey.version > 1 or journey.merged.exists() or journey.merged_into_id:
        return True
    return (
        journey.spells.exclude(importedspell__batch=batch).exists()
        or journey.referrals.exists()
        or journey.assessments.exists()
        or journey.assignments.exists()
        or journey.correction_requests.exists()
    )


def frozen_since(batch: ImportBatch) -> list[int]:
    """Rows whose stay is part of facts that were frozen after the file was taken in."""
    if batch.applied_at is None or not _frozen_since:
        return []
    rows: set[int] = set()
    imported = ImportedSpell.objects.filter(batch=batch, spell__isnull=False)
    for freeze in _frozen_since[0](batch.applied_at):
        inside = counted(Journey.objects.all(), freeze)
        rows.update(
            imported.filter(spell__starts__lt=freeze, spell__journey__in=inside.values("pk")).values_list(
                "row", flat=True
            )
        )
    return sorted(rows)
