"""Protect tables: what is published, what is withheld, and, for the analyst only, why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from momentum.methods.disclosure.protecting.effort import Effort
from momentum.methods.disclosure.protecting.primary import known_cells, primary_cells
from momentum.methods.disclosure.protecting.suppression import Outcome, Task, suppress
from momentum.methods.disclosure.protecting.system import System, build_system
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

    withheld   each withheld cell with its reason ("threshold", "group", "revision", "complement").
    failures   sentences: what cannot be protected, and what would help. Empty in a good plan.
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
        found: dict[str, Cost] = {}
        for key, reason in self.withheld.items():
            cells, persons = found.get(reason, Cost(0, 0))
            found[reason] = Cost(cells + 1, persons + self.values[key])
        return dict(sorted(found.items()))

    def _rows(self, name: str) -> list[tuple[Coordinates, CellKey, int]]:
        table = self.table(name)
        return [
            (at, table.key(at), self.values[table.key(at)])
            for at in all_coordinates(table)
            if table.key(at) in self.values
        ]


def protect(
    tables: Sequence[Table],
    rules: Rules | None = None,
    *,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
    pinned: Collection[CellKey] = (),
    seed: int = 0,
    effort: float = 1.0,
    time_limit: float = 120.0,
) -> Plan:
    """A plan under which no primary cell's interval is narrower than `rules.width`.

    `earlier` holds the cells of earlier editions, oldest first; `subsets` pairs of measures (part, whole);
    `pinned` cells stay published where that is possible. `effort` is how long to look for a cheap plan,
    counted in work and not in time, so that the same input, seed and effort give the same plan. `time_limit`
    in seconds is a safety net; where it ends the search, `Plan.repeatable` is False. Raises `TableError` for tables that cannot be protected as
    they stand. What no plan can protect is in `Plan.failures`.
    """
    rules = rules or Rules()
    system = build_system(tables, rules, subsets)
    primary = primary_cells(system, rules, earlier)
    known = known_cells(system, earlier)
    task = _task(system, rules, set(primary), known, pinned)
    outcome = suppress(Task(system, *task, seed, Effort().times(effort), time_limit))
    withheld = {
        key: primary.get(column, COMPLEMENT)
        for column, key in enumerate(system.keys)
        if outcome.withheld[column] or column in primary
    }
    return Plan(
        tuple(tables),
        rules,
        withheld,
        tuple(_failures(system, rules, outcome, sorted(known & set(primary)))),
        outcome.proven,
        outcome.repeatable,
        tuple(
            f"{key} was pinned but had to be withheld." for key in sorted(pinned, key=str) if key in withheld
        ),
        {key: int(system.values[column]) for column, key in enumerate(system.keys)},
    )


def cell_costs(system: System, pinned: Collection[CellKey] = ()) -> np.ndarray:
    """What withholding each column costs: its persons and itself, a quarter more for each total in it."""
    cost = (system.values + 1) * (1 + 0.25 * system.totals)
    cost[: len(system.keys)] = np.where(
        system.values[: len(system.keys)] == 0, 0.05, cost[: len(system.keys)]
    )
    dear = 100 * cost.max(initial=1)
    for column, key in enumerate(system.keys):
        if key in pinned:
            cost[column] = dear
    return cost


def _task(
    system: System,
    rules: Rules,
    primary: set[int],
    known: set[int],
    pinned: Collection[CellKey],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Primary columns, columns that may be withheld, the width each needs, what each costs."""
    must = np.zeros(len(system.values), dtype=bool)
    # A cell that everybody has from an earlier edition does not move, whatever we withhold now.
    must[sorted(primary - known)] = True
    candidate = ~system.fixed
    candidate[len(system.keys) :] = False
    candidate[sorted(known)] = False
    required = np.where(must, rules.width, np.where(candidate, 1.0, 0.0))
    for child, _, rest in system.groups:
        if child not in known:
            required[rest] = rules.width
    return must, candidate, required, cell_costs(system, pinned)


def _failures(system: System, rules: Rules, outcome: Outcome, known: list[int]) -> list[str]:
    sentences = []
    rest = {slack: (child, parent) for child, parent, slack in system.groups}
    for column in outcome.impossible:
        if column in rest:
            of_rest = rest[column][0]
            child, parent = (system.keys[c] for c in rest[column])
            why = (
                "the zeros beside it are shown" if system.lower[of_rest] else "too little beside it can move"
            )
            sentences.append(
                f"Everybody in {parent} is in {child}, and no plan hides that: {why}. "
                "Withhold zeros, merge the group with another, or leave the breakdown out."
            )
        elif column < len(system.keys):
            sentences.append(
                f"{system.keys[column]} cannot be given an interval {rules.width} wide. "
                "Merge it with a neighbouring category, withhold zeros, or leave out a table around it."
            )
    sentences += [
        f"{system.keys[column]} was not shown to be safe within the time given. Give more time or effort."
        for column in outcome.narrow
        if column < len(system.keys)
    ]
    sentences += [
        f"{system.keys[column]} must be withheld now, but an earlier edition published today's value."
        for column in known
    ]
    return sentences
