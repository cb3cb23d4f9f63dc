"""Cells to keep visible where protection leaves a choice: dear ones, so that a proven bound of the cost still holds."""

from collections.abc import Collection, Mapping, Sequence

from momentum.methods.disclosure import CellKey, Plan, Table
from momentum.monitor.sayings import Saying

DEAR = 100.0
"""Times the largest count: no plan withholds such a cell while withholding others would do."""


def prices(tables: Sequence[Table], kept: Collection[CellKey]) -> dict[CellKey, float]:
    """What withholding each cell to keep costs."""
    largest = max((value for table in tables for value in table.cells.values()), default=0)
    return dict.fromkeys(kept, DEAR * (largest + 1))


def cost_and_bound(plan: Plan, dear: Mapping[CellKey, float]) -> tuple[float, float | None]:
    """Cost and bound of a plan without the price of dear cells that every plan withholds, for their own sake."""
    inevitable = sum(
        price - plan.values[key]
        for key, price in dear.items()
        if plan.withheld.get(key, "complement") != "complement"
    )
    return plan.cost - inevitable, None if plan.bound is None else plan.bound - inevitable


def kept_in_vain(plan: Plan, dear: Collection[CellKey]) -> tuple[Saying, ...]:
    """The cells to keep that had to be withheld."""
    return tuple(
        {"code": "pinned in vain", "params": {"cell": str(key)}}
        for key in sorted(dear, key=str)
        if key in plan.withheld
    )
