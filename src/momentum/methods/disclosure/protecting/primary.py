"""Which cells must be withheld of themselves, why, and how far an attacker must be left in doubt of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.protecting.system import System
from momentum.methods.disclosure.publication import Earlier, Near
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table

THRESHOLD, GROUP, REVISION, SHARE, DOMINANCE = "threshold", "group", "revision", "p%", "dominance"


@dataclass
class Primary:
    """Primary columns.

    reasons  the first reason that holds, by column.
    beyond   sums: how far above and below its value each interval must reach (units of the sum).
    """

    reasons: dict[int, str] = field(default_factory=dict)
    beyond: dict[int, int] = field(default_factory=dict)


def known_cells(system: System, earlier: Sequence[Earlier]) -> set[int]:
    """Columns an earlier edition published with today's value: the attacker has them."""
    return {
        system.index[key]
        for edition in earlier
        for key, told in edition.items()
        if key in system.index and _told(told) == (system.values[system.index[key]],) * 2
    }


def near_cells(system: System, earlier: Sequence[Earlier]) -> dict[int, tuple[float, float]]:
    """Lowest and highest value of each column by what earlier editions told roughly, where today's lies within."""
    found: dict[int, tuple[float, float]] = {}
    for edition in earlier:
        for key, told in edition.items():
            if not isinstance(told, Near) or key not in system.index:
                continue
            column = system.index[key]
            if told.low <= system.values[column] <= told.high:
                low, high = found.get(column, (-np.inf, np.inf))
                found[column] = max(low, told.low), min(high, told.high)
    return found


def _told(told: int | Near) -> tuple[float, float]:
    return (told.low, told.high) if isinstance(told, Near) else (told, told)


def primary_cells(system: System, rules: Rules, earlier: Sequence[Earlier]) -> Primary:
    """Every primary cell of these tables."""
    found = Primary()
    for grid in system.grids:
        if grid.table.kind == "count":
            columns = np.unique(grid.columns[grid.columns >= 0])
            values = system.values[columns]
            for column in columns[(values >= 1) & (values < rules.n)]:
                found.reasons[int(column)] = THRESHOLD
        else:
            _primary_sums(found, system, grid.table, rules)
    for column in _small_revisions(system, rules, earlier):
        found.reasons.setdefault(column, REVISION)
    for child, _, _ in system.groups:
        found.reasons.setdefault(child, GROUP)
    found.reasons = dict(sorted(found.reasons.items()))
    return found


def _primary_sums(found: Primary, system: System, table: Table, rules: Rules) -> None:
    for at, value in table.cells.items():
        if not value:
            continue
        column = system.index[table.key(at)]
        number = table.contributors.get(at)
        if number is not None and 1 <= number < rules.n:
            found.reasons[column] = THRESHOLD
        for reason, beyond in _too_close(table, at, value, rules):
            found.reasons.setdefault(column, reason)
            found.beyond[column] = max(found.beyond.get(column, 0), beyond)


def _too_close(table: Table, at: Coordinates, value: int, rules: Rules) -> list[tuple[str, int]]:
    """The rules on the largest contributions that this sum breaks, with how far its interval must reach.

    Source: Hundepool et al., Statistical Disclosure Control (2012), section 4.2.
    """
    if rules.p is None and rules.dominance is None:
        return []
    if at not in table.contributions:
        raise TableError(
            f"{table.place(at)} has no largest contributions, which the p% rule and the dominance rule look "
            "at. Give them for every cell that is not 0, totals too."
        )
    largest = table.contributions[at]
    found = []
    if rules.p is not None:
        first, second = (*largest, 0, 0)[:2]
        beyond = ceil(rules.p / 100 * first - (value - first - second))
        if beyond > 0:
            found.append((SHARE, beyond))
    if rules.dominance is not None:
        count, share = rules.dominance
        beyond = ceil(100 / share * sum(largest[:count]) - value)
        if beyond > 0:
            found.append((DOMINANCE, beyond))
    return found


def _small_revisions(system: System, rules: Rules, earlier: Sequence[Earlier]) -> list[int]:
    # Only the last edition counts: an older difference was there for all to see when it was revised.
    last: dict[CellKey, int | Near] = {}
    for edition in earlier:
        last |= edition
    known = known_cells(system, earlier)
    summed = {grid.table.measure for grid in system.grids if grid.table.kind == "sum"}
    return [
        system.index[key]
        for key, was in last.items()
        if key in system.index
        and key.at
        and key.measure not in summed
        and isinstance(was, int)
        and system.index[key] not in known
        and 1 <= abs(was - int(system.values[system.index[key]])) < rules.n
    ]
