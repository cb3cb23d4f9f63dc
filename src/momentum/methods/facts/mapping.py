"""A mapping: which column of whose file means what.

Two shapes. *spells*: a row is a stay. *calendar*: a row is a person, a column a month, a cell a state.
Further files (persons, memberships, hours, assessments, organisations, place_kinds, target_groups,
districts) have columns of their own and inherit how dates, numbers and missing values are written.
"""

import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from momentum.methods.facts.problems import MappingError, Problem

SHAPES = ("spells", "calendar")
ENDS = ("exclusive", "inclusive")

SPELL_FIELDS = (
    "person", "organisation", "place_kind", "start", "end", "end_reason", "spell", "hours_per_week",
    "birth_year", "district", "target_group",
)  # fmt: skip
CALENDAR_FIELDS = ("person", "birth_year", "district", "target_group")
NEEDED_FIELDS: dict[str, tuple[str, ...]] = {
    "spells": ("person", "organisation", "place_kind", "start", "end"),
    "calendar": (),
    "persons": ("person",),
    "memberships": ("person", "target_group", "from"),
    "hours": ("spell", "from", "hours_per_week"),
    "assessments": ("person", "instrument", "date", "value"),
    "organisations": ("organisation", "kind"),
    "place_kinds": ("kind", "rank", "paid"),
    "target_groups": ("target_group",),
    "districts": ("district",),
}
FURTHER_FIELDS: dict[str, tuple[str, ...]] = {
    "persons": ("person", "birth_year", "district"),
    "memberships": ("person", "target_group", "from", "to"),
    "hours": ("spell", "from", "to", "hours_per_week"),
    "assessments": ("person", "instrument", "date", "value"),
    "organisations": ("organisation", "kind", "district", "branch"),
    "place_kinds": ("kind", "rank", "paid"),
    "target_groups": ("target_group",),
    "districts": ("district", "borough"),
}
CONSTANT_FIELDS: dict[str, tuple[str, ...]] = {
    "spells": ("organisation", "place_kind", "target_group", "organisation_kind"),
    "calendar": ("target_group",),
    "memberships": ("target_group",),
    "assessments": ("instrument",),
    "organisations": ("kind", "branch"),
}
"""Fields that a mapping may give one value for all rows, in place of a column. `organisation_kind` is the
kind of every organisation that no list describes."""


@dataclass(frozen=True)
class Writing:
    """How one file writes its values.

    `dates`: accepted ways of writing a date, such as `dd-mm-yyyy`; `decimal`: "." or ","; `missing`: texts
    that mean no value; `values`: per field, the file's word or code → the value it stands for;
    `end`: whether the last date is the first day without ("exclusive") or the last day with ("inclusive").
    """

    dates: tuple[str, ...] = ("yyyy-mm-dd",)
    decimal: Literal[".", ","] = "."
    missing: tuple[str, ...] = ("",)
    values: AnyMapping[str, AnyMapping[str, str]] = field(default_factory=dict)
    end: Literal["exclusive", "inclusive"] = "exclusive"
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class FileMapping:
    """One further file: where it is, its columns (field → column name), constants and way of writing."""

    role: str
    file: str
    columns: AnyMapping[str, str]
    constants: AnyMapping[str, str]
    writing: Writing


@dataclass(frozen=True)
class State:
    """One state of a calendar and the place it stands for; `values` are its words or codes in the file."""

    kind: str
    values: tuple[str, ...]
    organisation: str
    organisation_kind: str
    organisation_district: str | None
    organisation_branch: str | None
    paid: bool
    rank: int


@dataclass(frozen=True)
class Months:
    """Which columns are months: the first and last by name, the month of the first; empty: recognise them."""

    first: str = ""
    last: str = ""
    start: str = ""


@dataclass(frozen=True)
class Organisation:
    """An organisation the mapping itself describes."""

    organisation: str
    kind: str
    district: str | None = None
    branch: str | None = None


@dataclass(frozen=True)
class PlaceKind:
    """A kind of place the mapping itself describes: of several at once, the highest `rank` counts."""

    kind: str
    rank: int
    paid: bool


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; `given` is the plain dict it was made from, as a form or a TOML file gave it.

    `organisations`, `target_groups` and `districts` (district → borough) are None where the mapping does not
    list them itself.
    """

    shape: Literal["spells", "calendar"]
    columns: AnyMapping[str, str]
    constants: AnyMapping[str, str]
    writing: Writing
    files: AnyMapping[str, FileMapping]
    months: Months
    states: tuple[State, ...]
    place_kinds: tuple[PlaceKind, ...]
    organisations: tuple[Organisation, ...] | None
    target_groups: tuple[str, ...] | None
    districts: AnyMapping[str, str | None] | None
    source: str
    given: AnyMapping[str, Any]
    folder: Path | None = None


def read_mapping(source: str | Path) -> Mapping:
    """A mapping from a TOML file (a `Path`) or a TOML text (a `str`).

    Files it names are looked for beside the TOML file. Raises `MappingError` with every problem found.
    """
    name, folder = "mapping", None
    if isinstance(source, Path):
        name, folder = source.name, source.parent
        try:
            text = source.read_bytes().decode("utf-8-sig")
        except OSError:
            raise MappingError([Problem(None, None, "mapping_not_found", {"path": str(source)})]) from None
        except UnicodeDecodeError:
            problem = Problem(None, None, "mapping_not_toml", {"reason": "it is not written in UTF-8"}, name)
            raise MappingError([problem]) from None
    else:
        text = source
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError([Problem(None, None, "mapping_not_toml", {"reason": str(error)}, name)]) from None
    return mapping_from(given, name=name, folder=folder)


def mapping_from(
    given: AnyMapping[str, Any], *, name: str = "mapping", folder: Path | None = None
) -> Mapping:
    """A mapping from a plain dict shaped like the TOML, such as a web form makes.

    Raises `MappingError` with every problem found; `column` of each problem is the setting's path.
    """
    from momentum.methods.facts.mapping_rules import judge_mapping

    return judge_mapping(given, name=name, folder=folder)


def mapping_to_toml(mapping: Mapping) -> str:
    """The mapping as TOML that `read_mapping` reads back as the same mapping."""
    from momentum.methods.facts.mapping_text import to_toml

    return to_toml(mapping.given)
