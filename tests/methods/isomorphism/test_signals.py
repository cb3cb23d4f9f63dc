"""Warnings of the field and of organisations."""

import numpy as np
import pytest

from momentum.methods.isomorphism import POLES, Profiles, by_branch, measure, movement, profiles, sensitivity
from momentum.methods.isomorphism.poles import Pole
from momentum.methods.isomorphism.signals import (
    FALSE_ALARM,
    WATCHFUL,
    field_signal,
    in_control_spread,
    organisation_signals,
)
from tests.methods.isomorphism.fields import AGENCY, exact, field, waves


def of(waves, **settings):
    found = profiles(waves)
    return field_signal(movement(found, POLES), found.years, **settings)


def test_a_field_that_moves_is_warned_of_and_one_that_stands_is_not():
    moving, still = of(field(towards=0.4)), of(field())
    assert moving.status(4, 0) == "drift"
    assert moving.mean[4, 0] == pytest.approx(0.4, abs=0.05)
    assert moving.low[4, 0] < 0.4 < moving.high[4, 0]
    assert not still.alarmed
    assert {still.status(t, k) for t in range(1, 5) for k in range(3)} <= {"steady", "watch"}
    assert still.status(0, 0) == "unknown"


def test_the_same_seed_gives_the_same_limits():
    first, again, other = (of(field(), seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.alarm, again.alarm, equal_nan=True)
    assert not np.array_equal(first.alarm, other.alarm, equal_nan=True)


def test_what_was_said_in_a_year_is_not_said_otherwise_when_later_years_come():
    """Otherwise a statement a year would raise more false alarms than were promised of a run."""
    whole = profiles(field(seed=5, towards=0.2))
    until = Profiles(whole.organisations, whole.years[:3], whole.values[:, :3], whole.errors[:, :3])
    long, short = (field_signal(movement(each, POLES), each.years) for each in (whole, until))
    assert np.array_equal(long.alarm[:3], short.alarm, equal_nan=True)
    assert long.chart[:3] == pytest.approx(short.chart, nan_ok=True)


def test_newcomers_change_nothing_of_what_was_said_before_they_came():
    answers = np.concatenate([field(seed=6, size=8, towards=0.9).answers, field(seed=5, towards=0.2).answers])
    answers[:8, :3] = np.nan  # first by name, and last to come
    whole = profiles(waves(answers))
    until = profiles(waves(answers[8:, :3]))
    long, short = (field_signal(movement(each, POLES), each.years) for each in (whole, until))
    assert long.mean[:3] == pytest.approx(short.mean, nan_ok=True)
    assert long.chart[:3] == pytest.approx(short.chart, nan_ok=True)
    assert long.alarm[:3] == pytest.approx(short.alarm, nan_ok=True)
    assert long.count[4, 0] == 48


def test_each_year_spends_its_own_share_of_false_alarms():
    """Turned at random, as many runs pass first in a year as that year may spend."""
    found = profiles(field(seed=8))
    signal = field_signal(movement(found, POLES), found.years)
    assert (signal.watch[1:] < signal.alarm[1:]).all()
    random, first = np.random.default_rng(9), np.zeros(5)
    moved = movement(found, POLES)
    for _ in range(1500):
        turned = moved.value * random.choice([-1, 1], size=(40, 1, 1))
        chart = turned.mean(axis=0)[1:] / (turned.std(axis=0, ddof=1)[1:] / np.sqrt(40))
        passed = np.flatnonzero((chart > signal.watch[1:, None]).any(axis=1))
        if len(passed):
            first[passed[0] + 1] += 1
    assert first[1:] / 1500 == pytest.approx(np.full(4, WATCHFUL), abs=0.02)
    assert FALSE_ALARM * 4 < 0.05


def test_organisations_that_moved_are_named_and_others_are_not():
    answers = field(seed=2, size=30).answers.copy()
    moved = field(seed=2, size=30, towards=0.7).answers
    answers[:6] = moved[:6]
    found = organisation_signals(movement(profiles(waves(answers)), POLES))
    assert sum(status == "drift" for status in found.status[:6]) >= 4
    assert [status for status in found.status[6:] if status == "drift"] == []
    assert all(found.pole[i] == 0 for i in range(6) if found.status[i] == "drift")


def test_a_field_that_wobbles_widens_what_counts_as_chance():
    random = np.random.default_rng(6)
    steady = field(seed=6, size=60)
    shaken = steady.answers + np.repeat(random.normal(size=(60, 5, 9)), 3, axis=2) * 0.8
    calm, wobbling = (
        in_control_spread(movement(profiles(waves(each)), POLES)) for each in (steady.answers, shaken)
    )
    assert calm == pytest.approx(1, abs=0.15)
    # Variance of a value: chance (0.08² / 3 and rounding) and wobble (0.2²).
    assert 2 < wobbling < 5


def test_branches_are_fields_of_their_own():
    still, moving = field(seed=3, size=20).answers, field(seed=4, size=20, towards=0.5).answers
    branches = ["repair"] * 20 + ["care"] * 20 + ["green"] * 3 + [""]
    both = np.concatenate([still, moving, still[:4]])
    found = by_branch(waves(both, branches=branches))
    assert list(found) == ["care", "repair"]  # three are no field
    assert found["care"].field.status(4, 0) == "drift"
    assert found["repair"].field.status(4, 0) != "drift"
    assert found["care"].profiles.errors[0, 0, 0] == found["repair"].profiles.errors[0, 0, 0]


# --- Where the poles are put ---------------------------------------------------------------------------------
def test_poles_without_spread_leave_nothing_open():
    found = profiles(field(towards=0.4))
    firm = [Pole(each.code, each.values, np.zeros(9), "the sector") for each in POLES]
    told = sensitivity(found, firm, draws=5)
    assert told.low == pytest.approx(told.high)
    assert told.warned[0] == 1
    assert not any(told.assumed)


def test_the_wider_a_pole_the_more_is_left_open():
    found = profiles(field(towards=0.4))
    narrow, wide = (
        sensitivity(found, [Pole("agency", AGENCY.values, np.full(9, spread))], draws=60)
        for spread in (0.02, 0.3)
    )
    assert (wide.high - wide.low)[0] > 3 * (narrow.high - narrow.low)[0] > 0
    assert narrow.assumed == [True]
    assert narrow.low[0] < measure(found).field.mean[4, 0] < narrow.high[0]


def test_one_year_leaves_nothing_to_try_out():
    told = sensitivity(exact(np.random.default_rng(0).uniform(size=(9, 1, 9))), POLES, draws=3)
    assert np.isnan(told.low).all()
    assert np.isnan(told.warned).all()
