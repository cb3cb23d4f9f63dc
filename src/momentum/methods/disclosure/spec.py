"""A request for protection as files: a TOML that says what the columns of a sheet are, and the sheet.

[table]
name = "reach"             # default: the measure
measure = "reach"          # or measure_column = "measure": several tables in one file
value = "persons"          # the column with counts; without it a row is one person,
person = "person"          # or one person's row: distinct values are counted
additive = true

[dimensions.enterprise]
levels = ["branch"]        # columns holding the parents, nearest first; or
parents = { e1 = "food" }  # each code with its parent

[rules]
n = 5
zeros = "withheld"         # or "shown"
sensitive = ["target_group"]
width = 3

[[pinned]]
enterprise = "*"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from momentum.methods.disclosure.dimensions import TOTAL, TableError
from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.rules import Rules

KNOWN = {
    "": {
        "table",
        "dimensions",
        "rules",
        "pinned",
        "subsets",
        "structural",
        "earlier",
        "effort",
        "time_limit",
        "seed",
    },
    "table": {"name", "measure", "measure_column", "value", "person", "additive"},
    "rules": {"n", "zeros", "sensitive", "harmless", "width"},
    "dimensions": {"column", "levels", "parents"},
}


@dataclass(frozen=True)
class DimensionSpec:
    """Where a dimension's codes and their parents stand."""

    name: str
    column: str
    levels: tuple[str, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Spec:
    """What the columns are, and the rules. `earlier` names files of earlier editions, oldest first."""

    dimensions: tuple[DimensionSpec, ...]
    rules: Rules
    name: str = ""
    measure: str = "persons"
    measure_column: str | None = None
    value: str | None = None
    person: str | None = None
    additive: bool = True
    pinned: tuple[Mapping[str, str], ...] = ()
    structural: tuple[Mapping[str, str], ...] = ()
    subsets: tuple[Subset, ...] = ()
    earlier: tuple[str, ...] = ()
    effort: float = 1.0
    time_limit: float = 120.0
    seed: int = 0


def read_spec(text: str) -> Spec:
    """The spec in this TOML text. Raises `TableError` with a sentence for anything unclear."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"The spec is not valid TOML: {error}.") from None
    _only(data, KNOWN[""], "the spec")
    table = _part(data, "table")
    _only(table, KNOWN["table"], "[table]")
    dimensions = tuple(_dimension(name, part) for name, part in _part(data, "dimensions").items())
    if not dimensions:
        raise TableError(
            "The spec names no dimension. Add [dimensions.NAME] for each column to break down by."
        )
    if "value" in table and "person" in table:
        raise TableError("[table] names both value and person; a file has counts or people, not both.")
    return Spec(
        dimensions,
        _rules(_part(data, "rules"), {d.name for d in dimensions}),
        _text(table, "name", ""),
        _text(table, "measure", "persons"),
        _text(table, "measure_column", "") or None,
        _text(table, "value", "") or None,
        _text(table, "person", "") or None,
        bool(table.get("additive", "person" not in table)),
        tuple(_places(data, "pinned")),
        tuple(_places(data, "structural")),
        tuple(_pairs(data.get("subsets", []))),
        tuple(str(path) for path in data.get("earlier", [])),
        _number(data, "effort", 1.0),
        _number(data, "time_limit", 120.0),
        int(_number(data, "seed", 0)),
    )


def _dimension(name: str, part: Any) -> DimensionSpec:
    if not isinstance(part, dict):
        raise TableError(f"dimensions.{name} must be a table: write [dimensions.{name}].")
    _only(part, KNOWN["dimensions"], f"[dimensions.{name}]")
    if "levels" in part and "parents" in part:
        raise TableError(f"[dimensions.{name}] gives both levels and parents; choose one.")
    parents = part.get("parents", {})
    if not isinstance(parents, dict):
        raise TableError(f'[dimensions.{name}] parents must give each code its parent: {{ e1 = "food" }}.')
    levels = part.get("levels", [])
    if not isinstance(levels, list):
        raise TableError(f"[dimensions.{name}] levels must be a list of columns.")
    return DimensionSpec(
        name,
        str(part.get("column", name)),
        tuple(str(column) for column in levels),
        {str(code): str(parent) for code, parent in parents.items()},
    )


def _rules(part: Mapping[str, Any], dimensions: set[str]) -> Rules:
    _only(part, KNOWN["rules"], "[rules]")
    defaults = Rules()
    sensitive = frozenset(part.get("sensitive", ()))
    for name in sensitive - dimensions:
        raise TableError(f"[rules] sensitive names {name}, which is no dimension of this spec.")
    for name in ("n", "width"):
        if not isinstance(part.get(name, 1), int):
            raise TableError(f"[rules] {name} is {part[name]!r}; give a whole number.")
    return Rules(
        part.get("n", defaults.n),
        part.get("zeros", defaults.zeros),
        sensitive,
        frozenset(part.get("harmless", defaults.harmless)),
        part.get("width", defaults.width),
    )


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name, {})
    if not isinstance(part, dict):
        raise TableError(f"{name} must be a table in the spec: write [{name}].")
    return part


def _only(part: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in sorted(set(part) - known):
        raise TableError(f"{where} has {name}, which means nothing here. Known: {', '.join(sorted(known))}.")


def _number(data: Mapping[str, Any], name: str, default: float) -> float:
    value = data.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise TableError(f"{name} is {value!r}; give a number that is not negative.")
    return float(value)


def _text(part: Mapping[str, Any], name: str, default: str) -> str:
    value = part.get(name, default)
    if not isinstance(value, str):
        raise TableError(f"[table] {name} is {value!r}; give a text.")
    return value


def _places(data: Mapping[str, Any], name: str) -> list[Mapping[str, str]]:
    places = data.get(name, [])
    if not isinstance(places, list) or not all(isinstance(place, dict) for place in places):
        raise TableError(f"{name} must be a list of cells: write [[{name}]] with dimension = code.")
    return [{str(key): str(code) for key, code in place.items()} for place in places]


def _pairs(subsets: Any) -> list[Subset]:
    if not isinstance(subsets, list) or not all(isinstance(p, list) and len(p) == 2 for p in subsets):
        raise TableError('subsets must be a list of pairs: subsets = [["stock", "reach"]].')
    return [(str(part), str(whole)) for part, whole in subsets]


def coordinates(spec: Spec, place: Mapping[str, str], where: str) -> tuple[str, ...]:
    """The coordinates of a cell named in the spec; dimensions not named are totals."""
    for name in set(place) - {d.name for d in spec.dimensions}:
        raise TableError(f"{where} names {name}, which is no dimension of this spec.")
    return tuple(place.get(d.name, TOTAL) for d in spec.dimensions)
