"""Two ways to protect one edition, worked out on the same counts and laid side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from momentum.methods.disclosure import Audit
from momentum.methods.indicators import prepare
from momentum.monitor.building.auditing import audit_of, audit_to_json
from momentum.monitor.building.composing import all_tables, headline_figures
from momentum.monitor.building.files import FACTS
from momentum.monitor.building.inputs import Inputs, Labels, key_to_json
from momentum.monitor.building.measuring import measure_all
from momentum.monitor.building.noise_keys import keys_of_cells
from momentum.monitor.building.protected import Protected
from momentum.monitor.building.protecting import plan_for
from momentum.monitor.building.public import WITHHELD, Reader
from momentum.monitor.building.tables import Counted

Tell = Callable[[str, int, int], None]

STEPS = ("open", "measure", "first plan", "first check", "second plan", "second check", "compare")
FINDINGS = 5
DIFFERING = 400


@dataclass(frozen=True)
class _Side:
    inputs: Inputs
    plan: Protected
    verdict: Audit


def compare(place: Path, first: Inputs, second: Inputs, labels: Labels, tell: Tell) -> dict[str, Any]:
    """What each way costs and keeps, and which cells differ. `place` holds `facts/` in the open.

    Raises `NotBuilt` or `ValueError` where one of them cannot be worked out.
    """
    tell("open", 0, 1)
    prepared = prepare(place / FACTS, place / "prepared", threads=1)
    counted = measure_all(prepared, first.period, tell)
    sides = []
    for name, inputs in (("first", first), ("second", second)):
        tell(f"{name} plan", 0, 1)
        plan = plan_for(counted, inputs, lambda: keys_of_cells(place, prepared, first.period))
        tell(f"{name} check", 0, 1)
        sides.append(_Side(inputs, plan, audit_of(counted, plan, inputs)))
    tell("compare", 0, 1)
    differing = _differing(sides[0].plan, sides[1].plan)
    return {
        "sides": [_told(side, counted, labels) for side in sides],
        "cells": len(sides[0].plan.values),
        "differ": len(differing),
        "differing": differing[:DIFFERING],
    }


def _told(side: _Side, counted: Counted, labels: Labels) -> dict[str, Any]:
    plan = side.plan
    reader = Reader(plan, labels)
    audit = audit_to_json(side.verdict, plan)
    figures = headline_figures(reader, counted, side.inputs.period.label)
    return {
        "choices": side.inputs.choices.to_json(),
        "pins": sorted(key_to_json(key) for key in side.inputs.pinned),
        "overrides": [
            [key_to_json(key), why]
            for key, why in sorted(side.inputs.overrides.items(), key=lambda pair: str(pair[0]))
        ],
        "audit": {**audit, "findings": audit["findings"][:FINDINGS], "found": len(audit["findings"])},
        "withheld": len(plan.withheld),
        "persons": sum(plan.values[key] for key in plan.withheld),
        "costs": {reason: cost._asdict() for reason, cost in plan.costs().items()},
        "told": len(plan.told),
        "changed": sum(told.value != plan.values[key] for key, told in plan.told.items()),
        "distance": sum(abs(told.value - plan.values[key]) for key, told in plan.told.items()),
        "optimal": plan.optimal,
        "cost": plan.cost,
        "bound": plan.bound,
        "repeatable": plan.repeatable,
        "overridden": sorted(key_to_json(key) for key in plan.overridden),
        "notes": list(plan.notes),
        "figures": {
            **{name: figures[name]["value"] for name in ("stock", "reach", "moved_on", "rate")},
            "sustained": figures["sustained"]["share"],
        },
        "tables": {
            table["name"]: {
                "title": table["title"],
                "withheld": table["withheld"],
                "shown": _shown(table),
            }
            for table in all_tables(reader, counted, side.inputs)
        },
        "ways": _ways(plan),
    }


def _shown(table: Mapping[str, Any]) -> int:
    return sum(cell not in (None, WITHHELD) for row in table["rows"] for cell in row["cells"])


def _ways(plan: Protected) -> list[dict[str, Any]]:
    """Every method in use, with what it says of itself and the indicators under it."""
    found: dict[str, dict[str, Any]] = {}
    for measure, chosen in sorted(plan.treatments.items()):
        said = [dict(each) for each in plan.statements.get(measure, ())]
        told = {"method": chosen.method, "n": plan.rules.n, "zeros": chosen.zeros, "statements": said}
        names = found.setdefault(repr(told), {**told, "indicators": []})["indicators"]
        if (indicator := measure.split("/", 1)[0]) not in names:
            names.append(indicator)
    return list(found.values())


def _differing(one: Protected, other: Protected) -> list[list[Any]]:
    """[cell, true count, what the first shows, what the second shows]; None where it is withheld."""
    return [
        [key_to_json(key), value, one.shown(key), other.shown(key)]
        for key, value in one.values.items()
        if one.shown(key) != other.shown(key)
    ]
