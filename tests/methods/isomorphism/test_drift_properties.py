"""What must hold of drift whatever the field."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from momentum.methods.isomorphism import POLES, Pole, drift, drift_of, movement
from momentum.methods.isomorphism.drift import NEAR
from momentum.methods.isomorphism.profiles import HIGHEST, item_variance, profiles
from tests.methods.isomorphism.fields import AGENCY, exact, field, unbounded, waves

places = arrays(float, 9, elements=st.floats(0, 1, allow_subnormal=False))
variances = arrays(float, 9, elements=st.floats(0, 0.01, allow_subnormal=False))


@settings(deadline=None)
@given(places, places, places, variances, variances, st.permutations(range(9)))
def test_the_order_of_indicators_does_not_matter(before, after, pole, of_before, of_after, order):
    found = drift_of(before, after, pole, of_before, of_after)
    turned = drift_of(*(each[list(order)] for each in (before, after, pole, of_before, of_after)))
    assert turned == pytest.approx(found, nan_ok=True, abs=1e-9, rel=1e-6)


@settings(deadline=None)
@given(places, places, variances)
def test_none_at_the_baseline_and_one_at_the_pole(before, pole, error):
    at_baseline, at_pole = drift_of(before, before, pole)[0], drift_of(before, pole, pole, error, error)[0]
    length = ((pole - before) ** 2).sum()
    if length > NEAR**2 + 1e-9:
        assert at_baseline == 0
    assert np.isnan(at_pole) or at_pole == pytest.approx(1)
    if length > 0.5:
        assert np.isfinite(at_pole)


@settings(deadline=None)
@given(places, places, st.floats(-0.5, 1.5))
def test_part_of_the_way_is_that_part(before, pole, part):
    found = drift_of(before, before + part * (pole - before), pole)[0]
    assert np.isnan(found) or found == pytest.approx(part, abs=1e-6)


@settings(deadline=None)
@given(places, places)
def test_a_baseline_at_the_pole_has_no_drift_towards_it(before, after):
    near = np.clip(before + 0.03, 0, 1)
    assert np.isnan(drift_of(before, after, near)[0])


def test_only_indicators_present_at_both_times_count():
    before, after = AGENCY.values - 0.2, AGENCY.values - 0.1
    after[0] = np.nan
    before[1] = np.nan
    assert drift_of(before, after, AGENCY.values)[0] == pytest.approx(0.5)


def test_nothing_in_common_says_nothing():
    before, after = np.full(9, np.nan), np.full(9, np.nan)
    before[0], after[1] = 0.2, 0.9
    assert np.isnan(drift_of(before, after, AGENCY.values)).all()


def test_without_a_known_error_there_is_a_drift_but_no_interval():
    value, error = drift_of(AGENCY.values - 0.2, AGENCY.values - 0.1, AGENCY.values)
    assert value == pytest.approx(0.5)
    assert np.isnan(error)


def test_drift_of_a_field_is_drift_of_each_and_zero_in_the_first_year():
    found = profiles(field(towards=0.3))
    told = drift(found, POLES)
    assert (told.value[:, 0] == 0).all()
    assert (told.error[:, 0] == 0).all()
    one = drift_of(
        found.values[7, 0], found.values[7, 4], POLES[2].values, found.errors[7, 0], found.errors[7, 4]
    )
    assert (told.value[7, 4, 2], told.error[7, 4, 2]) == pytest.approx(one)
    assert (told.low[7, 4, 2] < one[0] < told.high[7, 4, 2]) is np.True_


def test_measurement_error_of_the_baseline_does_not_look_like_drift():
    """Uncorrected, organisations that stand still seem to go towards every pole at once."""
    still = profiles(unbounded(3, 4000, 0.15))
    corrected = np.nanmean(drift(still, POLES).value[:, 1], axis=0)
    way = np.stack([pole.values for pole in POLES])[None] - still.values[:, :1]
    moved = (still.values[:, 1] - still.values[:, 0])[:, None]
    plain = ((moved * way).sum(axis=2) / (way**2).sum(axis=2)).mean(axis=0)
    assert (np.abs(corrected) < 0.01).all()
    assert (plain > 0.015).all()


def test_the_mean_movement_is_the_drift_of_the_mean_organisation():
    random = np.random.default_rng(2)
    found = exact(random.uniform(0.2, 0.8, size=(12, 3, 9)))
    middle = found.values.mean(axis=0)
    told = movement(found, POLES)
    for k, pole in enumerate(POLES):
        assert told.value[:, 2, k].mean() == pytest.approx(drift_of(middle[0], middle[2], pole.values)[0])


def test_who_comes_later_has_a_baseline_of_their_own():
    values = np.tile(AGENCY.values - 0.3, (6, 3, 1))
    values[:, 2] += 0.06
    values[0, 0] = np.nan
    told = movement(exact(values), [AGENCY])
    assert told.baseline.tolist() == [1, 0, 0, 0, 0, 0]
    assert told.value[:, 2, 0] == pytest.approx(0.2)


# --- The error of an answer --------------------------------------------------------------------------------
def test_the_error_is_that_of_the_occasion():
    random = np.random.default_rng(4)
    told = 0.5 + 0.1 * random.normal(size=(400, 5, 3)) + 0.2 * random.normal(size=(400, 5, 1))
    told += 0.3 * random.normal(size=(400, 1, 3)) + 0.1 * random.normal(size=(1, 5, 3))
    assert item_variance(told) == pytest.approx(0.01, rel=0.06)
    told[random.random(told.shape) < 0.15] = np.nan
    assert item_variance(told) == pytest.approx(0.01, rel=0.06)


def test_in_one_year_what_lasts_and_what_is_chance_cannot_be_told_apart():
    random = np.random.default_rng(5)
    told = 0.1 * random.normal(size=(2000, 1, 3)) + 0.2 * random.normal(size=(2000, 1, 3))
    assert item_variance(told) == pytest.approx(0.05, rel=0.06)


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 4, 1), (0, 3, 3), (5, 0, 3), (5, 4, 0)])
def test_an_error_that_cannot_be_known_is_not_a_number(shape):
    assert np.isnan(item_variance(np.zeros(shape)))


def test_a_profile_needs_two_thirds_of_its_items():
    answers = np.full((2, 1, 27), 2.0)
    answers[0, 0, :9] = np.nan  # 18 of 27 left
    answers[1, 0, :10] = np.nan
    found = profiles(waves(answers))
    assert found.present.tolist() == [[True], [False]]
    assert np.isnan(found.values[0, 0, :3]).all()
    assert (found.values[0, 0, 3:] == 2 / HIGHEST).all()


def test_poles_that_nobody_set_say_so():
    assert all(pole.assumed for pole in POLES)
    assert not Pole("ours", AGENCY.values, AGENCY.spread, "the sector", "2016-03-01").assumed
