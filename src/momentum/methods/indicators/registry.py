"""The indicators: what each counts, and where it is defined."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
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

    `counts` are the columns that count persons, spells or person-months, `bases` whole numbers that others
    are shares of, `values` the rest (rates, hours, days);
    `cell_columns` are dimensions the indicator brings itself. `sums` says that every person's part adds
    up, so that parts can be taken out and put in; `adds_over_time` that units of time add up to a period.
    `on_grid` says that its expression answers for all units of a grid at once; `by_spell` that all of its counts
    count spells; `keyed` that it adds up record keys instead of counting.
    """

    name: str
    title: str
    definition: str
    source: str
    expression_at: str
    rows_at: str
    counts: tuple[str, ...]
    values: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    cell_columns: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = EVERYTHING
    parameters: tuple[str, ...] = ("period",)
    sums: bool = True
    adds_over_time: bool = False
    on_grid: bool = False
    curve_at: str | None = None
    curve_counts: tuple[str, ...] = ()
    curve_values: tuple[str, ...] = ()
    version: str = "1"
    by_spell: bool = False
    keyed: bool = False

    @property
    def expression(self) -> "Callable[[Question], ir.Table]":
        """From a question to the Ibis expression of its cells."""
        if self.keyed:
            return partial(_load("record_keys:key_sums"), self)
        expression: Callable[[Question], ir.Table] = _load(self.expression_at)
        return expression

    @property
    def rows(self) -> "Callable[[Question, tuple[str, ...], str], ir.Table]":
        """From a question, a level and a count column to the rows (persons and spells) that it counts."""
        rows: Callable[[Question, tuple[str, ...], str], ir.Table] = _load(self.rows_at)
        return rows

    @property
    def as_curve(self) -> "Indicator":
        """The same indicator day by day. Raises ValueError for one that has no curve."""
        if self.curve_at is None:
            raise ValueError(f"{self.name} has no daily curve.")
        return replace(
            self,
            expression_at=self.curve_at,
            counts=self.curve_counts,
            bases=(),
            values=self.curve_values,
            cell_columns=("duration",),
        )

    @property
    def as_keys(self) -> "Indicator":
        """The same indicator with the sum of record keys in every count. Raises ValueError where it counts what has no key."""
        if self.counts == ("person_months",) or (self.cell_columns == ("duration",) and self.by_spell):
            raise ValueError(f"{self.name} counts what has no record keys.")
        counts = tuple(name for name in self.counts if name != "at_risk")
        return replace(self, counts=counts, bases=(), on_grid=False, keyed=True)

    def counts_spells(self, column: str) -> bool:
        """Whether a count column counts spells; else it counts persons."""
        return self.by_spell or column == "spells"


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
    Indicator(
        name="moved_on_rate",
        title="Share of those reached who moved on",
        definition=(
            "Persons who moved on in the period and were reached in it, over persons reached, with Wilson's 95% "
            "interval without continuity correction; empty where nobody was reached."
        ),
        source=f"{_METHODS}; Wilson (1927), JASA 22",
        expression_at="moved_on:moved_on_rate",
        rows_at="moved_on:rate_rows",
        counts=("numerator", "denominator"),
        values=("rate", "low", "high"),
        parameters=("period", "within"),
    ),
    Indicator(
        name="sustained",
        title="Still in paid work after k weeks",
        definition=(
            "Of those who moved on in the period, the share in paid work 7k days after that start, of any "
            "employer and kind, gaps of at most 30 days bridged. Those for whom that day is not before the "
            "freeze, or falls in a gap still open at it that may yet be bridged, are left out and counted."
        ),
        source=_METHODS,
        expression_at="sustained:sustained",
        rows_at="sustained:sustained_rows",
        counts=("sustained", "observed", "not_yet_observed"),
        values=("share",),
        dimensions=(*EVERYTHING, "to_kind"),
        parameters=("period", "within", "weeks"),
        on_grid=True,
    ),
    Indicator(
        name="time_to_paid_work",
        title="Time to paid work",
        definition=(
            "Cumulative incidence (Aalen–Johansen) of a first paid start 91, 182, 364 and 728 days after the first "
            "day at a social enterprise, for persons whose first day lies in the period. The first stretch bridges "
            "gaps of at most 91 days; paid work may follow up to 91 days after it, else its end is an exit, once "
            "those days have passed before the freeze. Running stretches are censored at the freeze, undecided ones "
            "at their end. Whoever is in paid work on the first day is left out and counted. Empty where "
            "observation ends before that day."
        ),
        source=f"{_METHODS}; Aalen & Johansen (1978), Scand. J. Statist. 5",
        expression_at="time_to_paid_work:time_to_paid_work",
        rows_at="time_to_paid_work:outset_rows",
        counts=("persons", "left_out"),
        values=("incidence_91", "incidence_182", "incidence_364", "incidence_728"),
        sums=False,
        curve_at="time_to_paid_work:incidence_curve",
        curve_counts=("at_risk", "events", "others", "censored"),
        curve_values=("incidence",),
    ),
    Indicator(
        name="ladder_transitions",
        title="Steps on the participation ladder",
        definition=(
            "Persons reached in the period by their first and last rung in it, assessed at least 90 days apart; "
            "the others are counted as missing, so that the matrix and the missing make up reach."
        ),
        source=_METHODS,
        expression_at="assessments:ladder_transitions",
        rows_at="assessments:ladder_rows",
        counts=("persons",),
        cell_columns=("first", "last"),
    ),
    Indicator(
        name="wage_value_change",
        title="Change in wage value",
        definition=(
            "Of persons reached in the period, last minus first wage value in it in percentage points, assessed at "
            "least 90 days apart: mean and median over persons; the others are counted as missing."
        ),
        source=_METHODS,
        expression_at="assessments:wage_value_change",
        rows_at="assessments:wage_value_rows",
        counts=("persons", "missing"),
        values=("mean", "median"),
        sums=False,
    ),
    Indicator(
        name="hours",
        title="Hours worked",
        definition=(
            "Days of spells at social enterprises inside the period × hours per week / 7; spells without known "
            "hours there are left out and counted."
        ),
        source=_METHODS,
        expression_at="hours:hours",
        rows_at="hours:hours_rows",
        counts=("spells", "left_out"),
        values=("hours",),
        by_spell=True,
    ),
    Indicator(
        name="length_of_stay",
        title="Length of stay",
        definition=(
            "Kaplan–Meier median in days of spells at social enterprises that start in the period, censored at the "
            "freeze: the first day with S ≤ 0.5, else empty."
        ),
        source=f"{_METHODS}; Kaplan & Meier (1958), JASA 53",
        expression_at="length_of_stay:length_of_stay",
        rows_at="length_of_stay:ended_rows",
        counts=("spells", "ended"),
        by_spell=True,
        values=("median",),
        sums=False,
        curve_at="length_of_stay:survival_curve",
        curve_counts=("at_risk", "events", "censored"),
        curve_values=("surviving",),
    ),
    Indicator(
        name="transition_rates",
        title="Month to month",
        definition=(
            "Of person-months in one state whose next month has a state and begins before the freeze, the share in "
            "each state the next month. Over all spells; a month's state is the kind of place on its first day, of "
            "several the highest rank; a pair belongs to the period of its first month."
        ),
        source=f"{_METHODS}; McVicar & Anyadike-Danes (2002), JRSS A 165",
        expression_at="transitions:transition_rates",
        rows_at="transitions:transition_rows",
        counts=("person_months",),
        bases=("of",),
        values=("share",),
        cell_columns=("from_state", "to_state"),
    ),
)

INDICATORS: dict[str, Indicator] = {indicator.name: indicator for indicator in _ALL}
"""Every indicator by name."""
