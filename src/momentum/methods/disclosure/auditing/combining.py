"""A bound proven by adding relations up: the solver's multipliers, checked in whole arithmetic."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from momentum.methods.disclosure.auditing.exact import Weights
from momentum.methods.disclosure.auditing.knowledge import Knowledge


@dataclass(frozen=True)
class Combination:
    """cell = `constant` + Σ rest, from the relations times their multipliers; what it proves.

    rest   columns still in it, each with its coefficient; none: the cell is known to be `constant`.
    bound  the lowest or highest whole number the cell can be, by this alone.
    """

    multipliers: dict[int, Fraction]
    constant: Fraction
    rest: dict[int, Fraction]
    bound: int
    upper: bool


def left_of(known: Knowledge, row: int, open_: np.ndarray) -> tuple[int, dict[int, int]]:
    """(what is left, the sign of each open column): Σ sign · open = left, or ≤ left where `atmost`."""
    span = slice(known.matrix.indptr[row], known.matrix.indptr[row + 1])
    columns, signs = known.matrix.indices[span], known.matrix.data[span]
    left = -int(known.constant[row])
    unknown = {}
    for column, sign in zip(columns.tolist(), signs.tolist(), strict=True):
        if open_[column]:
            unknown[column] = int(sign)
        else:
            left -= int(sign) * int(known.true[column])
    return left, unknown


def combine(
    known: Knowledge, column: int, weights: Weights, *, upper: bool, also: Collection[int] = ()
) -> Combination | None:
    """The bound that these multipliers prove; None where they prove nothing in exact arithmetic."""
    open_ = known.open
    open_[list(also)] = False
    sign = -1 if upper else 1
    multipliers = {row: sign * Fraction(weight).limit_denominator(60) for row, weight in weights.items()}
    multipliers = {row: weight for row, weight in multipliers.items() if weight}
    constant, rest = Fraction(0), {column: Fraction(1)}
    for row, weight in multipliers.items():
        if known.atmost[row] and (weight < 0) == upper:
            return None
        left, unknown = left_of(known, row, open_)
        constant += weight * left
        for other, of_row in unknown.items():
            rest[other] = rest.get(other, Fraction(0)) - weight * of_row
    rest = {other: factor for other, factor in rest.items() if factor}
    bound = constant
    for other, factor in rest.items():
        edge = known.cells.high[other] if (factor > 0) == upper else known.cells.low[other]
        if np.isinf(edge):
            return None
        bound += factor * int(edge)
    return Combination(multipliers, constant, rest, floor(bound) if upper else ceil(bound), upper)
