"""Files of stays: which came in, and what one that was offered would bring."""

import hashlib
import tomllib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from momentum.accounts import purposes
from momentum.accounts.access import log, require
from momentum.accounts.actor import Actor
from momentum.accounts.clock import today
from momentum.accounts.models import Organisation, OrganisationKind
from momentum.accounts.policy import Record
from momentum.accounts.row_security import as_system
from momentum.journeys.grounds import counted
from momentum.journeys.import_sentences import RecordProblem
from momentum.journeys.importing import (
    ELSEWHERE,
    LIMITS,
    look_at,
    whole_mapping,
)
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    EndReason,
    Ground,
    Identity,
    ImportBatch,
    ImportedSpell,
    ImportState,
    Journey,
    Membership,
    PurposeGround,
    Referral,
    RememberedMapping,
    SourceReference,
    Spell,
)
from momentum.journeys.source_references import digests_of
from momentum.methods.facts import FileColumns, MappingError, Problem, read_facts
from momentum.methods.sheets import SheetError

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


def batch(actor: Actor, key: uuid.UUID | str) -> ImportBatch:
    """One of them. Raises `ImportBatch.DoesNotExist`."""
    return batches(actor).select_related("organisation").get(pk=key)


def contents(batch: ImportBatch) -> bytes:
    """The file itself. Raises `FileNotFoundError` once it is taken in or thrown away."""
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


def look_over(actor: Actor, batch: ImportBatch, *, verb: str = "read") -> Understanding:
    """What a file would bring, for whoever brings it. What is wrong may tell of people who are recorded already:
    the log names them before anything is shown."""
    require(actor, verb, Record.IMPORT, batch)
    found = understand(batch)
    with transaction.atomic(durable=True):
        known = [journey.pseudonym for journey in found.known.values()]
        purpose = purposes.Purpose.IMPORT
        log(actor, verb, Record.IMPORT, purpose=purpose, pseudonyms=known, detail=f"check {batch.pk}")
    return found


@as_system("import")
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
    given = given_mapping(batch)
    try:
        mapping = whole_mapping(given, batch.organisation, look_at(data, given))
    except MappingError as error:
        return Understanding([], error.problems)
    except SheetError as error:
        return Understanding([], [Problem(None, None, error.code, error.params, batch.file_name)])
    if "person" not in mapping.columns:
        return Understanding([], [RecordProblem(None, None, "no_reference", {}, batch.file_name)])
    reading = read_facts(data, mapping, today=today(), name=batch.file_name, limits=LIMITS)
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
            if ELSEWHERE in (run.get("place_kind", constants.get("place_kind")), row.get("organisation")):
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
    digest = digests_of(organisation.pk)
    named = {digest(person): person for person in persons}
    references = SourceReference.objects.filter(organisation=organisation, digest__in=list(named))
    return {
        named[each.digest]: each.journey.merged_into or each.journey
        for each in references.select_related("journey__merged_into")
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
    if journey.restricted_on:
        # Nothing else is compared: a record that is only kept is not told of.
        yield "person", "restricted", who
        return
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


def changed_since(batch: ImportBatch) -> list[int]:
    """Rows whose stay, or new person, was changed after the file was taken in, or is gone."""
    changed = (
        Q(spell__isnull=True)
        | ~Q(spell__version=F("version"))
        | Q(new_person=True, spell__journey__in=_with_more(batch).values("pk"))
    )
    rows = ImportedSpell.objects.filter(changed, batch=batch).values_list("row", flat=True)
    return sorted(set(rows))


def _with_more(batch: ImportBatch) -> QuerySet[Journey]:
    """Journeys to which something was added, or whose person got a name, since a file brought them."""

    def belonging(model: type[Model], *conditions: Q) -> Exists:
        return Exists(model._default_manager.filter(*conditions, journey=OuterRef("pk")))

    others = Spell.objects.filter(journey=OuterRef("pk")).exclude(importedspell__batch=batch)
    named = Identity.objects.filter(pseudonym=OuterRef("pseudonym"), version__gt=1)
    merged = Journey.objects.filter(merged_into=OuterRef("pk"))
    return Journey.objects.filter(
        Q(version__gt=1)
        | Q(merged_into__isnull=False)
        | Exists(merged)
        | Exists(others)
        | Exists(named)
        | belonging(Referral)
        | belonging(Assessment)
        | belonging(Assignment)
        | belonging(CorrectionRequest)
        | belonging(PurposeGround, ~Q(ground=Ground.TO_BE_CONFIRMED))
        | Exists(Membership.history.filter(journey=OuterRef("pk")).exclude(history_change_reason="import"))
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
