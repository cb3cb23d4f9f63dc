"""Deciding what is withheld, checking it, and keeping the decision."""

from pathlib import Path
from typing import Any

from momentum.methods.disclosure import Audit, CellKey, Derived, Plan, TableError, audit, may_publish, protect
from momentum.methods.disclosure.tables import all_coordinates
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.inputs import Inputs, key_from_json, key_to_json
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.building.tables import Counted
from momentum.monitor.contents import PARTS_OF

SEED = 1


def subsets_of(counted: Counted) -> tuple[tuple[str, str], ...]:
    """The measures of this edition of which one is a part of the other, period by period."""
    measures = {table.measure for table in counted.tables}
    periods = sorted({measure.split("/", 1)[1] for measure in measures})
    return tuple(
        (f"{part}/{period}", f"{whole}/{period}")
        for part, whole in PARTS_OF
        for period in periods
        if f"{part}/{period}" in measures and f"{whole}/{period}" in measures
    )


def headlines(counted: Counted) -> frozenset[CellKey]:
    """The grand totals: an edition without them says little, so they are the last to be withheld."""
    return frozenset(CellKey(table.measure, frozenset()) for table in counted.tables)


def plan_for(counted: Counted, inputs: Inputs) -> Plan:
    """A protection plan for all tables together. Raises `NotBuilt` for tables that no plan can cover."""
    try:
        return protect(
            counted.tables,
            inputs.rules,
            earlier=inputs.earlier,
            subsets=subsets_of(counted),
            pinned=inputs.pinned | headlines(counted),
            seed=SEED,
            effort=inputs.effort,
        )
    except TableError as error:
        raise NotBuilt(str(error)) from error


def plan_again(counted: Counted, inputs: Inputs, file: Path) -> Plan:
    """The plan decided before, over tables counted again: a decision is an input, not recomputed."""
    told = read_json(file)
    withheld = {key_from_json(row["cell"]): row["reason"] for row in told["withheld"]}
    values: dict[CellKey, int] = {}
    for table in counted.tables:
        for at in all_coordinates(table):
            values.setdefault(table.key(at), table.cells.get(at, 0))
    return Plan(
        tables=tuple(counted.tables),
        rules=inputs.rules,
        withheld=withheld,
        failures=tuple(told["failures"]),
        optimal=told["optimal"],
        notes=tuple(told["notes"]),
        values=values,
    )


def write_plan(plan: Plan, file: Path) -> None:
    write_json(
        file,
        {
            "withheld": [
                {"cell": key_to_json(key), "reason": reason}
                for key, reason in sorted(plan.withheld.items(), key=lambda pair: str(pair[0]))
            ],
            "failures": list(plan.failures),
            "optimal": plan.optimal,
            "notes": list(plan.notes),
            "costs": {reason: cost._asdict() for reason, cost in plan.costs().items()},
        },
    )


def audit_of(counted: Counted, plan: Plan, inputs: Inputs) -> Audit:
    """The attack on what the plan would publish."""
    return audit(
        counted.tables,
        plan,
        inputs.rules,
        earlier=inputs.earlier,
        subsets=subsets_of(counted),
        seed=SEED,
    )


def audit_to_json(verdict: Audit, plan: Plan) -> dict[str, Any]:
    """Whether it holds, and what is wrong; the widths only as how many cells were checked."""
    return {
        "ok": verdict.ok and not plan.failures,
        "checked": len(verdict.intervals),
        "findings": [
            {"kind": finding.kind, "cell": str(finding.cell), "sentence": finding.sentence}
            for finding in verdict.findings
        ]
        + [{"kind": "not protected", "cell": "", "sentence": sentence} for sentence in plan.failures],
    }


def hidden(plan: Plan, *keys: CellKey) -> bool:
    """Whether a figure that needs these cells must be withheld: one of them is withheld, or below n."""
    return not may_publish(Derived("", keys), plan.published_cells(), plan.rules)


def hidden_beside_zeros(plan: Plan, *keys: CellKey) -> bool:
    """The same, where a published zero is no secret: it stands in the table beside the figure."""
    counted = [key for key in keys if key in plan.withheld or plan.values.get(key, -1) != 0]
    return bool(counted) and hidden(plan, *counted)
