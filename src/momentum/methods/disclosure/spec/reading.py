"""From the text of a spec to what it says."""

import tomllib
from typing import Any, cast

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.spec.model import (
    CostSpec,
    DimensionSpec,
    HierarchySpec,
    PlaceSpec,
    RatioSpec,
    Spec,
)
from momentum.methods.disclosure.spec.rules_part import RULES, read_rules
from momentum.methods.disclosure.spec.tables_part import TABLE, read_tables
from momentum.methods.disclosure.spec.values import Part

HIERARCHY = {"levels", "parents"}
KNOWN: dict[str, set[str]] = {
    "": {
        "table",
        "tables",
        "dimensions",
        "rules",
        "pinned",
        "structural",
        "costs",
        "ratios",
        "subsets",
        "earlier",
        "shared",
        "profile",
        "effort",
        "time_limit",
        "seed",
    },
    "table": TABLE,
    "rules": RULES,
    "dimensions": {"column", "also", "known_as"} | HIERARCHY,
    "ratios": {"name", "numerator", "denominator"},
}


def read_spec(text: str) -> Spec:
    """The spec in this TOML text. Raises `TableError` with a sentence for anything unclear."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise TableError(f"The spec is not valid TOML: {error}.") from None
    whole = Part(data, "the spec", KNOWN[""])
    dimensions = _dimensions(data.get("dimensions", {}))
    names = {each.name for each in dimensions}
    tables = read_tables(data, [each.name for each in dimensions])
    called = {table.name for table in tables} if "tables" in data else set()
    return Spec(
        dimensions,
        read_rules(data.get("rules", {}), names),
        tables,
        "tables" in data,
        tuple(_place(part, names, called) for part in whole.parts("pinned", None)),
        tuple(_place(part, names, called) for part in whole.parts("structural", None)),
        tuple(_cost(part, names, called) for part in whole.parts("costs", None)),
        tuple(_ratio(part) for part in whole.parts("ratios", KNOWN["ratios"])),
        _subsets(data.get("subsets", [])),
        whole.texts("earlier"),
        cast(Any, whole.choice("shared", "records", ("records", "names"))),
        cast(Any, whole.choice("profile", "fast", ("fast", "best"))),
        whole.number("effort", 1.0),
        whole.number("time_limit", 600.0),
        whole.whole("seed", 0),
    )


def _dimensions(data: Any) -> tuple[DimensionSpec, ...]:
    found = tuple(_dimension(name, part) for name, part in Part(data, "[dimensions]", None).data.items())
    if not found:
        raise TableError(
            "The spec names no dimension. Add [dimensions.NAME] for each column to break down by."
        )
    return found


def _dimension(name: str, data: Any) -> DimensionSpec:
    part = Part(data, f"[dimensions.{name}]", KNOWN["dimensions"])
    also = data.get("also", [])
    if not isinstance(also, list):
        raise TableError(f"[dimensions.{name}] also must be a list: write [[dimensions.{name}.also]].")
    hierarchies = tuple(
        _hierarchy(Part(each, f"[[dimensions.{name}.also]]", HIERARCHY), needed=True) for each in also
    )
    return DimensionSpec(
        name,
        part.text("column") or name,
        _hierarchy(part, needed=bool(also)),
        hierarchies,
        part.pairs("known_as"),
    )


def _hierarchy(part: Part, *, needed: bool) -> HierarchySpec:
    if "levels" in part and "parents" in part:
        raise TableError(f"{part.where} gives both levels and parents; choose one.")
    levels = part.texts("levels")
    parents = part.pairs("parents")
    if needed and not levels and not parents:
        raise TableError(f"{part.where} gives neither levels nor parents, so it is no hierarchy.")
    return HierarchySpec(levels, parents)


def _named(part: Part, names: set[str], tables: set[str], besides: set[str]) -> tuple[dict[str, str], str]:
    # A dimension may itself be called table; it then goes before.
    table = part.text("table") if "table" not in names else ""
    if table and table not in tables:
        raise TableError(f"{part.where} names the table {table}, which is not among [[tables]].")
    codes = {key: code for key, code in part.data.items() if key in names or key not in {"table", *besides}}
    for name in sorted(set(codes) - names):
        raise TableError(f"{part.where} names {name}, which is no dimension of this spec.")
    return Part({"cell": codes}, part.where, None).pairs("cell"), table


def _place(part: Part, names: set[str], tables: set[str]) -> PlaceSpec:
    return PlaceSpec(*_named(part, names, tables, set()))


def _cost(part: Part, names: set[str], tables: set[str]) -> CostSpec:
    at, table = _named(part, names, tables, {"times"})
    if "times" not in part:
        raise TableError(f"{part.where} has no times: how many times the usual cost these cells have.")
    return CostSpec(at, part.number("times", 1.0), table)


def _ratio(part: Part) -> RatioSpec:
    numerator, denominator = part.text("numerator"), part.text("denominator")
    if not numerator or not denominator:
        raise TableError(f"{part.where} needs a numerator and a denominator, each the name of a table.")
    return RatioSpec(part.text("name") or f"{numerator} / {denominator}", numerator, denominator)


def _subsets(subsets: Any) -> tuple[Subset, ...]:
    if not isinstance(subsets, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)
        for pair in subsets
    ):
        raise TableError('subsets must be a list of pairs: subsets = [["stock", "reach"]].')
    return tuple((str(part), str(whole)) for part, whole in subsets)
