"""What may be said of a measured field: findings as a code with values, and what cannot be said.

`SENTENCES` holds the English sentence of every code, so that a web page can translate the template first and fill in
`Finding.values` after. Poles, indicators and mechanisms stand in values as codes: whoever writes sentences for people
puts their names in (`Finding.sentence`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from momentum.methods.isomorphism.convergence import Estimate
from momentum.methods.isomorphism.measuring import Measured
from momentum.methods.isomorphism.pressure import MECHANISMS, Association
from momentum.methods.isomorphism.sensitivity import Sensitivity
from momentum.methods.isomorphism.sentences import SENTENCES
from momentum.methods.isomorphism.signals import DISCOVERY

Value = int | float | str


@dataclass(frozen=True)
class Finding:
    """A code of `SENTENCES` with its values; `said` is False of what cannot be said."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def said(self) -> bool:
        """Whether it says something, rather than that nothing can be said."""
        return not self.code.startswith("cannot_")

    def sentence(self, names: Mapping[str, str], template: str = "") -> str:
        """In words: codes replaced by `names`, in the template given (a translation) or the English one."""
        told = {
            key: names.get(value, value) if isinstance(value, str) else value
            for key, value in self.values.items()
        }
        return (template or SENTENCES[self.code]).format(**told)

    def __str__(self) -> str:
        return self.sentence({code: code.replace("_", " ") for code in map(str, self.values.values())})


def findings(measured: Measured, sensitivity: Sensitivity | None = None) -> list[Finding]:
    """Everything that may be said of a field, the most telling first, and then what cannot be said."""
    found = [
        *_of_field(measured),
        *_of_organisations(measured),
        *_of_spread(measured),
        *_of_pressure(measured),
        *_of_poles(measured, sensitivity),
        *(Finding("cannot_" + each.why.replace(" ", "_"), {"about": each.about}) for each in measured.unsaid),
    ]
    return [each for each in found if each.said] + [each for each in found if not each.said]


def median_hours(measured: Measured) -> tuple[np.ndarray, np.ndarray]:
    """(median hours a year over the organisations with a profile in that year, how many they are), by year.

    NaN in a year without organisations. Raises ValueError where no requirements were given.
    """
    if measured.hours is None:
        raise ValueError("no requirements were given, so there are no hours")
    present = measured.profiles.present
    sums = measured.hours.sum(axis=2)
    medians = [
        float(np.median(sums[present[:, t], t])) if present[:, t].any() else float("nan")
        for t in range(sums.shape[1])
    ]
    return np.array(medians), present.sum(axis=0)


def _interval(estimate: Estimate | Association) -> dict[str, Value]:
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.organisations,
    }


def _since(measured: Measured) -> int:
    """The first year of anybody."""
    return int(measured.profiles.years[int(measured.profiles.present.any(axis=0).argmax())])


def _told(measured: Measured) -> bool:
    """Whether there is a field over time at all; `Measured.unsaid` says why not."""
    whys = {each.why for each in measured.unsaid}
    return not whys & {"no profiles", "one organisation", "few organisations", "one year"}


def _of_field(measured: Measured) -> list[Finding]:
    if not _told(measured):
        return []
    chart, found = measured.field, []
    for k, pole in enumerate(chart.poles):
        years = np.flatnonzero(np.isfinite(chart.chart[:, k]))
        if not len(years):
            found.append(Finding("cannot_field", {"pole": pole}))
            continue
        last = int(years[-1])
        status = chart.status(last, k)
        away = status == "steady" and chart.high[last, k] < 0
        found.append(
            Finding(
                "field_away" if away else f"field_{status}",
                {
                    "pole": pole,
                    "since": _since(measured),
                    "year": int(chart.years[last]),
                    "value": float(chart.mean[last, k]),
                    "low": float(chart.low[last, k]),
                    "high": float(chart.high[last, k]),
                    "n": int(chart.count[last, k]),
                },
            )
        )
        warned = [int(t) for t in years if chart.status(int(t), k) == "drift"]
        if warned:
            found.append(Finding("field_since", {"pole": pole, "year": int(chart.years[warned[0]])}))
    rank = {"field_drift": 0, "field_since": 0, "field_watch": 1, "field_away": 2, "field_steady": 3}
    return sorted(found, key=lambda each: rank.get(each.code, 4))


