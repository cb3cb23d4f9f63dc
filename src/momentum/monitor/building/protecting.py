"""Deciding what is told of each cell, and keeping the decision."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from momentum.methods.disclosure import CellKey, Derived, Table, TableError, may_publish
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.inputs import Inputs, key_from_json, key_to_json
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.building.methods import Keys, counts_of, joined, subsets_among, under
from momentum.monitor.building.protected import Protected, Told
from momentum.monitor.building.tables import Counted
from momentum.monitor.choices import Method, Treatment


def subsets_of(counted: Counted) -> tuple[tuple[str, str], ...]:
    """The measures of this edition of which one is a part of the other, period by period."""
    return subsets_among({table.measure for table in counted.tables})


def tables_of(counted: Counted, inputs: Inputs) -> tuple[Table, ...]:
    """Every table with its own policy for zeros, where the analyst chose one for its indicator."""
    return tuple(
        replace(table, zeros=inputs.choices.treatment(table.measure).zeros)
        if inputs.choices.treatments
        else table
        for table in counted.tables
    )


def treatments_of(tables: Collection[Table], inputs: Inputs) -> dict[str, Treatment]:
    return {table.measure: inputs.choices.treatment(table.measure) for table in tables}


def plan_for(counted: Counted, inputs: Inputs, keys: Keys | None = None) -> Protected:
    """A decision over all tables, each under the method chosen for it; `keys` gives the cell keys that noise needs.

    Raises `NotBuilt` for tables that a method cannot cover.
    """
    tables = tables_of(counted, inputs)
    treatments = treatments_of(tables, inputs)
    alike: dict[tuple[Method, int], list[Table]] = {}
    for table in tables:
        chosen = treatments[table.measure]
        # Only rounding has a base: without it tables of one method belong together.
        base = chosen.base if chosen.method == "rounding" else 0
        alike.setdefault((chosen.method, base), []).append(table)
    try:
        parts = [
            under(method, tuple(together), inputs, base=base, keys=keys)
            for (method, base), together in sorted(alike.items())
        ]
    except TableError as error:
        raise NotBuilt(str(error)) from error
    return overridden(replace(joined(parts, tables, inputs), treatments=treatments), inputs)


def overridden(found: Protected, inputs: Inputs) -> Protected:
    """The same decision, with what the analyst publishes anyway: told exactly, whatever the method says."""
    cells = set(inputs.overrides) & set(found.values)
    return replace(
        found,
        withheld={key: reason for key, reason in found.withheld.items() if key not in cells},
        told={key: told for key, told in found.told.items() if key not in cells},
        overridden={key: found.withheld[key] for key in cells if key in found.withheld},
    )


def plan_again(counted: Counted, inputs: Inputs, file: Path) -> Protected:
    """The decision taken before, over tables counted again: a decision is an input, not recomputed."""
    told = read_json(file)
    tables = tables_of(counted, inputs)
    return Protected(
        tables=tables,
        rules=inputs.rules,
        values=counts_of(tables),
        withheld={key_from_json(row["cell"]): row["reason"] for row in told["withheld"]},
        told={key_from_json(row["cell"]): Told(row["value"], row["around"]) for row in told.get("told", ())},
        overridden={key_from_json(row["cell"]): row["reason"] for row in told.get("overridden", ())},
        treatments=treatments_of(tables, inputs),
        statements={measure: tuple(said) for measure, said in told.get("statements", {}).items()},
        failures=tuple(told["failures"]),
        notes=tuple(told["notes"]),
        optimal=told["optimal"],
        cost=told.get("cost"),
        bound=told.get("bound"),
        repeatable=told.get("repeatable", True),
    )


def write_plan(plan: Protected, file: Path) -> None:
    write_json(
        file,
        {
            "withheld": _with_reasons(plan.withheld),
            "told": [
                {"cell": key_to_json(key), "value": each.value, "around": each.around}
                for key, each in sorted(plan.told.items(), key=lambda pair: str(pair[0]))
            ],
            "overridden": _with_reasons(plan.overridden),
            "statements": {measure: list(said) for measure, said in sorted(plan.statements.items())},
            "failures": list(plan.failures),
            "optimal": plan.optimal,
            "cost": plan.cost,
            "bound": plan.bound,
            "repeatable": plan.repeatable,
            "notes": list(plan.notes),
            "costs": {reason: cost._asdict() for reason, cost in plan.costs().items()},
        },
    )


def _with_reasons(cells: Any) -> list[dict[str, Any]]:
    return [
        {"cell": key_to_json(key), "reason": reason}
        for key, reason in sorted(cells.items(), key=lambda pair: str(pair[0]))
    ]


def hidden(plan: Protected, *keys: CellKey) -> bool:
    """Whether a figure that needs these cells must be withheld: one of them is withheld, or below n."""
    shown = {key: plan.shown(key) for key in keys if key in plan.values}
    published = {key: value for key, value in shown.items() if value is not None}
    return not may_publish(Derived("", keys), published, plan.rules)


def hidden_beside_zeros(plan: Protected, *keys: CellKey) -> bool:
    """The same, where a published zero is no secret: it stands in the table beside the figure."""
    counted = [key for key in keys if key not in plan.values or plan.shown(key) != 0]
    return bool(counted) and hidden(plan, *counted)


def exact(plan: Protected, *keys: CellKey) -> bool:
    """Whether every one of these counts is told exactly, so that a figure made of persons may stand beside them."""
    return not any(key in plan.told for key in keys)
