"""From tables and rules to numbers: what each column costs, may do, and must be left in doubt by."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from momentum.methods.disclosure.protecting.primary import Primary, known_cells, near_cells
from momentum.methods.disclosure.protecting.problem import Ask, Needs
from momentum.methods.disclosure.protecting.system import System
from momentum.methods.disclosure.publication import Earlier
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey

# A count is never asked to rise by more than this: a tighter attacker than the real one, so a safe choice.
RISE = 60.0
# Of two plans that withhold as many persons, the one that withholds fewer cells.
EACH_CELL = 0.01


def cell_costs(
    system: System, pinned: Collection[CellKey] = (), costs: Mapping[CellKey, float] | None = None
) -> np.ndarray:
    """What withholding each column costs: its persons and a little for itself, unless another price is given."""
    cost = system.values + EACH_CELL
    for key, price in (costs or {}).items():
        if key in system.index:
            cost[system.index[key]] = max(float(price), EACH_CELL / 10)
    dear = 100 * cost.max(initial=1)
    for key in pinned:
        if key in system.index:
            cost[system.index[key]] = dear
    return cost


def asked(
    system: System,
    rules: Rules,
    primary: Primary,
    earlier: Sequence[Earlier],
    pinned: Collection[CellKey],
    costs: Mapping[CellKey, float] | None,
) -> Ask:
    """Everything asked of the columns of a system."""
    size, cells = len(system.values), len(system.keys)
    known = sorted(known_cells(system, earlier))
    slack = np.arange(size) >= cells
    must = np.zeros(size, dtype=bool)
    must[list(primary.reasons)] = True
    # A cell that everybody has from an earlier edition does not move, whatever we withhold now.
    must[known] = False
    may = ~system.fixed & ~slack & ~must
    may[known] = False
    fall, rise = system.values - system.lower, _rises(system, primary)
    for column, (low, high) in near_cells(system, earlier).items():
        fall[column] = min(fall[column], system.values[column] - low)
        rise[column] = min(rise[column], high - system.values[column])
    needs = Needs(np.where(must, rules.width, np.where(may, 1.0, 0.0)), np.zeros(size), np.zeros(size))
    for column, beyond in primary.beyond.items():
        if must[column]:
            needs.up[column] = beyond
            # Nobody doubts a sum further down than to the least it can be.
            needs.down[column] = min(beyond, fall[column])
    for child, _, rest in system.groups:
        if child not in known:
            needs.width[rest] = rules.width
    return Ask(system.relations, fall, rise, needs, must, may, cell_costs(system, pinned, costs), slack)


def _rises(system: System, primary: Primary) -> np.ndarray:
    rise = np.full(len(system.values), RISE)
    summed = {grid.table.measure for grid in system.grids if grid.table.kind == "sum"}
    if not summed:
        return rise
    most: dict[str, float] = {}
    for column, beyond in primary.beyond.items():
        measure = system.keys[column].measure
        most[measure] = max(most.get(measure, 0.0), float(beyond))
    for column, key in enumerate(system.keys):
        if key.measure in summed:
            rise[column] = max(RISE, 2 * most.get(key.measure, 0.0))
    rise[len(system.keys) :] = rise.max(initial=RISE)
    return rise
