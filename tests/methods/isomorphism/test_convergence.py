"""Growing alike: a published table, and what must hold of any field."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.isomorphism import measure
from momentum.methods.isomorphism.convergence import catching_up, distance, line, spread, spread_change
from momentum.methods.isomorphism.measuring import spread_of
from tests.methods.isomorphism.fields import exact, unbounded

GROWTH = Path(__file__).resolve().parents[3] / "data" / "growth-1960-1985.csv"
SAMPLES = {"non-oil": ("oil", "no"), "intermediate": ("inter", "yes"), "OECD": ("oecd", "yes")}
seeds = st.integers(0, 10_000)


def incomes(sample: str) -> tuple[np.ndarray, np.ndarray]:
    column, value = SAMPLES[sample]
    with GROWTH.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column] == value and row["gdp60"] and row["gdp85"]]
    return np.log([float(row["gdp60"]) for row in rows]), np.log([float(row["gdp85"]) for row in rows])


@pytest.mark.parametrize(
    ("sample", "countries", "constant", "slope", "error", "adjusted"),
    [
        ("non-oil", 98, -0.267, 0.0943, 0.0496, 0.03),
        ("intermediate", 75, 0.587, -0.0042, 0.0548, -0.01),
        ("OECD", 22, 3.69, -0.341, 0.079, 0.46),
    ],
)
def test_mankiw_romer_and_weil_table_iii(sample, countries, constant, slope, error, adjusted):
    first, last = incomes(sample)
    found = line(last - first, first)
    assert found.organisations == countries
    assert found.constant == pytest.approx(constant, abs=0.005)
    assert found.slope == pytest.approx(slope, abs=0.0005)
    assert found.error == pytest.approx(error, abs=0.0005)
    assert found.adjusted_r2 == pytest.approx(adjusted, abs=0.005)
    # The same slope by what is used for profiles.
    assert catching_up(first[:, None], last[:, None]).value == pytest.approx(found.slope)


@pytest.mark.parametrize(
    ("sample", "before", "after", "says"),
    [
        ("non-oil", 0.901, 1.079, "apart"),
        ("intermediate", 0.864, 0.951, "apart"),
        ("OECD", 0.508, 0.380, "alike"),
    ],
)
def test_only_the_oecd_countries_converged(sample, before, after, says):
    first, last = incomes(sample)
    assert np.sqrt(spread(first[:, None])) == pytest.approx(before, abs=0.0005)
    assert np.sqrt(spread(last[:, None])) == pytest.approx(after, abs=0.0005)
    change = spread_change(first[:, None], last[:, None])
    assert change.value == pytest.approx((after / before) ** 2 - 1, abs=0.005)
    assert ("alike" if change.high < 0 else "apart" if change.low > 0 else "") == says


@given(seeds, st.integers(6, 30))
@settings(max_examples=50, deadline=None)
def test_a_field_whose_members_only_swap_places_does_not_converge(seed, size):
    random = np.random.default_rng(seed)
    first = random.uniform(size=(size, 9))
    last = first[random.permutation(size)]
    change = spread_change(first, last)
    assert change.value == pytest.approx(0, abs=1e-9)
    assert change.low <= 1e-9
    assert change.high >= -1e-9
    if (first != last).any():
        assert catching_up(first, last).value < 0


def test_swapping_places_is_told_as_that():
    from momentum.methods.isomorphism import findings

    random = np.random.default_rng(1)
    first = random.uniform(0.2, 0.8, size=(30, 9))
    found = findings(measure(exact(np.stack([first, first[random.permutation(30)]], axis=1))))
    codes = [each.code for each in found]
    assert "changed_places" in codes
    assert not {"spread_fell", "spread_rose", "moved_back"} & set(codes)


@given(seeds, st.floats(0.2, 1.5))
@settings(max_examples=50, deadline=None)
def test_a_field_that_shrinks_towards_its_middle_converges_by_that_much(seed, scale):
    first = np.random.default_rng(seed).uniform(size=(12, 9))
    last = first.mean(axis=0) + scale * (first - first.mean(axis=0))
    assert spread_change(first, last).value == pytest.approx(scale**2 - 1)
    assert catching_up(first, last).value == pytest.approx(scale - 1)
    assert distance(last) == pytest.approx(scale * distance(first))


def test_measurement_error_is_no_spread_and_no_moving_back():
    noisy, alone = (measure(unbounded(1, 1500, error)) for error in (0.2, 0.001))
    assert noisy.spread.total[0] == pytest.approx(alone.spread.total[0], rel=0.07)
    assert noisy.spread.back.low < 0 < noisy.spread.back.high
    assert catching_up(noisy.profiles.values[:, 0], noisy.profiles.values[:, 1]).high < -0.1


def test_coming_and_going_are_apart_from_change():
    """Two far out come, two at the middle leave, nobody who stays moves."""
    random = np.random.default_rng(3)
    values = np.repeat(random.uniform(0.4, 0.6, size=(14, 1, 9)), 2, axis=1)
    values[10:12, 1] = 0.95
    values[10:12, 0] = np.nan
    values[12:, 0] = 0.5
    values[12:, 1] = np.nan
    found = spread_of(exact(values))
    assert (found.came, found.gone) == (2, 2)
    assert found.change.value == pytest.approx(0)
    assert found.entered > 0.1
    assert found.left > 0
    stayed = spread(values[:10, 1]) - spread(values[:10, 0])
    assert found.entered + stayed + found.left == pytest.approx(found.total[1] - found.total[0])


def test_an_indicator_that_was_not_asked_in_a_year_does_not_make_a_field_alike():
    random = np.random.default_rng(3)
    values = np.repeat(random.uniform(size=(14, 1, 9)), 2, axis=1)
    values[:, 1, 4] = np.nan
    found = spread_of(exact(values))
    assert len(found.indicators) == 8
    assert found.change.value == pytest.approx(0)
    assert found.total[0] == pytest.approx(found.total[1])


@pytest.mark.parametrize("size", [0, 1, 4])
def test_fewer_than_five_have_no_spread_over_time(size):
    first = np.random.default_rng(0).uniform(size=(size, 9))
    assert np.isnan(spread_change(first, first).value)
    assert np.isnan(catching_up(first, first).value)


def test_those_who_are_all_the_same_have_no_slope_and_no_change():
    same = np.full((12, 9), 0.5)
    assert np.isnan(spread_change(same, same).value)
    assert np.isnan(catching_up(same, same).value)
    assert np.isnan(line(np.zeros(5), np.ones(5)).slope)
