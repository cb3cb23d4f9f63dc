"""The school leavers' calendar, counted in the facts themselves."""

from datetime import date
from pathlib import Path

import pytest

from momentum.methods.facts import Facts, read_facts, read_mapping

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def facts() -> Facts:
    reading = read_facts(
        ROOT / "data/mvad.csv", read_mapping(ROOT / "examples/mvad/mapping.toml"), today=date(2020, 1, 1)
    )
    assert reading.problems == []
    assert reading.facts is not None
    return reading.facts


def spells(facts: Facts) -> list[dict]:
    return facts.tables["spell"].to_pylist()


def employed_on(facts: Facts, day: date) -> int:
    return len(
        {
            spell["person"]
            for spell in spells(facts)
            if spell["place_kind"] == "employment"
            and spell["start"] <= day
            and (spell["end"] is None or day < spell["end"])
        }
    )


def test_persons_and_spells(facts):
    assert facts.tables["person"].num_rows == 712
    assert len(spells(facts)) == 2526


def test_ever_in_training(facts):
    kinds = {one["organisation"]: one["kind"] for one in facts.tables["organisation"].to_pylist()}
    trained = {
        spell["person"] for spell in spells(facts) if kinds[spell["organisation"]] == "social_enterprise"
    }
    assert len(trained) == 257


def test_straight_from_training_to_employment(facts):
    paid = {one["kind"] for one in facts.tables["place_kind"].to_pylist() if one["paid"]}
    starts = {(spell["person"], spell["start"]) for spell in spells(facts) if spell["place_kind"] in paid}
    straight = {
        spell["person"]
        for spell in spells(facts)
        if spell["place_kind"] == "training" and (spell["person"], spell["end"]) in starts
    }
    assert len(straight) == 184


def test_employed_in_the_first_and_last_month(facts):
    assert employed_on(facts, date(1993, 7, 1)) == 173
    assert employed_on(facts, date(1999, 6, 1)) == 484


def test_frozen_the_day_after_the_calendar(facts):
    assert facts.freeze == date(1999, 7, 1)
    assert facts.unknown_start_before == date(1993, 8, 1)
    assert sum(spell["end"] is None for spell in spells(facts)) == 712