def _of_organisations(measured: Measured) -> list[Finding]:
    signals = measured.organisations
    told = [i for i, status in enumerate(signals.status) if status != "unknown"]
    if not told:
        return []
    basis: dict[str, Value] = {"of": len(told), "since": _since(measured)}
    moved = [i for i in told if signals.status[i] == "drift"]
    watched = sum(signals.status[i] == "watch" for i in told)
    found = []
    for k, pole in enumerate(measured.field.poles):
        count = sum(int(signals.pole[i]) == k for i in moved)
        if count:
            found.append(
                Finding("organisations_moved", {"count": count, "pole": pole, "wrong": DISCOVERY, **basis})
            )
    found.sort(key=lambda each: -int(each.values["count"]))
    if not moved:
        found.append(Finding("organisations_none", basis))
    if watched:
        found.append(Finding("organisations_watched", {"count": watched, **basis}))
    return found


def _of_spread(measured: Measured) -> list[Finding]:
    spread = measured.spread
    if not _told(measured):
        return []
    if not np.isfinite(spread.change.value):
        return [Finding("cannot_spread")]
    change, back = spread.change, spread.back
    years: dict[str, Value] = {
        "since": int(measured.profiles.years[spread.first]),
        "year": int(measured.profiles.years[spread.last]),
    }
    fell, rose = change.high < 0, change.low > 0
    code = "spread_fell" if fell else "spread_rose" if rose else "spread_unclear"
    found = [Finding(code, {**years, **_interval(change), "size": abs(change.value)})]
    if np.isfinite(back.value) and back.high < 0:
        found.append(Finding("moved_back" if fell else "changed_places", {**years, **_interval(back)}))
    if (spread.came or spread.gone) and np.isfinite(spread.entered):
        found.append(
            Finding(
                "came_and_went",
                {
                    **years,
                    "came": spread.came,
                    "gone": spread.gone,
                    "entered": spread.entered,
                    "left": spread.left,
                    "before": float(spread.total[spread.first]),
                    "after": float(spread.total[spread.last]),
                },
            )
        )
    return found


def _of_pressure(measured: Measured) -> list[Finding]:
    if measured.hours is None or not measured.hours.any():
        return []
    found = []
    medians, counts = median_hours(measured)
    told = np.flatnonzero(np.isfinite(medians))
    if len(told) > 1:
        first, last = int(told[0]), int(told[-1])
        years = measured.profiles.years
        found.append(
            Finding(
                "hours",
                {
                    "since": int(years[first]),
                    "year": int(years[last]),
                    "before": float(medians[first]),
                    "after": float(medians[last]),
                    "n": int(counts[last]),
                },
            )
        )
    refused: dict[str, str] = {}
    looked = sum(not each.why for each in measured.associations.values())
    for (pole, mechanism), each in measured.associations.items():
        if each.why:
            refused[mechanism] = each.why
            continue
        clear = each.low > 0 or each.high < 0
        code = "association" if clear else "association_unclear"
        found.append(
            Finding(code, {"pole": pole, "mechanism": mechanism, "looked": looked, **_interval(each)})
        )
    told_of = np.asarray(measured.hours.any(axis=(0, 1)))
    for mechanism, why in refused.items():
        if told_of[MECHANISMS.index(mechanism)]:
            found.append(Finding("cannot_association_" + why.replace(" ", "_"), {"mechanism": mechanism}))
    return found


def _of_poles(measured: Measured, sensitivity: Sensitivity | None) -> list[Finding]:
    found = []
    for k, pole in enumerate(sensitivity.poles if sensitivity else ()):
        assert sensitivity is not None
        if np.isfinite(sensitivity.low[k]):
            found.append(
                Finding(
                    "poles_hold",
                    {
                        "pole": pole,
                        "low": float(sensitivity.low[k]),
                        "high": float(sensitivity.high[k]),
                        "warned": float(sensitivity.warned[k]),
                        "draws": sensitivity.draws,
                    },
                )
            )
    return found + [Finding("pole_assumed", {"pole": each.code}) for each in measured.poles if each.assumed]
