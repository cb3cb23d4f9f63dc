"""One run of each study: what is counted of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from isomorphism_parts.alternatives import (
    bootstrap_of_spread,
    bootstrap_over_items,
    plain_alarm,
    plain_drift,
    uncorrected_interval,
)
from isomorphism_parts.fields import Scenario, draw, place
from momentum.methods.isomorphism import POLES, drift, movement, profiles
from momentum.methods.isomorphism.convergence import catching_up, spread, spread_change
from momentum.methods.isomorphism.measuring import spread_of
from momentum.methods.isomorphism.signals import field_signal, organisation_signals

LAST = -1
MANY = 30_000

# Numbers of one run by name; NaN where a run does not tell.
Counted = dict[str, float]


@dataclass(frozen=True)
class Truth:
    """What an endless field of the scenario does: drift of its mean organisation, σ and β."""

    drift: float
    sigma: float
    beta: float


def truth(scenario: Scenario) -> Truth:
    """From one very large field, seen without error."""
    stands = place(np.random.default_rng(0), scenario, MANY)
    true = stands.true(stands.here)
    first, last = true.values[:, 0], true.values[:, LAST]
    centred = first - first.mean(axis=0)
    step = last - first
    beta = float((centred * (step - step.mean(axis=0))).sum() / (centred**2).sum())
    return Truth(
        float(movement(true, POLES[:1]).value[:, LAST, 0].mean()), spread(last) / spread(first) - 1, beta
    )


def warned(scenario: Scenario, random: np.random.Generator, known: Truth) -> Counted:
    """Whether the field's chart says drift in any year, and whether the mean drift lies in its interval."""
    drawn = draw(random, scenario)
    found = profiles(drawn.waves)
    signal = field_signal(movement(found, POLES), found.years, int(random.integers(2**31)))
    reliability = drawn.true.values[:, 0].var(axis=0, ddof=1) / found.values[:, 0].var(axis=0, ddof=1)
    return {
        "alarmed": signal.alarmed,
        "in time": signal.chart[LAST, 0] > signal.alarm[LAST],
        "plainly alarmed": plain_alarm(found, POLES),
        "mean drift": signal.mean[LAST, 0],
        "mean drift inside": signal.low[LAST, 0] <= known.drift <= signal.high[LAST, 0],
        "reliability": float(reliability.mean()),
    }


def covered(scenario: Scenario, random: np.random.Generator, known: Truth) -> Counted:
    """How many organisations' drifts, in the last year and towards each pole, lie in their interval."""
    drawn = draw(random, scenario)
    found = profiles(drawn.waves)
    told, true = drift(found, POLES), drift(drawn.true, POLES)
    right = true.value[:, LAST]
    plain = plain_drift(found, POLES)
    around, inside = uncorrected_interval(told, plain), (told.low[:, LAST], told.high[:, LAST])
    items = bootstrap_over_items(drawn.waves, POLES[0], random)
    return {
        "inside": _share(inside[0], right, inside[1]),
        "towards the agency inside": _share(inside[0][:, 0], right[:, 0], inside[1][:, 0]),
        "plain inside": _share(around[0][:, LAST], right, around[1][:, LAST]),
        "items inside": _share(items[0], right[:, 0], items[1]),
        "bias": float(np.nanmean(told.value[:, LAST] - right)),
        "plain bias": float(np.nanmean(plain[:, LAST] - right)),
        "told": float(np.isfinite(told.value[:, LAST]).mean()),
    }


def converging(scenario: Scenario, random: np.random.Generator, known: Truth) -> Counted:
    """Whether σ and β lie in their intervals, with and without regard to error."""
    drawn = draw(random, scenario)
    found = profiles(drawn.waves)
    told = spread_of(found)
    first, last = found.values[:, 0], found.values[:, LAST]
    low, high = bootstrap_of_spread(first, last, found.errors[:, 0], found.errors[:, LAST], random)
    bare, bare_back = spread_change(first, last), catching_up(first, last)
    return {
        "sigma inside": told.change.low <= known.sigma <= told.change.high,
        "beta inside": told.back.low <= known.beta <= told.back.high,
        "sigma by bootstrap inside": low <= known.sigma <= high,
        "sigma uncorrected inside": bare.low <= known.sigma <= bare.high,
        "beta uncorrected inside": bare_back.low <= known.beta <= bare_back.high,
        "said to converge": told.change.high < 0,
    }


def discovered(scenario: Scenario, random: np.random.Generator, known: Truth) -> Counted:
    """Organisations named: which of them wrongly, and which of those that moved are among them.

    Wrong is whoever did not move towards the pole named, but for what comes and goes.
    """
    drawn = draw(random, scenario)
    signals = organisation_signals(movement(profiles(drawn.waves), POLES))
    named = np.array([status == "drift" for status in signals.status])
    moved = movement(drawn.trend, POLES).value[np.arange(len(named)), LAST, signals.pole]
    movers = np.arange(len(named)) < round(scenario.movers * len(named))
    return {
        "wrongly named": (named & (moved <= 1e-9)).sum() / max(named.sum(), 1),
        "any named": bool(named.any()),
        "found": named[movers].mean() if movers.any() else np.nan,
    }


Study = Callable[[Scenario, np.random.Generator, Truth], Counted]
STUDIES: dict[str, Study] = {
    "warned": warned,
    "covered": covered,
    "converging": converging,
    "discovered": discovered,
}


def _share(low: np.ndarray, value: np.ndarray, high: np.ndarray) -> float:
    told = np.isfinite(low) & np.isfinite(value)
    return float(((low <= value) & (value <= high))[told].mean())
