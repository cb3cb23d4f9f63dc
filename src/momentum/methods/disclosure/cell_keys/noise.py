"""The table of noise: for each count, how likely each change is; unbiased to the last key.

Of all distributions with mean 0, the variance asked for and no forbidden result, the one of greatest entropy
(Marley & Leaver 2011; Giessing 2016): p(v) ∝ exp(a·v + b·v²). Probabilities are whole numbers of keys, adjusted so that the mean is 0 exactly.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

import numpy as np
from scipy.optimize import minimize

from momentum.methods.disclosure.cell_keys.keys import KEYS
from momentum.methods.disclosure.dimensions import TableError

Row = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Noise:
    """How counts are changed, looked up by the count and the cell key.

    most      no count changes by more (persons).
    variance  of the change (persons squared), of every count but 0, which never changes.
    absent    counts 1 … absent never result; 0: every result may occur.
    rows      for counts 0, 1, 2 …, the last for all beyond: (change, number of keys that give it), by change.
    """

    most: int
    variance: float
    absent: int
    rows: tuple[Row, ...] = field(repr=False)

    @cached_property
    def _ends(self) -> tuple[list[int], ...]:
        return tuple(list(accumulate(keys for _, keys in row)) for row in self.rows)

    def row(self, count: int) -> Row:
        """The changes that a count may undergo."""
        return self.rows[min(count, len(self.rows) - 1)]

    def of(self, count: int, key: int) -> int:
        """The change of a cell with this count and key."""
        place = min(count, len(self.rows) - 1)
        return self.rows[place][bisect_right(self._ends[place], key)][0]

    def mean(self, count: int) -> Fraction:
        """The exact expectation of the change over all keys."""
        return Fraction(sum(change * keys for change, keys in self.row(count)), KEYS)

    def variance_of(self, count: int) -> Fraction:
        """The exact expectation of the squared change over all keys."""
        return Fraction(sum(change * change * keys for change, keys in self.row(count)), KEYS)


def noise_table(most: int = 5, variance: float = 3.0, absent: int = 2) -> Noise:
    """The table of greatest entropy for these limits; raises `TableError` where no table meets them.

    `most` persons at most either way, `variance` in persons squared, `absent`: results 1 … absent never occur.
    """
    if most < 1 or absent < 0:
        raise TableError(
            f"Noise of at most {most} with results up to {absent} left out: choose 1 and 0 or more."
        )
    last = most + absent + (absent > 0)
    rows: list[Row] = [((0, KEYS),)]
    for count in range(1, last + 1):
        changes = [v for v in range(-most, most + 1) if count + v == 0 or count + v > absent]
        _check_reach(count, changes, variance, most)
        rows.append(_whole_keys(changes, _greatest_entropy(changes, variance)))
    return Noise(most, variance, absent, tuple(rows))


def _check_reach(count: int, changes: list[int], variance: float, most: int) -> None:
    """Mean 0 and this variance must lie within what the changes allow, or no distribution meets both."""
    below, above = [-v for v in changes if v < 0], [v for v in changes if v > 0]
    if not below or not above:
        raise TableError(
            f"A count of {count} cannot change both ways by at most {most}. Allow a larger change, or more results."
        )
    least = 0 if 0 in changes else min(below) * min(above)
    greatest = max(below) * max(above)
    if not least < variance < greatest:
        raise TableError(
            f"A count of {count} cannot have noise of variance {variance:g} and mean 0: with changes of at most "
            f"{most} and these results left out it lies between {least} and {greatest}. Choose another variance."
        )


def _greatest_entropy(changes: list[int], variance: float) -> np.ndarray:
    """The probabilities, by Newton's method on the convex dual."""
    v = np.array(changes, dtype=float)
    features = np.stack([v, v * v - variance])

    def dual(weights: np.ndarray) -> tuple[float, np.ndarray]:
        exponent = weights @ features
        top = exponent.max()
        parts = np.exp(exponent - top)
        return float(top + np.log(parts.sum())), features @ (parts / parts.sum())

    found = minimize(dual, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-12, "maxiter": 1000})
    exponent = found.x @ features
    parts = np.exp(exponent - exponent.max())
    probabilities: np.ndarray = parts / parts.sum()
    if np.abs(features @ probabilities).max() > 1e-6:
        raise TableError(
            f"No noise of variance {variance:g} was found. Choose a variance further inside its limits."
        )
    return probabilities


def _whole_keys(changes: list[int], probabilities: np.ndarray) -> Row:
    """Numbers of keys that add up to all keys and have mean 0 exactly."""
    keys = [int(p * KEYS) for p in probabilities]
    keys[int(np.argmax(probabilities))] += KEYS - sum(keys)
    mean = sum(change * number for change, number in zip(changes, keys, strict=True))
    while mean:
        # A key moved from one change to the next lower or higher one takes the mean one step towards 0.
        steps = [
            (keys[i], i, j)
            for i, one in enumerate(changes)
            for j, other in enumerate(changes)
            if other - one == (-1 if mean > 0 else 1) and keys[i]
        ]
        if not steps:
            raise TableError(f"Noise with changes {changes} cannot be unbiased. Allow a larger change.")
        _, source, target = max(steps)
        moved = min(abs(mean), keys[source])
        keys[source] -= moved
        keys[target] += moved
        mean += moved * (changes[target] - changes[source])
    return tuple((change, number) for change, number in zip(changes, keys, strict=True) if number)
