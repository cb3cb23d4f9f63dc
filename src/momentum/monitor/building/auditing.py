"""The attack on what would be published, and its verdict as it is kept for the analyst."""

from collections.abc import Sequence
from typing import Any

from momentum.methods.disclosure import Audit, audit
from momentum.monitor.building.inputs import Inputs, key_to_json
from momentum.monitor.building.methods import SEED
from momentum.monitor.building.protected import Protected
from momentum.monitor.building.protecting import subsets_of
from momentum.monitor.building.tables import Counted
from momentum.monitor.sayings import Saying


def audit_of(counted: Counted, plan: Protected, inputs: Inputs) -> Audit:
    """The attack on all tables together, whatever methods they are under."""
    return audit(
        plan.tables,
        plan,
        inputs.rules,
        earlier=inputs.earlier,
        subsets=subsets_of(counted),
        seed=SEED,
    )


def passed(verdict: Audit, plan: Protected) -> bool:
    """Whether this may be published: nothing found, and nothing that protection itself gave up on."""
    return verdict.ok and not plan.failures


def audit_to_json(verdict: Audit, plan: Protected) -> dict[str, Any]:
    """Whether it holds, and each attack in steps; the widths only as how many cells were checked."""
    return {
        "ok": passed(verdict, plan),
        "checked": verdict.checked,
        "findings": findings_to_json(verdict, plan.failures),
    }


def findings_to_json(verdict: Audit, failures: Sequence[Saying | str]) -> list[dict[str, Any]]:
    """Each attack in steps, and what protection itself gave up on."""
    return [
        {
            "kind": finding.kind,
            "cell": str(finding.cell),
            "key": key_to_json(finding.cell),
            "sentence": finding.sentence,
            "steps": [{"code": step.code, "params": dict(step.params)} for step in finding.steps],
        }
        for finding in verdict.findings
    ] + [
        {"kind": "not protected", "cell": "", "key": None, "saying": failure, "steps": []}
        for failure in failures
    ]
