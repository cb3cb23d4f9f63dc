"""Protect tables: what is published, what is withheld, and, for the analyst only, why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from momentum.methods.disclosure.protecting.asking import asked, cell_costs
from momentum.methods.disclosure.protecting.effort import Profile, effort_of
from momentum.methods.disclosure.protecting.failures import failures
from momentum.methods.disclosure.protecting.improving import best
from momentum.methods.disclosure.protecting.primary import known_cells, primary_cells
from momentum.methods.disclosure.protecting.problem import joined
from momentum.methods.disclosure.protecting.search import Search
from momentum.methods.disclosure.protecting.system import build_system
from momentum.methods.disclosure.publication import PUBLIC_REASON, Earlier, PublicCell, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table, all_coordinates

COMPLEMENT = "complement"


class AnalystCell(NamedTuple):
    """A cell as the analyst sees it; `reason` is None where it is published."""

    at: Coordinates
    value: int
    withheld: bool
    reason: str | None


class Cost(NamedTuple):
    """What withholding costs under one reason: cells, and persons counted in them."""

    cells: int
    persons: int


@dataclass(frozen=True)
class Plan:
    """What to withhold.

    withheld   each withheld cell with its reason ("threshold", "p%", "dominance", "group", "revision", "complement").
    failures   sentences: what cannot be protected, and what would help. Empty in a good plan.
    cost       of all withheld cells at the prices of the plan (persons, and a little for each cell).
    bound      below which the cost of no plan can lie; None where nothing was proven.
    optimal    True when no cheaper plan protects the same (at the given costs).
    repeatable True unless the clock ended the search: the same input then gives the same plan.
    notes      sentences for the analyst that stop nothing.
    """

    tables: tuple[Table, ...]
    rules: Rules
    withheld: Mapping[CellKey, str]
    failures: tuple[str, ...] = ()
    optimal: bool = False
    repeatable: bool = True
    notes: tuple[str, ...] = ()
    values: Mapping[CellKey, int] = field(default_factory=dict, repr=False)
    cost: float = 0.0
    bound: float | None = None
    method: str = "suppression"

    def table(self, name: str) -> Table:
        """The table called so."""
        return next(table for table in self.tables if table.name == name)

    def published(self, name: str) -> list[PublicCell]:
        """The rows anybody may see, in an order that does not depend on any count."""
        return [
            PublicCell(at, None, PUBLIC_REASON) if key in self.withheld else PublicCell(at, value, None)
            for at, key, value in self._rows(name)
        ]

    def analyst(self, name: str) -> list[AnalystCell]:
        """The same rows with every value and the reason for withholding."""
        return [
            AnalystCell(at, value, key in self.withheld, self.withheld.get(key))
            for at, key, value in self._rows(name)
        ]

    def published_cells(self) -> dict[CellKey, int]:
        """Every published cell with its value: what the next edition takes as `earlier`."""
        return {key: value for key, value in self.values.items() if key not in self.withheld}

    def costs(self) -> dict[str, Cost]:
        """Cells withheld and persons in them, by reason."""
        return costs_by_reason(self.withheld, self.values)

    def _rows(self, name: str) -> list[tuple[Coordinates, CellKey, int]]:
        table = self.table(name)
        return [
            (at, table.key(at), self.values[table.key(at)])
            for at in all_coordinates(table)
            if table.key(at) in self.values
        ]


def costs_by_reason(withheld: Mapping[CellKey, str], values: Mapping[CellKey, int]) -> dict[str, Cost]:
    """Cells withheld and persons in them, by reason; `values` holds the count of each withheld cell."""
    found: dict[str, Cost] = {}
    for key, reason in withheld.items():
        cells, persons = found.get(reason, Cost(0, 0))
        found[reason] = Cost(cells + 1, persons + values[key])
    return dict(sorted(found.items()))


def protect(
    tables: Sequence[Table],
    rules: Rules | None = None,
    *,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
    pinned: Collection[CellKey] = (),
    costs: Mapping[CellKey, float] | None = None,
    seed: int = 0,
    profile: Profile = "fast",
    effort: float = 1.0,
    time_limit: float = 600.0,
) -> Plan:
    """A plan under which every primary cell is left in doubt as far as the rules ask.

    `earlier` holds the cells of earlier editions, oldest first; `subsets` pairs of measures (part, whole);
    `pinned` cells stay published where that is possible; `costs` prices cells otherwise than by persons.
    `profile` "fast" ends with a good plan, "best" looks on for a cheaper one and for a proof; `effort`
    multiplies its limits, which count work and not time, so that the same input, seed, profile and effort
    give the same plan. `time_limit` in seconds is a safety net; where it ends the search,
    `Plan.repeatable` is False. Raises `TableError` for tables that cannot be protected as they stand. What
    no plan can protect is in `Plan.failures`.
    """
    rules = rules or Rules()
    system = build_system(tables, rules, subsets)
    primary = primary_cells(system, rules, earlier)
    known = known_cells(system, earlier)
    problem = joined(asked(system, rules, primary, earlier, pinned, costs))
    limits = effort_of(profile, rules.zeros).times(effort)
    if limits.neighbourhoods:
        fast = effort_of("fast", rules.zeros)
        outcome = best(problem, system.grids, seed, fast, limits, time_limit, rules.holders)
    else:
        outcome = Search(problem, system.grids, seed, limits, time_limit, rules.holders).run()
    chosen = outcome.withheld[problem.of]
    withheld = {
        key: primary.reasons.get(column, COMPLEMENT)
        for column, key in enumerate(system.keys)
        if column in primary.reasons or chosen[column]
    }
    prices = cell_costs(system, (), costs)
    cost = float(sum(prices[column] for column, key in enumerate(system.keys) if key in withheld))
    besides = cost - float(problem.cost[outcome.withheld].sum())
    return Plan(
        tuple(tables),
        rules,
        withheld,
        tuple(failures(system, rules, problem, outcome, sorted(known & set(primary.reasons)))),
        outcome.optimal,
        outcome.repeatable,
        _notes(pinned, withheld, outcome.repeatable),
        {key: int(system.values[column]) for column, key in enumerate(system.keys)},
        cost,
        None if pinned else besides + outcome.bound,
    )


def _notes(pinned: Collection[CellKey], withheld: Mapping[CellKey, str], repeatable: bool) -> tuple[str, ...]:
    notes = [
        f"{key} was pinned but had to be withheld." for key in sorted(pinned, key=str) if key in withheld
    ]
    if not repeatable:
        notes.append(
            "The time limit ended the search: this is the best plan found by then, and another run may "
            "find another."
        )
    return tuple(notes)
