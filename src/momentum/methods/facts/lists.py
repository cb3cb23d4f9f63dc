"""The lists against which unknown values are judged: place kinds, organisations, target groups, districts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.mapping import Mapping, Organisation, PlaceKind
from momentum.methods.facts.problems import Problem

Open = Callable[[str], Columns | None]
"""Opens the further file of a role; None if there is none or it cannot be read."""


@dataclass
class Lists:
    """What is known, by name; None where nothing is to be judged."""

    place_kinds: dict[str, PlaceKind] | None = None
    organisations: dict[str, Organisation] | None = None
    target_groups: set[str] | None = None
    districts: dict[str, str | None] | None = None
    problems: list[Problem] = field(default_factory=list)


def read_lists(mapping: Mapping, open_file: Open) -> Lists:
    """The lists of a mapping and of the files it names, districts first since organisations name them."""
    lists = Lists()
    lists.districts = _districts(mapping, open_file, lists)
    lists.target_groups = _target_groups(mapping, open_file, lists)
    lists.place_kinds = _place_kinds(mapping, open_file, lists)
    lists.organisations = _organisations(mapping, open_file, lists)
    return lists


def _districts(mapping: Mapping, open_file: Open, lists: Lists) -> dict[str, str | None] | None:
    districts = None if mapping.districts is None else dict(mapping.districts)
    if "districts" not in mapping.files:
        return districts
    columns = open_file("districts")
    if columns is None:
        return None
    names, boroughs = columns.texts("district"), columns.texts("borough", needed=False)
    _once(columns, "district", names, lists)
    told = {name: borough for name, borough in zip(names, boroughs, strict=True) if name is not None}
    return {**(districts or {}), **told}


def _target_groups(mapping: Mapping, open_file: Open, lists: Lists) -> set[str] | None:
    groups = None if mapping.target_groups is None else set(mapping.target_groups)
    if "target_groups" not in mapping.files:
        return groups
    columns = open_file("target_groups")
    if columns is None:
        return None
    names = columns.texts("target_group")
    _once(columns, "target_group", names, lists)
    return {name for name in names if name is not None} | (groups or set())


def _place_kinds(mapping: Mapping, open_file: Open, lists: Lists) -> dict[str, PlaceKind] | None:
    kinds = {kind.kind: kind for kind in mapping.place_kinds}
    if "place_kinds" not in mapping.files:
        return kinds
    columns = open_file("place_kinds")
    if columns is None:
        return None
    names, ranks, paid = columns.texts("kind"), columns.whole_numbers("rank"), columns.yes_or_no("paid")
    _once(columns, "kind", names, lists)
    for place, (name, rank, pays) in enumerate(zip(names, ranks, paid, strict=True)):
        if name in kinds and place not in columns.unsound and kinds[name] in mapping.place_kinds:
            line, column = columns.sheet.lines[place], columns.columns.get("kind")
            lists.problems.append(Problem(line, column, "kind_twice", {"value": name}, columns.file))
        if name is not None:
            kinds[name] = PlaceKind(name, rank or 0, bool(pays))
    return kinds


def _organisations(mapping: Mapping, open_file: Open, lists: Lists) -> dict[str, Organisation] | None:
    organisations = {one.organisation: one for one in mapping.organisations or ()}
    for organisation in organisations.values():
        if lists.districts is not None and organisation.district not in (None, *lists.districts):
            words = {"value": str(organisation.district), "field": "district"}
            key = f"organisations.{organisation.organisation}.district"
            lists.problems.append(Problem(None, key, "unknown_value", words, "mapping"))
    if "organisations" not in mapping.files:
        return organisations
    columns = open_file("organisations")
    if columns is None:
        return None
    names, kinds = columns.texts("organisation"), columns.texts("kind")
    districts = columns.texts("district", needed=False, known=lists.districts)
    branches = columns.texts("branch", needed=False)
    _once(columns, "organisation", names, lists)
    for name, kind, district, branch in zip(names, kinds, districts, branches, strict=True):
        if name is not None:
            organisations[name] = Organisation(name, kind or "", district, branch)
    return organisations


def _once(columns: Columns, field_name: str, names: list[str | None], lists: Lists) -> None:
    """Collect a problem for every name that a list file gives twice, and the file's own problems."""
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name is None:
            continue
        line = columns.sheet.lines[place]
        other = first.setdefault(name, line)
        if other != line:
            params: dict[str, str | int] = {"value": name, "other_row": other}
            column = columns.columns.get(field_name)
            lists.problems.append(Problem(line, column, "key_twice", params, columns.file))
