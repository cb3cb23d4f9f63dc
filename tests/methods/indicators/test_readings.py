"""What two honest engineers would read differently, one small city a reading."""

import datetime as dt

import pytest

from momentum.methods.indicators import curve, measure, prepare
from tests.methods.indicators.city import City, day

UNPAID, PAID = ("bakery", "day activity"), ("firm", "regular job")


@pytest.fixture
def told(tmp_path):
    """Measures a city told as {person: [(place, kind, start, end), …]}, frozen on 2017-01-01."""

    def tell(lives, name, *, memberships=(), hours=(), assessments=(), **question):
        city = City(dt.date(2017, 1, 1))
        for person, spells in lives.items():
            city.person.append((person, 1980, None))
            for place, start, end in spells:
                spell = f"{person}-{len(city.spell)}"
                city.spell.append((spell, person, *place, day(start), day(end) if end else None, None))
        city.membership += [(p, g, day(s), day(e) if e else None) for p, g, s, e in memberships]
        city.hours += [(spell, day(s), day(e) if e else None, h) for spell, s, e, h in hours]
        city.assessment += [(p, i, day(d), float(v)) for p, i, d, v in assessments]
        number = len(list(tmp_path.iterdir()))
        ready = prepare(city.write(tmp_path / f"facts-{number}"), tmp_path / f"prepared-{number}", threads=1)
        return measure(ready, name, **{"period": "2016", **question}).table.to_pylist()

    return tell


def test_1_a_spell_counts_paid_or_not_and_needs_no_target_group(told):
    lives = {"a": [(("bakery", "regular job"), "2016-01-01", None)], "b": [(UNPAID, "2016-01-01", None)]}
    assert told(lives, "stock", by=["target_group"]) == [
        {"target_group": "*", "persons": 2, "spells": 2},
        {"target_group": "none", "persons": 2, "spells": 2},
    ]
    assert told({"a": [(PAID, "2016-01-01", None)]}, "stock")[0]["persons"] == 0


def test_2_the_end_is_the_first_day_without_the_spell(told):
    lives = {"a": [(UNPAID, "2016-01-01", "2016-06-30")]}
    assert told(lives, "stock", period=None, at=dt.date(2016, 6, 29))[0]["persons"] == 1
    assert told(lives, "stock", period=None, at=dt.date(2016, 6, 30))[0]["persons"] == 0


def test_3_and_4_an_end_on_or_after_the_freeze_does_not_exist(told):
    lives = {"a": [(UNPAID, "2016-03-01", "2017-01-01")], "b": [(UNPAID, "2016-03-01", "2016-12-31")]}
    assert told(lives, "outflow_spells") == [{"spells": 1}]
    assert told(lives, "stock") == [{"persons": 1, "spells": 1}]
    assert told({"a": [(UNPAID, "2017-01-01", None)]}, "inflow_spells", period="2016..2017") == [
        {"spells": 0}
    ]


def test_5_age_is_the_year_of_the_periods_last_day_less_the_year_of_birth(told):
    lives = {"a": [(UNPAID, "2015-01-01", None)]}
    assert told(lives, "reach", period="2015", by=["age_band"])[1] == {"age_band": "35-44", "persons": 1}
    assert told(lives, "stock", period="2015-01-01", by=["age_band"])[1]["age_band"] == "35-44"
    by_year = told(lives, "reach", period="2015..2016", by=["year", "age_band"])
    assert {row["year"]: row["age_band"] for row in by_year if row["age_band"] != "*"} == {
        "*": "35-44",
        "2015": "35-44",
        "2016": "35-44",
    }


def test_7_first_and_last_are_over_all_social_enterprises(told):
    lives = {
        "a": [(UNPAID, "2015-05-01", "2016-02-01"), (("bistro", "day activity"), "2016-02-01", "2016-08-01")]
    }
    assert told(lives, "inflow_persons", by=["organisation"]) == [{"organisation": "*", "persons": 0}]
    assert told(lives, "outflow_persons", by=["organisation"]) == [
        {"organisation": "*", "persons": 1},
        {"organisation": "bistro", "persons": 1},
    ]
    assert told(lives, "inflow_spells") == [{"spells": 1}]
    assert told(lives, "outflow_spells") == [{"spells": 2}]


@pytest.mark.parametrize(
    ("spells", "persons"),
    [
        ([(UNPAID, "2016-01-01", "2016-03-01"), (PAID, "2016-03-01", None)], 1),
        ([(UNPAID, "2016-01-01", None), (PAID, "2016-03-01", None)], 1),
        ([(UNPAID, "2016-01-01", "2016-03-01"), (PAID, "2016-05-31", None)], 1),
        ([(UNPAID, "2016-01-01", "2016-03-01"), (PAID, "2016-06-01", None)], 0),
        # 8: it starts strictly before, at a social enterprise
        ([(UNPAID, "2016-03-01", None), (PAID, "2016-03-01", None)], 0),
        ([(("firm", "day activity"), "2016-01-01", "2016-03-01"), (PAID, "2016-03-01", None)], 0),
        # 10: not while in paid work the day before, but after finished paid work
        (
            [
                (UNPAID, "2016-01-01", None),
                (PAID, "2015-01-01", "2016-03-01"),
                (("cycles", "regular job"), "2016-03-01", None),
            ],
            0,
        ),
        (
            [
                (UNPAID, "2016-01-01", None),
                (PAID, "2015-01-01", "2016-02-29"),
                (("cycles", "regular job"), "2016-03-01", None),
            ],
            1,
        ),
    ],
)
def test_8_to_10_which_paid_starts_count(told, spells, persons):
    assert told({"a": spells}, "moved_on") == [{"persons": persons}]


