"""What the simulation study of isomorphism builds on: its fields, their truth, and its alternatives."""

import isomorphism
import numpy as np
import pytest
from isomorphism_parts import report
from isomorphism_parts.alternatives import bootstrap_of_spread, plain_drift
from isomorphism_parts.fields import APART, RELIABILITY, Scenario, draw, error, expected, place
from isomorphism_parts.studies import STUDIES, truth

from momentum.methods.isomorphism import POLES, movement, profiles
from momentum.methods.isomorphism.convergence import spread
from momentum.methods.isomorphism.drift import drift_of


def test_the_truth_is_the_mean_answer():
    random = np.random.default_rng(0)
    for where in (0.05, 0.4, 0.93):
        told = np.clip(np.round(4 * (where + error() * random.normal(size=200_000))), 0, 4) / 4
        assert expected(np.array(where)) == pytest.approx(told.mean(), abs=0.002)


def test_an_indicator_is_as_reliable_as_promised():
    assert APART**2 / (APART**2 + error() ** 2 / 3) == pytest.approx(RELIABILITY)


def test_a_drift_is_as_long_as_promised():
    stands = place(np.random.default_rng(0), Scenario("", mean=0.5), 50)
    moved = stands.here[:, -1] - stands.here[:, 0]
    assert np.linalg.norm(moved, axis=1) == pytest.approx(np.full(50, 0.5 * APART))
    assert truth(Scenario("", mean=0.5)).drift == pytest.approx(0.05, abs=0.005)
    still = truth(Scenario(""))
    assert (still.drift, still.sigma, still.beta) == (0, 0, 0)


def test_only_the_share_that_moves_moves():
    drawn = draw(np.random.default_rng(0), Scenario("", movers=0.25, moved=2, wobble=0.5))
    moved = movement(drawn.trend, POLES[:1]).value[:, -1, 0]
    assert (moved[:10] > 0.1).all()
    assert moved[10:] == pytest.approx(np.zeros(30), abs=1e-9)


def test_the_alternatives_are_what_they_say():
    drawn = draw(np.random.default_rng(1), Scenario(""))
    found = profiles(drawn.waves)
    plain = plain_drift(found, POLES)
    assert plain[3, 2, 1] == pytest.approx(
        drift_of(found.values[3, 0], found.values[3, 2], POLES[1].values)[0]
    )
    first, last = found.values[:, 0], found.values[:, -1]
    low, high = bootstrap_of_spread(
        first, last, found.errors[:, 0], found.errors[:, -1], np.random.default_rng(0)
    )
    change = spread(last, found.errors[:, -1]) / spread(first, found.errors[:, 0]) - 1
    assert low < change < high


def test_every_study_of_every_scenario_says_the_same_again_and_has_a_row(tmp_path, monkeypatch):
    results = {}
    truths = {key: truth(isomorphism.SCENARIOS[key]) for key in ("still", "quarter-2")}
    for study in STUDIES:
        for key, known in truths.items():
            job = (study, key, 1, 0, 3, known)
            first, again = (isomorphism.batch(job)[2] for _ in range(2))
            assert first == again
            results[study, key] = {name: np.array(values) for name, values in first.items()}
    told = report.section(results, isomorphism.SCENARIOS, truths, runs=3, seed=1, seconds=0)
    assert told.count("| a quarter moves by 2 |") == len(STUDIES)
    page = tmp_path / "results.md"
    page.write_text("# Benchmarks\n\n<!-- web -->\nothers\n", encoding="utf-8")
    monkeypatch.setattr(report, "RESULTS", page)
    report.write(told)
    report.write(told)
    whole = page.read_text(encoding="utf-8")
    assert whole.count(report.MARK[0]) == whole.count("## The identity of the sector") == 1
    assert "others" in whole
