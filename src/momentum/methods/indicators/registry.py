"""The indicators: what each counts, and where it is defined."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from momentum.methods.indicators.question import Question

PLACES = ("organisation", "branch", "organisation_district", "organisation_borough", "place_kind")
PEOPLE = ("target_group", "age_band", "district", "borough")
EVERYTHING = PLACES + PEOPLE


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    `counts` are the columns that count persons, spells or person-months, `values` the others;
    `cell_columns` are dimensions the indicator brings itself. `sums` says that every person's part adds
    up, so that parts can be taken out and put in; `adds_over_time` that units of time add up to a period.
    `on_grid` says that its expression answers for all units of a grid at once.
    """

    name: str
    title: str
    definition: str
    source: str
    expression_at: str
    rows_at: str | None
    counts: tuple[str, ...]
    values: tuple[str, ...] = ()
    cell_columns: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = EVERYTHING
    parameters: tuple[str, ...] = ("period",)
    sums: bool = True
    adds_over_time: bool = False
    on_grid: bool = False
    version: str = "1"

    @property
    def expression(self) -> "Callable[[Question], ir.Table]":
        """From a question to the Ibis expression of its cells."""
        expression: Callable[[Question], ir.Table] = _load(self.expression_at)
        return expression

    @property
    def rows(self) -> "Callable[[Question, bool], ir.Table] | None":
        """From a question to the rows (persons and spells) that are counted, for indicators that count."""
        return _load(self.rows_at) if self.rows_at else None


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(f"{__package__}.{module}"), name)


_MODEL = "Momentum, methods §1; De Omslag, Monitor Amsterdamse sociale firma's 2016 (headcount at year's end)"
_METHODS = "Momentum, methods §1"

_ALL = (
    Indicator(
        name="stock",
        title="At work at a social enterprise",
        definition=(
            "Persons, and spells, at a social enterprise with start ≤ t < end; for a period t is its last day. "
            "A spell counts by its organisation's kind, paid or not."
        ),
        source=_MODEL,
        expression_at="stock:stock",
        rows_at="stock:stock_rows",
        counts=("persons", "spells"),
        parameters=("period", "at"),
        on_grid=True,
    ),
    Indicator(
        name="reach",
        title="Reached",
        definition="Persons with at least one day of a spell at a social enterprise inside the period.",
        source=_METHODS,
        expression_at="reach:reach",
        rows_at="reach:reach_rows",
        counts=("persons",),
        on_grid=True,
    ),
    Indicator(
        name="inflow_spells",
        title="Spells that started",
        definition="Spells at a social enterprise that start inside the period, by the attributes of their first day.",
        source=_METHODS,
        expression_at="flows:inflow_spells",
        rows_at="flows:inflow_rows",
        counts=("spells",),
        adds_over_time=True,
        on_grid=True,
    ),
    Indicator(
        name="outflow_spells",
        title="Spells that ended",
        definition="Spells at a social enterprise that end inside the period, by the attributes of their last day.",
        source=_METHODS,
        expression_at="flows:outflow_spells",
        rows_at="flows:outflow_rows",
        counts=("spells",),
        adds_over_time=True,
        on_grid=True,
    ),
    Indicator(
        name="inflow_persons",
        title="Persons who came in",
        definition=(
            "Persons whose first spell ever at any social enterprise starts inside the period; "
            "as known at the freeze, so revisable."
        ),
        source=_METHODS,
        expression_at="flows:inflow_persons",
        rows_at="flows:first_rows",
        counts=("persons",),
        adds_over_time=True,
        on_grid=True,
    ),
    Indicator(
        name="outflow_persons",
        title="Persons who left",
        definition=(
            "Persons whose spell with the latest end, over all social enterprises, ends inside the period and "
            "for whom none runs; as known at the freeze, so revisable."
        ),
        source=_METHODS,
        expression_at="flows:outflow_persons",
        rows_at="flows:last_rows",
        counts=("persons",),
        adds_over_time=True,
        on_grid=True,
    ),
    Indicator(
        name="moved_on",
        title="Moved on to paid work",
        definition=(
            "Persons with an unpaid spell at a social enterprise who start a paid spell, anywhere, inside the "
            "period, no later than `within` days after an unpaid spell ended or while one runs; the paid start "
            "is not covered by other paid work the day before. Once per person and period, dated by the "
            "earliest such start, in the cells of every such unpaid spell on its last day before it."
        ),
        source=_MODEL,
        expression_at="moved_on:moved_on",
        rows_at="moved_on:moved_on_rows",
        counts=("persons",),
        dimensions=(*EVERYTHING, "to_kind"),
        parameters=("period", "within"),
        on_grid=True,
    ),
)

INDICATORS: dict[str, Indicator] = {indicator.name: indicator for indicator in _ALL}
"""Every indicator by name."""
