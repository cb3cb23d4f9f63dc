"""What all pictures of a year are made from, and what of it is for everybody."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from momentum.identity.queries import drawn
from momentum.identity.queries.measured import measured, measured_by_branch, pole_names
from momentum.identity.queries.mixes import mixes
from momentum.identity.queries.waves import agreed
from momentum.methods.isomorphism import Measured, triangle
from momentum.sector.models import Branch

FEWEST = drawn.FEWEST


@dataclass(frozen=True)
class Field:
    """The field until a year; `own_poles` names of poles that the city set, `branches` of branches, by code."""

    year: int
    measured: Measured
    shares: np.ndarray
    agreed: frozenset[str]
    by_branch: dict[str, Measured]
    own_poles: dict[str, str]
    branches: dict[str, str]

    @property
    def years(self) -> list[int]:
        return list(self.measured.profiles.years)

    @property
    def last(self) -> int:
        """The place of the year."""
        return len(self.years) - 1

    @cached_property
    def present(self) -> np.ndarray:
        """Organisations × years: who has a profile."""
        return self.measured.profiles.present

    @cached_property
    def known_income(self) -> np.ndarray:
        """Organisations × years: whose income is known."""
        return np.isfinite(self.shares).all(axis=2)

    @cached_property
    def moved(self) -> np.ndarray:
        """Organisations × years: who has a year after its first."""
        later = np.arange(len(self.years))[None, :] > self.measured.movement.baseline[:, None]
        return np.isfinite(self.measured.movement.value).any(axis=2) & later

    @cached_property
    def drawn(self) -> np.ndarray:
        """The organisations that are drawn one by one."""
        organisations = self.measured.profiles.organisations
        return drawn.may_be_drawn(organisations, self.agreed, [self.present, self.known_income, self.moved])

    @cached_property
    def told(self) -> np.ndarray:
        """The organisations of this year of which the chart says something."""
        status = np.array([each != "unknown" for each in self.measured.organisations.status], dtype=bool)
        return status & self.present[:, self.last] if self.years else status

    @cached_property
    def drifting(self) -> np.ndarray:
        status = np.array([each == "drift" for each in self.measured.organisations.status], dtype=bool)
        return status & self.told


def field_of(year: int) -> Field:
    found = measured(year)
    profiles = found.profiles
    return Field(
        year,
        found,
        triangle(mixes(profiles.organisations, profiles.years)),
        agreed(year),
        measured_by_branch(year),
        pole_names(),
        {each.code: each.name for each in Branch.objects.all()},
    )
