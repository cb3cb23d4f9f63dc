"""Fields of organisations drawn at random, of which the truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from momentum.methods.isomorphism import HIGHEST, INDICATORS, POLES, SOCIAL_ENTERPRISE, Item, Profiles, Waves

SIZE, YEARS, ITEMS = 40, 5, 3
RELIABILITY = 0.8
# How far organisations differ at the baseline on an indicator, on the scale 0 to 1.
APART = 0.12
MIDDLE = SOCIAL_ENTERPRISE.values - 0.1
ASKED = [Item(f"{name}_{number}", name) for name in INDICATORS for number in range(1, ITEMS + 1)]
WAY = (POLES[0].values - MIDDLE) / np.linalg.norm(POLES[0].values - MIDDLE)


@dataclass(frozen=True)
class Scenario:
    """What happens to a field. All lengths are in standard deviations between organisations at the baseline.

    mean      drift of everybody towards the public agency, in the last year; differing: how it differs by organisation.
    movers    the share of organisations that drift by `moved`, the others standing still.
    wobble    what differs from year to year and comes back; lasting: peculiarities of an item that stay.
    alike     the part of the distance to the middle that everybody loses until the last year.
    """

    name: str
    mean: float = 0.0
    differing: float = 0.0
    movers: float = 0.0
    moved: float = 0.0
    wobble: float = 0.0
    lasting: float = 0.0
    alike: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """A field as it answered, where it truly stood, and where it stood but for what comes and goes."""

    waves: Waves
    true: Profiles
    trend: Profiles


@dataclass(frozen=True)
class Stands:
    """Where organisations × years × indicators stand: really, but for what comes and goes, and an item's peculiarity."""

    here: np.ndarray
    trend: np.ndarray
    lasting: np.ndarray

    def true(self, where: np.ndarray) -> Profiles:
        """The profiles that the instrument would find on average."""
        return exact(expected(where[..., None] + self.lasting).mean(axis=3))


def place(random: np.random.Generator, scenario: Scenario, size: int = SIZE) -> Stands:
    """Where the organisations of a field stand."""
    base = np.clip(MIDDLE + APART * random.normal(size=(size, len(MIDDLE))), 0.02, 0.98)
    part = np.arange(YEARS) / (YEARS - 1)
    amount = scenario.mean + scenario.differing * random.normal(size=size)
    if scenario.movers:
        amount[: round(scenario.movers * size)] += scenario.moved
    trend = base[:, None] + APART * amount[:, None, None] * part[None, :, None] * WAY
    trend = trend + scenario.alike * part[None, :, None] * (base.mean(axis=0) - base)[:, None]
    here = trend + APART * scenario.wobble * random.normal(size=trend.shape) if scenario.wobble else trend
    lasting = np.zeros((size, 1, len(MIDDLE), 1))
    if scenario.lasting:
        lasting = APART * scenario.lasting * random.normal(size=(size, 1, len(MIDDLE), ITEMS))
    return Stands(here, trend, lasting)


def draw(random: np.random.Generator, scenario: Scenario) -> Drawn:
    """One field: the error of an answer is such that an indicator's reliability is `RELIABILITY` before rounding."""
    stands = place(random, scenario)
    answers = stands.here[..., None] + stands.lasting
    answers = answers + error() * random.normal(size=(*stands.here.shape, ITEMS))
    answers = np.clip(np.round(HIGHEST * answers), 0, HIGHEST).reshape(SIZE, YEARS, -1)
    waves = Waves([str(i) for i in range(SIZE)], range(YEARS), ASKED, answers)
    return Drawn(waves, stands.true(stands.here), stands.true(stands.trend))


def error() -> float:
    """Standard deviation of the error of one item."""
    return APART * np.sqrt((1 - RELIABILITY) / RELIABILITY * ITEMS)


def expected(where: np.ndarray) -> np.ndarray:
    """The mean answer, from 0 to 1, of whoever stands there: rounding to anchors and the ends of the scale included."""
    cuts = (np.arange(HIGHEST) + 0.5) / HIGHEST
    return sum(norm.sf((cut - where) / error()) for cut in cuts) / HIGHEST


def exact(values: np.ndarray) -> Profiles:
    """Profiles without error."""
    names: Sequence[str] = [str(i) for i in range(len(values))]
    return Profiles(names, range(values.shape[1]), values, np.zeros_like(values))
