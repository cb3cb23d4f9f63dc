"""Judging what a mapping says, and naming everything that is wrong with it at once."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from momentum.methods.facts.dates import is_date_format
from momentum.methods.facts.mapping import (
    CALENDAR_FIELDS,
    CONSTANT_FIELDS,
    ENDS,
    FURTHER_FIELDS,
    NEEDED_FIELDS,
    SHAPES,
    SPELL_FIELDS,
    FileMapping,
    Mapping,
    Months,
    Organisation,
    PlaceKind,
    State,
    Writing,
)
from momentum.methods.facts.months import parse_month
from momentum.methods.facts.problems import MappingError
from momentum.methods.facts.settings import Settings

WRITING_KEYS = ("sheet", "encoding", "delimiter", "dates", "decimal", "missing", "end", "values")
TOP_KEYS = (
    "shape", "source", *WRITING_KEYS, "columns", "constants", "months", "states",
    "place_kinds", "organisations", "target_groups", "districts", "files",
)  # fmt: skip
FILE_KEYS = ("file", *WRITING_KEYS, "columns", "constants")
STATE_KEYS = (
    "values", "organisation", "organisation_kind", "organisation_district", "organisation_branch", "paid", "rank",
)  # fmt: skip


def judge_mapping(given: AnyMapping[str, Any], *, name: str, folder: Path | None) -> Mapping:
    """The mapping that a plain dict describes. Raises `MappingError` with every problem found."""
    top = Settings(given, name)
    top.only(TOP_KEYS)
    shape = top.choice("shape", SHAPES, needed=True)
    fields = CALENDAR_FIELDS if shape == "calendar" else SPELL_FIELDS
    columns, constants = _columns(top, shape, fields)
    further = top.inner("files")
    further.only(tuple(FURTHER_FIELDS))
    files = {role: _file(role, further.inner(role), top) for role in further.given if role in FURTHER_FIELDS}
    mapping = Mapping(
        shape=cast(Any, shape),
        columns=columns,
        constants=constants,
        writing=_writing(top, None, ends=shape == "spells"),
        files=files,
        months=_months(top.inner("months")),
        states=_states(top.inner("states")) if shape == "calendar" else (),
        place_kinds=_place_kinds(top.inner("place_kinds")),
        organisations=_organisations(top.inner("organisations")) if "organisations" in given else None,
        target_groups=top.texts("target_groups") if "target_groups" in given else None,
        districts=_districts(top) if "districts" in given else None,
        source=top.text("source"),
        given=given,
        folder=folder,
    )
    _complete(mapping, top)
    if top.problems:
        raise MappingError(top.problems)
    return mapping


def _complete(mapping: Mapping, top: Settings) -> None:
    """What a shape needs beyond single settings: kinds and organisations described, states given once."""
    if mapping.shape == "spells":
        if not mapping.place_kinds and "place_kinds" not in mapping.files:
            top.wrong("place_kinds", "missing_key", key="place_kinds")
        described = mapping.organisations is not None or "organisations" in mapping.files
        if not described and "organisation_kind" not in mapping.constants:
            top.wrong("organisations", "missing_key", key="organisations")
        for key in ("months", "states"):
            if key in mapping.given:
                top.wrong(key, "unknown_key", key=key, known='shape = "calendar" has it')
    if mapping.shape == "calendar" and not mapping.states:
        top.wrong("states", "missing_key", key="states")
    stands_for: dict[str, str] = {}
    described_as: dict[str, State] = {}
    for state in mapping.states:
        for value in state.values:
            if stands_for.setdefault(value, state.kind) != state.kind:
                top.wrong(
                    "states", "state_value_twice", value=value, state=stands_for[value], other=state.kind
                )
        other = described_as.setdefault(state.organisation, state)
        if _about_organisation(other) != _about_organisation(state):
            top.wrong("states", "state_conflict", organisation=state.organisation)


def _about_organisation(state: State) -> tuple[str | None, ...]:
    return (state.organisation_kind, state.organisation_district, state.organisation_branch)


def _columns(settings: Settings, role: str, fields: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    may_be_constant = CONSTANT_FIELDS.get(role, ())
    columns, constants = settings.inner("columns"), settings.inner("constants")
    columns.only(tuple(fields))
    constants.only(may_be_constant)
    for field in set(columns.given) & set(constants.given):
        settings.wrong("constants", "column_twice", key=f"columns.{field}", other=f"constants.{field}")
    for field in NEEDED_FIELDS.get(role, ()):
        if field not in columns.given and field not in constants.given:
            columns.wrong(field, "missing_key", key=columns.path(field))
    return columns.all_texts(), constants.all_texts()


def _writing(settings: Settings, above: Settings | None, *, ends: bool) -> Writing:
    """How a file writes its values; a further file inherits all but `end`, which each says for itself."""

    def source(key: str) -> Settings:
        return above if above is not None and key not in settings.given else settings

    if ends and "end" not in settings.given:
        settings.wrong("end", "missing_end")
    dates = source("dates").texts("dates") or Writing.dates
    for way in dates:
        if not is_date_format(way):
            settings.wrong("dates", "unknown_date_format", value=way)
    values = source("values").inner("values")
    own = settings.inner("values")
    merged = {field: values.inner(field).all_texts() for field in values.given}
    merged.update({field: own.inner(field).all_texts() for field in own.given})
    return Writing(
        dates=dates,
        decimal=cast(Any, source("decimal").choice("decimal", (".", ",")) or "."),
        missing=tuple(dict.fromkeys(("", *source("missing").texts("missing")))),
        values=merged,
        end=cast(Any, settings.choice("end", ENDS) or "exclusive"),
        sheet=settings.text("sheet"),
        encoding=settings.text("encoding"),
        delimiter=settings.text("delimiter"),
    )


def _file(role: str, settings: Settings, top: Settings) -> FileMapping:
    settings.only(FILE_KEYS)
    columns, constants = _columns(settings, role, FURTHER_FIELDS.get(role, ()))
    return FileMapping(
        role=role,
        file=settings.text("file"),
        columns=columns,
        constants=constants,
        writing=_writing(settings, top, ends="to" in columns),
    )


def _months(settings: Settings) -> Months:
    settings.only(("first", "last", "start"))
    months = Months(*(settings.text(key) for key in ("first", "last", "start")))
    for key, other in (("first", "last"), ("last", "first")):
        if settings.text(key) and not settings.text(other):
            settings.wrong(other, "missing_key", key=settings.path(other))
    if months.start and parse_month(months.start) is None:
        settings.wrong(
            "start", "wrong_type", key=settings.path("start"), expected='a month such as "1993-07"'
        )
    return months


def _states(settings: Settings) -> tuple[State, ...]:
    states = []
    for kind in settings.given:
        state = settings.inner(kind)
        state.only(STATE_KEYS)
        states.append(
            State(
                kind=kind,
                values=state.texts("values") or (kind,),
                organisation=state.text("organisation") or kind,
                organisation_kind=state.text("organisation_kind", needed=True),
                organisation_district=state.text("organisation_district") or None,
                organisation_branch=state.text("organisation_branch") or None,
                paid=state.yes_no("paid"),
                rank=state.whole("rank"),
            )
        )
    return tuple(states)


def _place_kinds(settings: Settings) -> tuple[PlaceKind, ...]:
    kinds = []
    for kind in settings.given:
        inner = settings.inner(kind)
        inner.only(("rank", "paid"))
        kinds.append(PlaceKind(kind, inner.whole("rank"), inner.yes_no("paid")))
    return tuple(kinds)


def _organisations(settings: Settings) -> tuple[Organisation, ...]:
    organisations = []
    for name in settings.given:
        inner = settings.inner(name)
        inner.only(("kind", "district", "branch"))
        organisations.append(
            Organisation(
                name,
                inner.text("kind", needed=True),
                inner.text("district") or None,
                inner.text("branch") or None,
            )
        )
    return tuple(organisations)


def _districts(top: Settings) -> dict[str, str | None]:
    """Districts as a list, or as a table of district → borough."""
    if isinstance(top.given["districts"], AnyMapping):
        return dict(top.inner("districts").all_texts())
    return {name: None for name in top.texts("districts")}
