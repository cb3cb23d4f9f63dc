"""Of every bad input it is said what cannot be said; no number is told that means nothing."""

import numpy as np
import pytest

from momentum.methods.isomorphism import (
    POLES,
    Profiles,
    Requirement,
    findings,
    measure,
    median_hours,
    sensitivity,
)
from momentum.methods.isomorphism.findings import Finding
from momentum.methods.isomorphism.sentences import SENTENCES
from tests.methods.isomorphism.fields import exact, field, waves


def told(measured, sensitive=None) -> dict[str, Finding]:
    """Findings by code; none of them holds a value that is not a number."""
    found = findings(measured, sensitive)
    for each in found:
        assert [
            value for value in each.values.values() if isinstance(value, float) and not np.isfinite(value)
        ] == []
        assert "nan" not in str(each).split()
    return {each.code: each for each in found}


def said(found: dict[str, Finding]) -> set[str]:
    """What is said of the field, the assumed poles apart."""
    return {code for code, each in found.items() if each.said} - {"pole_assumed"}


def part(whole, organisations=slice(None), years=slice(None)):
    answers = whole.answers[organisations, years]
    return waves(answers)


def test_one_organisation():
    measured = measure(part(field(towards=0.5), slice(0, 1)))
    found = told(measured)
    assert "cannot_one_organisation" in found
    assert said(found) == set()
    assert not measured.field.alarmed
    assert measured.organisations.status == ["unknown"]


def test_four_organisations():
    found = told(measure(part(field(towards=0.5), slice(0, 4))))
    assert "cannot_few_organisations" in found
    assert said(found) == set()


def test_one_year():
    measured = measure(part(field(towards=0.5), years=slice(0, 1)))
    found = told(measured, sensitivity(measured.profiles, POLES, draws=2))
    assert "cannot_one_year" in found
    assert said(found) == set()
    assert set(measured.organisations.status) == {"unknown"}


@pytest.mark.parametrize("shape", [(12, 4, 27), (0, 4, 27), (12, 0, 27)])
def test_all_missing(shape):
    measured = measure(waves(np.full(shape, np.nan)), POLES, [Requirement("r", "law", "coercive", 8, 2012)])
    found = told(measured)
    assert "cannot_no_profiles" in found
    assert said(found) == set()
    assert np.isnan(measured.drift.value).all()
    assert np.isnan(measured.spread.total).all()


def test_a_constant_indicator_is_named_and_the_others_are_measured():
    answers = field(towards=0.5).answers.copy()
    answers[:, :, 3:6] = 2
    measured = measure(waves(answers))
    found = told(measured)
    assert found["cannot_constant_indicator"].values["about"] == "economic_risk"
    assert "field_drift" in found


def test_everything_constant():
    measured = measure(waves(np.full((12, 4, 27), 2.0)))
    found = told(measured)
    assert {"cannot_constant_indicator", "cannot_field", "cannot_spread"} <= set(found)
    assert said(found) == set()
    assert set(measured.organisations.status) == {"unknown"}


def test_values_without_known_error_give_drift_without_interval_and_no_warning_of_anybody():
    known = measure(field(towards=0.5)).profiles
    bare = Profiles(known.organisations, known.years, known.values, np.full(known.values.shape, np.nan))
    measured = measure(bare)
    found = told(measured)
    assert "cannot_error_not_known" in found
    assert "field_drift" in found  # whose error is how organisations differ
    assert np.isfinite(measured.drift.value[:, 4, 0]).all()
    assert np.isnan(measured.drift.error[:, 4, 0]).all()
    assert set(measured.organisations.status) == {"unknown"}


def test_a_demand_without_hours_is_named_and_counts_nowhere():
    demands = [
        Requirement("report", "city", "coercive", 90, 2012),
        Requirement("tender", "buyer", "coercive", 120, 2014),
        Requirement("mark", "profession", "normative", None, 2012),
    ]
    measured = measure(field(), POLES, demands)
    found = told(measured)
    assert found["cannot_requirement_without_hours"].values["about"] == "mark"
    assert (found["hours"].values["before"], found["hours"].values["after"]) == (90, 210)
    assert str(found["hours"]).startswith(
        "What outside parties demand cost an organisation 90 hours in 2012 and 210 in 2016"
    )
    assert found["cannot_association_no_difference_in_hours"].values["mechanism"] == "coercive"


def test_only_demands_without_hours():
    measured = measure(field(), POLES, [Requirement("mark", "profession", "normative", None, 2012)])
    found = told(measured)
    assert "hours" not in found
    assert "cannot_requirement_without_hours" in found


# --- What is said --------------------------------------------------------------------------------------------
def test_a_field_of_which_part_moved():
    answers = field(seed=2, size=43).answers.copy()
    answers[:11] = field(seed=2, size=43, towards=0.8).answers[:11]
    demands = [
        Requirement("report", "city", "coercive", 90, 2012),
        Requirement("tender", "buyer", "coercive", 120, 2013, None, frozenset(f"o{i}" for i in range(30))),
    ]
    measured = measure(waves(answers), POLES, demands)
    found = told(measured, sensitivity(measured.profiles, POLES, draws=20))
    moved = found["organisations_moved"].values
    assert (moved["pole"], moved["of"], moved["since"]) == ("public_agency", 43, 2012)
    assert 8 <= moved["count"] <= 12
    assert str(found["organisations_moved"]).startswith(
        f"{moved['count']} of 43 organisations moved towards the public agency since 2012"
    )
    drifts = [each for each in findings(measured) if each.code == "field_drift"]
    assert "public_agency" in {each.values["pole"] for each in drifts}
    medians, counts = median_hours(measured)
    assert medians.tolist() == [90, 210, 210, 210, 210]
    assert counts.tolist() == [43] * 5
    assert {"poles_hold", "pole_assumed", "field_since"} <= set(found)


def test_every_code_has_a_sentence_that_takes_its_values_and_a_translation():
    demands = [
        Requirement(f"r{i}", "law", "coercive", 90, 2013, None, frozenset([f"o{i}"])) for i in range(20)
    ]
    measured = measure(field(towards=0.4), POLES, demands)
    found = findings(measured, sensitivity(measured.profiles, POLES, draws=5))
    assert {"association", "association_unclear"} & {each.code for each in found}
    for each in found:
        assert each.sentence({"public_agency": "overheid"}, SENTENCES[each.code])
    drift = next(each for each in found if each.code == "field_drift")
    assert (
        drift.sentence({"public_agency": "overheid"}, "naar de {pole}: {value:.1f}")
        == "naar de overheid: 0.4"
    )


def test_without_requirements_there_are_no_hours():
    with pytest.raises(ValueError, match="no requirements"):
        median_hours(measure(exact(np.random.default_rng(0).uniform(size=(9, 2, 9)))))