def test_11_and_12_once_a_period_by_the_earliest_start_in_the_cells_of_every_unpaid_spell(told):
    lives = {
        "a": [
            (UNPAID, "2016-01-01", "2016-03-01"),
            (("bistro", "work experience"), "2016-01-01", None),
            (PAID, "2016-04-01", "2016-05-01"),
            (("cycles", "subsidised job"), "2016-08-01", None),
        ]
    }
    held = [("a", "youth", "2016-01-01", "2016-02-15"), ("a", "mental health", "2016-03-31", None)]
    found = told(lives, "moved_on", by=["organisation", "target_group", "to_kind"], memberships=held)
    inner = {tuple(row.values()) for row in found if "*" not in row.values()}
    assert inner == {("bakery", "none", "regular job", 1), ("bistro", "mental health", "regular job", 1)}
    by_quarter = told(lives, "moved_on", by=["quarter"])
    assert [row["persons"] for row in by_quarter] == [1, 0, 1, 1, 0]


def test_13_moved_on_is_no_subset_of_reach_and_the_rate_takes_those_in_both(told):
    lives = {
        "a": [(UNPAID, "2015-01-01", "2015-11-20"), (PAID, "2016-01-10", None)],
        "b": [(UNPAID, "2016-01-01", "2016-05-01"), (PAID, "2016-05-01", None)],
        "c": [(UNPAID, "2016-01-01", None)],
    }
    assert told(lives, "moved_on") == [{"persons": 2}]
    row = told(lives, "moved_on_rate")[0]
    assert (row["numerator"], row["denominator"], row["rate"]) == (1, 2, 0.5)
    empty = told({"a": [(PAID, "2016-01-01", None)]}, "moved_on_rate")[0]
    assert (empty["rate"], empty["low"], empty["high"]) == (None, None, None)


@pytest.mark.parametrize(
    ("work", "weeks", "counts"),
    [
        ([("2016-02-01", None)], 26, (1, 1, 0)),
        ([("2016-02-01", "2016-08-01")], 26, (0, 1, 0)),
        # 15: bridged on a day in a gap of thirty days, not of thirty-one
        ([("2016-02-01", "2016-07-20"), ("2016-08-19", None)], 26, (1, 1, 0)),
        ([("2016-02-01", "2016-07-20"), ("2016-08-20", None)], 26, (0, 1, 0)),
        # 16: not yet observed, also when the work already broke off
        ([("2016-09-01", None)], 26, (0, 0, 1)),
        ([("2016-09-01", "2016-09-10")], 26, (0, 0, 1)),
        # 16: in a gap still open at the freeze that may yet be bridged
        ([("2016-06-10", "2016-12-02")], 26, (0, 0, 1)),
        ([("2016-06-10", "2016-12-01")], 26, (0, 1, 0)),
    ],
)
def test_14_to_17_sustained(told, work, weeks, counts):
    lives = {"a": [(UNPAID, "2016-01-01", work[0][0]), *((PAID, start, end) for start, end in work)]}
    row = told(lives, "sustained", weeks=weeks)[0]
    assert (row["sustained"], row["observed"], row["not_yet_observed"]) == counts
    assert row["share"] == (None if counts[1] == 0 else counts[0] / counts[1])


@pytest.mark.parametrize(
    ("spells", "outcome"),
    [
        ([(UNPAID, "2016-01-01", None), (PAID, "2016-01-11", None)], ("events", 10)),
        # 18: a stretch goes on across 91 days, not across 92
        ([(UNPAID, "2016-01-01", "2016-02-01"), (UNPAID, "2016-05-02", None)], ("censored", 366)),
        ([(UNPAID, "2016-01-01", "2016-02-01"), (UNPAID, "2016-05-03", None)], ("others", 31)),
        # 19: paid work follows up to 91 days after the stretch, and wins a tie with its end
        ([(UNPAID, "2016-01-01", "2016-02-01"), (PAID, "2016-05-02", None)], ("events", 122)),
        ([(UNPAID, "2016-01-01", "2016-02-01"), (PAID, "2016-05-03", None)], ("others", 31)),
        ([(UNPAID, "2016-01-01", "2016-02-01"), (PAID, "2016-02-01", None)], ("events", 31)),
        # 19: undecided until 91 days have passed before the freeze
        ([(UNPAID, "2016-01-01", "2016-10-01")], ("others", 274)),
        ([(UNPAID, "2016-01-01", "2016-10-02")], ("censored", 275)),
    ],
)
def test_18_and_19_what_becomes_of_a_first_stretch(tmp_path, spells, outcome):
    city = City(dt.date(2017, 1, 1), person=[("a", 1980, None)])
    for number, (place, start, end) in enumerate(spells):
        city.spell.append((str(number), "a", *place, day(start), day(end) if end else None, None))
    ready = prepare(city.write(tmp_path / "facts"), tmp_path / "prepared", threads=1)
    row = curve(ready, "time_to_paid_work").table.to_pylist()[0]
    assert (row["duration"], row[outcome[0]], row["at_risk"]) == (outcome[1], 1, 1)


