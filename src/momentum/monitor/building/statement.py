"""What the public is told, table by table, of how it is protected."""

from collections.abc import Mapping
from typing import Any

from momentum.monitor.building.protected import Protected
from momentum.monitor.contents import BREAKDOWNS, QUARTERLY, YEARLY

# The indicators whose counts stand in a public table, or are behind its figures.
INDICATORS: Mapping[str, tuple[str, ...]] = {
    "by_year": tuple(line.indicator for line in YEARLY),
    "by_quarter": tuple(line.indicator for line in QUARTERLY),
    **{each.name: (each.indicator,) for each in BREAKDOWNS},
    "stock_by_target_group": ("stock",),
    "moved_on_rate": ("moved_on_reached", "reach"),
    "sustained": ("moved_on",),
    "time_to_paid_work": ("first_day",),
    "ladder": ("reach",),
    "wage_value": ("reach",),
    "hours": ("hours_spells", "reach"),
}


def told_of(plan: Protected, name: str) -> list[dict[str, Any]]:
    """How the counts of a public table are protected: one entry for the indicators that are protected alike."""
    alike: dict[str, dict[str, Any]] = {}
    for indicator in INDICATORS[name]:
        measures = [each for each in plan.treatments if each.split("/", 1)[0] == indicator]
        if not measures:
            continue
        chosen = plan.treatments[measures[0]]
        said = plan.statements.get(measures[0], ())
        told: dict[str, Any] = {
            "method": chosen.method,
            "n": plan.rules.n,
            "zeros": chosen.zeros,
            "base": chosen.base if chosen.method == "rounding" else None,
            "statements": [dict(each) for each in said],
        }
        alike.setdefault(repr(told), {"indicators": [], **told})["indicators"].append(indicator)
    return list(alike.values())
