"""After some people's facts changed: old contributions out, new ones in, equal to measuring everything."""

import datetime as dt
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.methods.indicators import INDICATORS, measure, periods, prepare, prepare_changes, remeasure
from tests.methods.indicators.cities import FREEZE, cities, seeded_city
from tests.methods.indicators.city import City

SUMS = [name for name, one in INDICATORS.items() if one.sums]
QUESTIONS = [
    {"period": "2015", "by": ["branch", "organisation", "target_group"]},
    {"period": "2014-07-01..2016-01-01", "by": ["quarter", "organisation"]},
    {"period": "2015", "by": ["age_band"], "where": {"kind": "day activity"}, "within": 400, "weeks": 13},
    {"period": periods("2015", "quarter"), "by": ["target_group"]},
]


def with_other_lives(city, other, changed):
    """`city` in which the `changed` persons live as those of that name in `other` do."""
    result = City(city.freeze)
    for name in ("person", "membership", "spell", "assessment"):
        owner = 1 if name == "spell" else 0
        rows = [row for row in getattr(city, name) if row[owner] not in changed]
        rows += [row for row in getattr(other, name) if row[owner] in changed]
        setattr(result, name, rows)
    spells = {row[0] for row in result.spell}
    mine = {row[0] for row in city.spell if row[1] not in changed}
    result.hours = [row for row in city.hours if row[0] in mine]
    result.hours += [row for row in other.hours if row[0] in spells - mine]
    return result


def only(city, persons):
    """The facts of some persons of a city."""
    return with_other_lives(City(city.freeze), city, persons)


def assert_equal_after(city, other, changed, names, question):
    after = with_other_lives(city, other, changed)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        before = prepare(city.write(place / "before"), place / "prepared-before", threads=1)
        whole = prepare(after.write(place / "after"), place / "prepared-after", threads=1)
        changed_facts = only(after, changed).write(place / "changed")
        previous = {name: measure(before, name, **question) for name in names}
        with prepare_changes(before, changed_facts, changed, threads=1) as changes:
            anew = {name: remeasure(one, changes) for name, one in previous.items()}
        for name, found in anew.items():
            expected = measure(whole, name, **question)
            assert found.table.column_names == expected.table.column_names
            assert found.additive == expected.additive
            for a, b in zip(found.table.to_pylist(), expected.table.to_pylist(), strict=True):
                assert {k: v for k, v in a.items() if v is None} == {k: v for k, v in b.items() if v is None}
                assert [v for v in a.values() if v is not None] == [
                    v if isinstance(v, str) else pytest.approx(v, abs=1e-9)
                    for v in b.values()
                    if v is not None
                ]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(6), other=cities(6), data=st.data())
def test_a_new_measurement_by_changes_equals_a_whole_one(city, other, data):
    changed = data.draw(st.sets(st.sampled_from([row[0] for row in city.person + other.person]), min_size=1))
    names = data.draw(st.sets(st.sampled_from(SUMS), min_size=2, max_size=2))
    assert_equal_after(city, other, changed, sorted(names), data.draw(st.sampled_from(QUESTIONS)))


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_every_sum_over_persons_is_measured_anew_by_changes(question):
    changed = {f"p{number:04d}" for number in random.Random(1).sample(range(40), 5)}
    assert_equal_after(seeded_city(1, 40), seeded_city(2, 40), changed, SUMS, question)


def test_facts_of_others_in_the_changed_facts_are_ignored(tmp_path):
    city, other = seeded_city(1, 20), seeded_city(2, 20)
    before = prepare(city.write(tmp_path / "before"), tmp_path / "prepared")
    after = with_other_lives(city, other, {"p0003"})
    whole = prepare(after.write(tmp_path / "after"), tmp_path / "prepared-after")
    with prepare_changes(before, other.write(tmp_path / "other"), ["p0003"]) as changes:
        found = remeasure(measure(before, "reach", period="2015", by=["organisation"]), changes)
        # neither side reads what the question does not need
        for session in (changes.old_session, changes.new_session):
            assert {"move", "assessment", "spell_name"} <= session.postponed.keys()
            assert "stay" not in session.postponed
    assert found.table == measure(whole, "reach", period="2015", by=["organisation"]).table
    assert found.lineage["changed"] == [{"facts": changes.new.facts_hash, "persons": 1}]


def test_what_is_not_a_sum_or_was_frozen_on_another_day_is_refused(larger, tmp_path):
    city, prepared, session = larger
    with (
        prepare_changes(prepared, city.write(tmp_path / "same"), ["p0001"]) as changes,
        pytest.raises(ValueError, match="not a sum over persons"),
    ):
        remeasure(measure(prepared, "length_of_stay", session=session), changes)
    later = City(FREEZE + dt.timedelta(days=1)).write(tmp_path / "later")
    with pytest.raises(ValueError, match="frozen on another day"):
        prepare_changes(prepared, later, ["p0001"])