def test_18_whoever_is_in_paid_work_at_the_origin_is_left_out_and_counted(told):
    lives = {
        "a": [(PAID, "2015-01-01", "2016-06-01"), (UNPAID, "2016-02-01", None)],
        "b": [(UNPAID, "2016-02-01", None)],
    }
    row = told(lives, "time_to_paid_work")[0]
    assert (row["persons"], row["left_out"]) == (1, 1)
    assert row["incidence_182"] == 0.0
    assert row["incidence_364"] is None


def test_20_the_median_stay_is_empty_while_more_than_half_remain(told):
    one = [(UNPAID, "2016-01-01", "2016-01-11")]
    runs = [(UNPAID, "2016-01-01", None)]
    assert told({"a": one, "b": runs}, "length_of_stay") == [{"spells": 2, "ended": 1, "median": 10.0}]
    assert told({"a": one, "b": runs, "c": runs}, "length_of_stay")[0]["median"] is None


def test_21_and_22_assessments_ninety_days_apart_of_those_reached(told):
    lives = {p: [(UNPAID, "2016-01-01", None)] for p in "abc"} | {"d": [(PAID, "2016-01-01", None)]}
    made = [
        *[(p, "ladder", "2016-02-01", 3) for p in "abd"],
        ("a", "ladder", "2016-05-01", 4),
        ("b", "ladder", "2016-04-30", 4),
        ("d", "ladder", "2016-06-01", 6),
        ("a", "ladder", "2015-02-01", 1),
        ("a", "wage_value", "2016-02-01", 40),
        ("a", "wage_value", "2016-09-01", 55),
    ]
    found = told(lives, "ladder_transitions", assessments=made)
    inner = {
        (row["first"], row["last"]): row["persons"] for row in found if "*" not in (row["first"], row["last"])
    }
    assert inner == {("3", "4"): 1, ("missing", "missing"): 2}
    assert told(lives, "wage_value_change", assessments=made) == [
        {"persons": 1, "missing": 2, "mean": 15.0, "median": 15.0}
    ]


def test_23_hours_by_days_inside_the_period_and_spells_without_them_counted(told):
    lives = {"a": [(UNPAID, "2015-12-01", "2016-01-29")], "b": [(UNPAID, "2016-01-01", None)]}
    hours = [("a-0", "2015-12-01", "2016-01-15", 14.0), ("a-0", "2016-01-15", None, 7.0)]
    assert told(lives, "hours", hours=hours) == [{"spells": 1, "left_out": 1, "hours": 14 * 2.0 + 14 * 1.0}]


def test_24_a_months_state_is_the_highest_rank_on_its_first_day(told):
    lives = {
        "a": [
            (UNPAID, "2016-01-01", "2016-03-01"),
            (PAID, "2016-02-01", "2016-02-20"),
            (("firm", "work experience"), "2016-02-15", "2016-03-02"),
            (PAID, "2016-05-01", None),
        ]
    }
    found = told(lives, "transition_rates", period="2016-01..2016-04")
    inner = {
        (row["from_state"], row["to_state"]): (row["person_months"], row["of"], row["share"])
        for row in found
        if "*" not in (row["from_state"], row["to_state"])
    }
    assert inner == {
        ("day activity", "regular job"): (1, 1, 1.0),
        ("regular job", "work experience"): (1, 1, 1.0),
    }
    last = told(lives, "transition_rates", period="2016-12")
    assert [row["person_months"] for row in last] == [0]


def test_25_one_spell_on_one_day_carries_all_attributes_of_a_cell(told):
    lives = {"a": [(UNPAID, "2016-01-01", "2016-03-01"), (("bistro", "day activity"), "2016-06-01", None)]}
    held = [("a", "youth", "2016-02-01", "2016-05-01"), ("a", "long term", "2016-02-01", None)]
    found = told(lives, "reach", by=["organisation", "target_group"], memberships=held)
    inner = {(row["organisation"], row["target_group"]) for row in found if "*" not in row.values()}
    assert inner == {
        ("bakery", "none"),
        ("bakery", "youth"),
        ("bakery", "long term"),
        ("bistro", "long term"),
    }
    assert next(row["persons"] for row in found if set(row.values()) >= {"*"}) == 1
