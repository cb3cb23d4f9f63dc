"""What a plan does not protect, in sentences that say what would help."""

from collections.abc import Sequence

import numpy as np

from momentum.methods.disclosure.protecting.problem import Problem
from momentum.methods.disclosure.protecting.search import Outcome
from momentum.methods.disclosure.protecting.system import System
from momentum.methods.disclosure.rules import Rules


def failures(
    system: System, rules: Rules, problem: Problem, outcome: Outcome, known: Sequence[int]
) -> list[str]:
    """One sentence for each cell (a column of the system) that is not protected."""
    cells = len(system.keys)
    impossible = np.flatnonzero(np.isin(problem.of, outcome.impossible)).tolist()
    narrow = np.flatnonzero(np.isin(problem.of, outcome.narrow)).tolist()
    parts = {slack: (child, parent) for child, parent, slack in system.groups}
    sentences = [_group(system, *parts[column]) for column in impossible if column in parts]
    sentences += [
        f"{system.keys[column]} cannot be given an interval {_wide(system, rules, column)}. "
        "Merge it with a neighbouring category, withhold zeros, or leave out a table around it."
        for column in impossible
        if column < cells
    ]
    sentences += [
        f"{system.keys[column]} was not shown to be safe within the time given. Give more time or effort."
        for column in narrow
        if column < cells and column not in known
    ]
    sentences += [
        f"{system.keys[column]} must be withheld now, but an earlier edition published today's value."
        for column in known
    ]
    return sentences


def _wide(system: System, rules: Rules, column: int) -> str:
    summed = {grid.table.measure for grid in system.grids if grid.table.kind == "sum"}
    if system.keys[column].measure in summed:
        return "as wide as the rules for sums ask"
    return f"{rules.width} wide"


def _group(system: System, child: int, parent: int) -> str:
    why = "the zeros beside it are shown" if system.lower[child] else "too little beside it can move"
    return (
        f"Everybody in {system.keys[parent]} is in {system.keys[child]}, and no plan hides that: {why}. "
        "Withhold zeros, merge the group with another, or leave the breakdown out."
    )
