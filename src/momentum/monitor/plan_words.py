"""What a plan costs and how good it is, line by line, in the language in force."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from momentum.monitor.building.words import number, percent

Line = tuple[str, str]


def plan_lines(plan: Mapping[str, Any], *, ok: bool, beside: int = 0) -> list[Line]:
    """Of a kept plan: what it withholds, its cost with the proven bound, and what is known of both.

    `plan` holds `costs` (cells and persons by reason), `cost`, `bound`, `optimal` and `repeatable` as they were kept;
    a plan of an earlier release may lack the last three. `ok`: whether the check found nothing;
    `beside`: how many tables the plan covers besides the one whose `costs` these are.
    """
    withheld = plan["costs"].values()
    lines = [
        (_("Numbers withheld"), number(sum(each["cells"] for each in withheld))),
        (_("Persons counted in them"), number(sum(each["persons"] for each in withheld))),
    ]
    return lines + [line for line in goodness(plan, ok=ok, beside=beside) if line[1]]


def goodness(plan: Mapping[str, Any], *, ok: bool, beside: int = 0) -> list[Line]:
    """Cost, bound, gap, how it ended, whether it comes out the same again: always these five, empty where it is not
    known or does not apply."""
    cost, bound = plan.get("cost"), plan.get("bound")
    # A plan that the check refuses, or of which something is published anyway, is another than the one of the bound.
    proven = bound if ok and not plan.get("overridden") and cost is not None else None
    return [
        (
            _("Cost of the plan over all these tables together (persons, and a little for each number)")
            if beside
            else _("Cost at its own prices (persons, and a little for each number)"),
            _figure(cost),
        ),
        (_("No safe plan costs less than"), _figure(proven)),
        (_("Above that, at most"), _gap(cost, proven)),
        (_("How the search ended"), _ended(plan, ok=ok)),
        (_("The same again from the same facts"), _again(plan)),
    ]


def _figure(value: float | None) -> str:
    return "" if value is None else number(value, 1)


def _gap(cost: float | None, bound: float | None) -> str:
    if cost is None or bound is None:
        return ""
    return (
        percent(max(0.0, cost - bound) / bound) if bound > 0 else percent(0) if cost <= 0 else _("not known")
    )


def _ended(plan: Mapping[str, Any], *, ok: bool) -> str:
    if plan.get("cost") is None:
        return ""
    if not ok:
        return _("the check refuses this plan, so nothing is said of how cheap it is")
    if plan.get("overridden"):
        return _("numbers are published anyway, so nothing is said of how cheap it is")
    if plan.get("optimal"):
        return _("proven cheapest")
    return _("stopped by the limit, audited all the same")


def _again(plan: Mapping[str, Any]) -> str:
    if plan.get("cost") is None or "repeatable" not in plan:
        return ""
    return _("yes") if plan["repeatable"] else _("no: the clock ended the search")
