"""Where income comes from, and what outside parties demand."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from momentum.methods.isomorphism import NotShares, Requirement, exposure, hybridity, shares, triangle
from momentum.methods.isomorphism.pressure import association


@given(st.integers(2, 13), st.data())
def test_hybridity_is_none_for_one_source_and_one_for_equal_shares(streams, data):
    one = np.zeros(streams)
    one[data.draw(st.integers(0, streams - 1))] = 1
    assert hybridity(one).value == pytest.approx(0)
    equal = hybridity(np.full(streams, 1 / streams))
    assert (equal.value, equal.streams) == (pytest.approx(1), streams)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=8).filter(lambda each: sum(each) > 1), st.randoms())
def test_hybridity_lies_between_and_does_not_mind_the_order(amounts, random):
    mix = shares(np.array(amounts))
    turned = list(mix)
    random.shuffle(turned)
    assert -1e-9 <= hybridity(mix).value <= 1 + 1e-9
    assert hybridity(np.array(turned)).value == pytest.approx(hybridity(mix).value)


def test_the_number_of_streams_changes_the_value():
    """Two equal sources are everything of two, and two thirds of four."""
    assert hybridity(np.array([0.5, 0.5])).value == pytest.approx(1)
    assert hybridity(np.array([0.5, 0.5, 0, 0])).value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("mix", "says"),
    [
        ([0.5, 0.4, 0, 0], "add up to 0.900, not to 1"),
        ([50, 40, 10, 0], "add up to 100.000, not to 1"),
        ([1.2, -0.2, 0, 0], "missing or negative"),
        ([0.5, np.nan, 0.5, 0], "missing or negative"),
        ([1.0], "at least two streams"),
    ],
)
def test_shares_that_are_none_are_refused(mix, says):
    with pytest.raises(NotShares, match=says):
        hybridity(np.array(mix))


def test_amounts_without_income_have_no_shares():
    told = shares(np.array([[10.0, 20, 10, 0], [0, 0, 0, 0], [5, np.nan, 0, 0], [5, -5, 5, 0]]))
    assert told[0].tolist() == [0.25, 0.5, 0.25, 0]
    assert np.isnan(told[1:]).all()


def test_the_triangle_puts_contracts_and_subsidies_with_the_state():
    assert triangle(np.array([0.4, 0.3, 0.2, 0.1])) == pytest.approx([0.5, 0.4, 0.1])


# --- Pressure -------------------------------------------------------------------------------------------------
def test_hours_hold_from_the_first_year_to_the_last_for_whom_they_bind():
    demands = [
        Requirement("tender", "buyer", "coercive", 40, 2013, 2014, frozenset({"a"})),
        Requirement("quality mark", "professional body", "normative", 12, 2012),
        Requirement("unknown", "law", "coercive", None, 2012),
    ]
    told = exposure(demands, ["a", "b"], range(2012, 2016))
    assert told[0, :, 0].tolist() == [0, 40, 40, 0]
    assert told[1, :, 0].tolist() == [0, 0, 0, 0]
    assert (told[:, :, 1] == 12).all()


@pytest.mark.parametrize(
    ("mechanism", "hours", "says"),
    [
        ("legal", 3, "the mechanism is one of"),
        ("coercive", -1, "hours a year"),
        ("coercive", np.nan, "hours"),
    ],
)
def test_a_demand_that_cannot_be_is_refused(mechanism, hours, says):
    with pytest.raises(ValueError, match=says):
        Requirement("r", "law", mechanism, hours, 2012)


def panel(seed: int = 0, effect: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    hours = random.uniform(0, 300, size=(30, 5))
    moved = (
        0.1 * random.normal(size=(30, 1))
        + 0.1 * random.normal(size=(1, 5))
        + 0.02 * random.normal(size=(30, 5))
    )
    moved[:, 1:] += effect * hours[:, :-1] / 100
    moved[random.random(moved.shape) < 0.1] = np.nan
    return moved, hours


def test_association_is_the_regression_with_effects_and_clusters_of_a_kept_library():
    moved, hours = panel()
    found = association(moved, hours)
    known = np.isfinite(moved[:, 1:])
    known &= known.sum(axis=1, keepdims=True) > 1
    rows, years = np.nonzero(known)
    effects = np.column_stack([np.eye(30)[rows], np.eye(4)[years][:, 1:]])
    effects = effects[:, effects.any(axis=0)]
    design = np.column_stack([hours[:, :-1][known] / 100, effects])
    model = sm.OLS(moved[:, 1:][known], design).fit()
    clustered = model.get_robustcov_results("cluster", groups=rows, use_correction=False, df_correction=True)
    assert found.value == pytest.approx(model.params[0])
    clusters = len(np.unique(rows))
    reach = (found.high - found.low) / 2
    t = stats.t.ppf(0.975, clusters - 1)
    assert reach == pytest.approx(clustered.bse[0] * np.sqrt(clusters / (clusters - 1)) * t, rel=1e-6)
    assert found.low < 0.05 < found.high
    assert found.observations == len(rows)


def test_the_same_hours_for_everybody_say_nothing():
    moved, _ = panel()
    found = association(moved, np.tile(np.arange(5) * 50.0, (30, 1)))
    assert found.why == "no difference in hours"
    assert np.isnan(found.value)


def test_few_organisations_say_nothing():
    moved, hours = panel()
    found = association(moved[:9], hours[:9])
    assert (found.why, np.isnan(found.value)) == ("few organisations", True)
