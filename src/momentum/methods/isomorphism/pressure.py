"""Pressure: the hours a year that outside demands cost, and whether drift goes with them.

The panel model regresses movement towards a pole on the hours of the year before, with an effect of each organisation
and of each year, and standard errors clustered by organisation. It tells of an association, not of a cause.
Sources: DiMaggio & Powell (1983) for the mechanisms; Cameron & Miller (2015), A practitioner's guide to
cluster-robust inference, section II.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

MECHANISMS = ("coercive", "normative", "mimetic")
FEWEST = 10
HUNDRED = 100.0


@dataclass(frozen=True)
class Requirement:
    """A demand of an outside party.

    mechanism   one of `MECHANISMS`.
    hours       a year that it costs one organisation, None where nobody has said.
    first, last years in which it holds, last included; None: still.
    binds       the organisations, None: all.

    Raises ValueError on another mechanism, and on hours below zero.
    """

    code: str
    source: str
    mechanism: str
    hours: float | None
    first: int
    last: int | None = None
    binds: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.mechanism not in MECHANISMS:
            known = ", ".join(MECHANISMS)
            raise ValueError(
                f"requirement {self.code}: the mechanism is one of {known}, not “{self.mechanism}”"
            )
        if self.hours is not None and not self.hours >= 0:
            raise ValueError(f"requirement {self.code}: hours a year are 0 or more, not {self.hours}")

    def holds(self, organisation: str, year: int) -> bool:
        """Whether it binds an organisation in a year."""
        return (
            self.first <= year
            and (self.last is None or year <= self.last)
            and (self.binds is None or organisation in self.binds)
        )


def exposure(
    requirements: Iterable[Requirement], organisations: Sequence[str], years: Sequence[int]
) -> np.ndarray:
    """Hours a year by organisation × year × mechanism; demands without hours count nowhere."""
    found = np.zeros((len(organisations), len(years), len(MECHANISMS)))
    for each in requirements:
        if each.hours is None:
            continue
        k = MECHANISMS.index(each.mechanism)
        for i, organisation in enumerate(organisations):
            for t, year in enumerate(years):
                if each.holds(organisation, year):
                    found[i, t, k] += each.hours
    return found


@dataclass(frozen=True)
class Association:
    """How much further organisations stood towards a pole after a year with a hundred hours more (NaN: cannot be said).

    why  of NaN: "few organisations", "no difference in hours".
    """

    value: float
    low: float
    high: float
    organisations: int
    observations: int
    why: str = ""


def association(moved: np.ndarray, hours: np.ndarray) -> Association:
    """Movement (organisations × years) on the hours of the year before (same shape)."""
    y, x = moved[:, 1:], hours[:, :-1] / HUNDRED
    known = np.isfinite(y) & np.isfinite(x)
    known &= known.sum(axis=1, keepdims=True) > 1
    rows, columns = np.nonzero(known)
    clusters = len(np.unique(rows))
    nothing = (float("nan"), float("nan"), float("nan"), clusters, len(rows))
    if clusters < FEWEST:
        return Association(*nothing, "few organisations")
    effects = np.zeros((len(rows), moved.shape[0] + y.shape[1]))
    effects[np.arange(len(rows)), rows] = 1
    effects[np.arange(len(rows)), moved.shape[0] + columns] = 1
    within = np.column_stack([x[known], y[known]])
    within = within - effects @ np.linalg.lstsq(effects, within, rcond=None)[0]
    of_x, of_y = within.T
    if of_x @ of_x < 1e-9 * max(1.0, float(x[known] @ x[known])):
        return Association(*nothing, "no difference in hours")
    slope = float(of_x @ of_y / (of_x @ of_x))
    scores = np.bincount(rows, of_x * (of_y - slope * of_x), moved.shape[0])
    correction = clusters / (clusters - 1)
    error = float(np.sqrt(correction * (scores @ scores)) / (of_x @ of_x))
    reach = float(stats.t.ppf(0.975, clusters - 1)) * error
    return Association(slope, slope - reach, slope + reach, clusters, len(rows))
