"""The ways to protect that are compared; each gives what would be published, and what it says of itself."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from disclosure_parts.exact_optimum import exact_optimum
from disclosure_parts.greedy import greedy as greedily
from disclosure_parts.peers import PeerError, PeerTimeout, tau_argus
from momentum.methods.disclosure import (
    PUBLIC_REASON,
    CellKey,
    Coordinates,
    Publication,
    PublicCell,
    Published,
    Rules,
    Table,
    audit,
    protect,
)
from momentum.methods.disclosure.tables import all_coordinates

EMPTY = 0.01
"""What an empty cell costs where persons are counted: nearly nothing, so that none is withheld without need."""

WHOLE = 100_000
"""Tied cells up to which bounds over whole persons are asked for, where a run is about them."""

TAU_SHARE = 30.0
"""τ-ARGUS's frequency rule is asked for with this percentage (`peers.RULE`)."""

ATTEMPTS = 3
"""τ-ARGUS's modular method now and then ends with an error where a second attempt finds a plan."""


@dataclass
class Made:
    """What a way made: the cells it withholds, the rows it would publish (None: nothing), and its own figures."""

    withheld: set[CellKey] = field(default_factory=set)
    published: Published | None = None
    figures: dict[str, Any] = field(default_factory=dict)


def momentum(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """Our protector, its cost counted in persons."""
    options = {"profile": wanted["profile"], "time_limit": wanted["seconds"], "costs": persons(tables, rules)}
    plan = protect(tables, rules, seed=wanted["seed"], **_understood(protect, options))
    figures = {name: getattr(plan, name, None) for name in ("cost", "bound", "optimal", "repeatable")} | {
        "failures": len(plan.failures)
    }
    return Made(set(plan.withheld), plan, figures)


def momentum_at_tau_levels(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """Our protector at τ-ARGUS's levels: an interval from 30% below a primary count to 30% above it."""
    amounts, price = at_tau_levels(tables), persons(tables, rules)
    options = {"profile": wanted["profile"], "time_limit": wanted["seconds"], "costs": price}
    plan = protect(
        amounts, replace(rules, n=1, p=TAU_SHARE), seed=wanted["seed"], **_understood(protect, options)
    )
    found = audit(
        amounts,
        plan,
        replace(rules, n=1, p=TAU_SHARE),
        time_limit=wanted["audit_seconds"],
        **audit_options(wanted),
    )
    figures = {"failures": len(plan.failures), "own_levels_ok": found.ok, "bound": plan.bound}
    return Made(set(plan.withheld), publication(tables, set(plan.withheld)), figures)


def at_tau_levels(tables: Sequence[Table]) -> list[Table]:
    """The same counts in tenths of a person, as amounts to which the p% rule gives τ-ARGUS's levels.

    A primary count v becomes one contribution of 10·v, so that p = 30 asks for 3·v tenths on either side; any other
    becomes many small ones, which the rule leaves alone.
    """
    found = []
    for table in tables:
        own = {at: (10 * v,) if v < Rules().n else (10, 10) for at, v in table.cells.items() if v}
        cells = {at: 10 * v for at, v in table.cells.items()}
        many = {at: 1 if v < Rules().n else v for at, v in table.cells.items() if v}
        found.append(replace(table, kind="sum", cells=cells, contributions=own, contributors=many))
    return found


def tau_argus_modular(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """τ-ARGUS's modular method, at its own protection levels, zeros shown."""
    return _tau_argus("MOD", tables, wanted)


def tau_argus_optimal(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """τ-ARGUS's optimal method, at its own protection levels, zeros shown."""
    return _tau_argus("OPT", tables, wanted)


def greedy(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """The naive way: no sum with exactly one withheld cell."""
    withheld = greedily(tables, rules)
    return Made(withheld, publication(tables, withheld))


def exact(tables: Sequence[Table], rules: Rules, wanted: dict[str, Any]) -> Made:
    """The least that any plan must withhold, by a method of the benchmark's own."""
    found = exact_optimum(tables, rules, wanted["seconds"])
    figures = {"bound": found.bound, "optimal": found.persons is not None, "rounds": found.rounds}
    if found.persons is None:
        return Made(figures=figures)
    return Made(found.withheld, publication(tables, found.withheld), figures)


def audit_options(wanted: dict[str, Any]) -> dict[str, Any]:
    """How the audit is asked, as far as it takes these."""
    options = {"processes": 2, "seed": wanted["seed"]} | ({"integer_cells": WHOLE} if wanted["whole"] else {})
    return _understood(audit, options)


def persons(tables: Sequence[Table], rules: Rules) -> dict[CellKey, float]:
    """What withholding each cell costs: the persons it counts."""
    places = all_coordinates if rules.zeros == "withheld" else lambda table: table.cells
    return {table.key(at): float(table.cells.get(at, 0)) or EMPTY for table in tables for at in places(table)}


def publication(tables: Sequence[Table], withheld: set[CellKey]) -> Publication:
    """Every cell, the empty ones as 0, but for those withheld."""

    def row(table: Table, at: Coordinates) -> PublicCell:
        if table.key(at) in withheld:
            return PublicCell(at, None, PUBLIC_REASON)
        return PublicCell(at, table.cells.get(at, 0), None)

    return Publication({table.name: [row(table, at) for at in all_coordinates(table)] for table in tables})


def _tau_argus(method: str, tables: Sequence[Table], wanted: dict[str, Any]) -> Made:
    answer, said = None, ""
    for _attempt in range(ATTEMPTS):
        try:
            answer = tau_argus(wanted["instance"], method, wanted["seconds"])
            break
        except PeerError as problem:
            said = str(problem)
            if isinstance(problem, PeerTimeout):
                break
    if answer is None:
        return Made(figures={"said": said})
    table = tables[0]
    withheld = {table.key(tuple(at)) for at, _, status in answer["rows"] if status in ("U", "M")}
    wrong = [at for at, count, _ in answer["rows"] if count != table.cells.get(tuple(at), 0)]
    figures = {
        "seconds": round(answer["seconds"], 2),
        "cpu": round(answer["cpu"], 2),
        "peak_mb": answer["peak_mb"],
    }
    if wrong:
        return Made(figures=figures | {"said": f"{len(wrong)} cells count something else than the table"})
    return Made(withheld, publication(tables, withheld), figures)


def _understood(function: Any, options: dict[str, Any]) -> dict[str, Any]:
    known = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in known}
