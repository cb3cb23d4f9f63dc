"""What is asked of an indicator, in day numbers."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.breakdown import Breakdown
from momentum.methods.indicators.period import Grid

TIME = "t"
"""The column that numbers the units of a grid."""


@dataclass(frozen=True)
class Question:
    """A period `[begin, end)` in day numbers, already cut at the freeze; with `grid` every unit of the
    period is asked for separately (column `t`), without one the period as a whole."""

    begin: int
    end: int
    freeze: int
    breakdown: Breakdown
    grid: Grid | None = None
    within: int = 91
    weeks: int = 26

    @property
    def keys(self) -> tuple[str, ...]:
        """The column of time, where there is one."""
        return (TIME,) if self.grid else ()

    def inside(self, day: ir.Value) -> ir.BooleanValue:
        """Whether a day lies in the period."""
        return (day >= self.begin) & (day < self.end)

    def unit(self, month: ir.Value) -> ir.Value:
        """The number of the grid's unit that a month lies in."""
        if self.grid is None:
            return ibis.literal(0)
        return month if self.grid.length == 1 else month // self.grid.length

    def timed(self, rows: ir.Table, month: ir.Value) -> ir.Table:
        """`rows` with the column of time, where there is one."""
        return rows.mutate(**{TIME: self.unit(month)}) if self.grid else rows
