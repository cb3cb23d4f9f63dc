"""Reading calendars: how months and states may be named, and where runs begin and end."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.facts import Reading, mapping_from, read_facts
from momentum.methods.facts.months import first_day, parse_month

TODAY = date(2020, 1, 1)
STATES = {
    "care": {"organisation": "De Kas", "organisation_kind": "social_enterprise", "paid": False, "rank": 1},
    "work": {"organisation_kind": "company", "paid": True, "rank": 2},
}


def read(content: str | bytes, states=None, freeze=None, **more) -> Reading:
    given = {"shape": "calendar", "states": states or STATES, **more}
    content = content if isinstance(content, bytes) else content.encode()
    return read_facts(content, mapping_from(given), today=TODAY, freeze=freeze, name="calendar.csv")


def runs(reading: Reading) -> list[tuple[str, str, str, str | None]]:
    assert reading.problems == [], [str(problem) for problem in reading.problems]
    return [
        (row["person"], row["place_kind"], str(row["start"])[:7], row["end"] and str(row["end"])[:7])
        for row in reading.facts.tables["spell"].to_pylist()
    ]


def codes(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    assert reading.facts is None
    return [(problem.row, problem.column, problem.code) for problem in reading.problems]


@pytest.mark.parametrize(
    "name",
    ["1993-07", "1993/7", "1993_07", "199307", "jul93", "Jul.93", "JUL-1993", "jul '93", "juli 1993", "July 1993",
     "07-1993", "1993m7", "1993M07", "Y1993-07", "1993-07-01", "01-07-1993", "1993 juli"],
)  # fmt: skip
def test_names_of_a_month(name):
    assert first_day(parse_month(name)) == date(1993, 7, 1)


@pytest.mark.parametrize(
    ("name", "month"), [("mrt99", 3), ("mei.94", 5), ("okt-98", 10), ("Sept.93", 9), ("dec04", 12)]
)
def test_dutch_and_english_names(name, month):
    assert first_day(parse_month(name)).month == month


@pytest.mark.parametrize(
    "name", ["id", "m1", "12", "264", "weight", "1993-13", "mar", "1993", "gcse5eq", "jaar 2016"]
)
def test_other_names_are_no_month(name):
    assert parse_month(name) is None


def test_numbered_months_with_codes_and_a_legend():
    states = {"care": {**STATES["care"], "values": ["1", "3"]}, "work": {**STATES["work"], "values": [2]}}
    reading = read(
        "id,m1,m2,m3,m4,m5\na,1,3,2,2,-9\nb,2,,NA,2,2\n", states,
        columns={"person": "id"}, months={"start": "2015-11"}, missing=["NA", "-9"],
    )  # fmt: skip
    assert runs(reading) == [
        ("a", "care", "2015-11", "2016-01"),
        ("a", "work", "2016-01", "2016-03"),
        ("b", "work", "2015-11", "2015-12"),
        ("b", "work", "2016-02", None),
    ]


def test_twelve_numbered_months_are_in_order_of_their_number():
    header = ",".join(f"m{number}" for number in (1, 10, 11, 12, 2, 3, 4, 5, 6, 7, 8, 9))
    reading = read(
        f"{header}\ncare,work,work,work,care,care,care,care,care,care,care,care\n",
        months={"start": "2016-01"},
    )
    assert runs(reading) == [("2", "care", "2016-01", "2016-10"), ("2", "work", "2016-10", None)]


def test_semicolons_dutch_months_and_a_windows_encoding():
    content = "nr;jul93;aug93;sep93;okt93\nZoë;zórg;zórg;;werk\n".encode("cp1252")
    states = {"care": {**STATES["care"], "values": ["zórg"]}, "work": {**STATES["work"], "values": ["werk"]}}
    assert runs(read(content, states, columns={"person": "nr"})) == [
        ("Zoë", "care", "1993-07", "1993-09"),
        ("Zoë", "work", "1993-10", None),
    ]


def test_bare_numbers_among_other_numeric_columns():
    header = ",".join(["nr", "7", *map(str, range(1, 265)), "999"])
    header = header.replace("nr,7,", "nr,0007x,")
    row = ",".join(["p", "3", *["care"] * 264, "12"])
    reading = read(
        f"{header}\n{row}\n",
        columns={"person": "nr"},
        months={"first": "1", "last": "264", "start": "1995-01"},
    )
    assert runs(reading) == [("p", "care", "1995-01", None)]
    assert reading.facts.freeze == date(2017, 1, 1)


def test_numbers_after_any_word_between_first_and_last():
    reading = read(
        "x1,act01,act02\n5,care,work\n", months={"first": "act01", "last": "act02", "start": "2016-12"}
    )
    assert runs(reading) == [("2", "care", "2016-12", "2017-01"), ("2", "work", "2017-01", None)]


def test_a_month_column_twice_between_first_and_last():
    reading = read("m1,m2,m2\ncare,care,care\n", months={"first": "m1", "last": "m2", "start": "2016-01"})
    assert codes(reading) == [(None, "m2", "duplicate_header")]


def test_bare_numbers_are_recognised_when_nothing_else_is():
    assert runs(
        read("nr,1,2,3\np,care,care,work\n", columns={"person": "nr"}, months={"start": "1995-01"})
    ) == [
        ("p", "care", "1995-01", "1995-03"),
        ("p", "work", "1995-03", None),
    ]


def test_no_person_column_means_the_row_number():
    reading = read("2016-01,2016-02\ncare,work\nwork,work\n")
    assert runs(reading) == [
        ("2", "care", "2016-01", "2016-02"),
        ("2", "work", "2016-02", None),
        ("3", "work", "2016-01", None),
    ]


def test_a_missing_month_splits_a_run():
    assert runs(read("2016-01,2016-02,2016-03\ncare,,care\n")) == [
        ("2", "care", "2016-01", "2016-02"),
        ("2", "care", "2016-03", None),
    ]


def test_a_month_without_a_column_is_a_gap_and_is_noted():
    reading = read("2016-01,2016-03\ncare,care\n")
    assert runs(reading) == [("2", "care", "2016-01", "2016-02"), ("2", "care", "2016-03", None)]
    assert reading.facts.notes == ("The calendar has no column for 2016-02: these months are gaps.",)


def test_a_person_without_any_known_month_stays_a_person():
    reading = read("nr,2016-01,2016-02\na,,\nb,care,work\n", columns={"person": "nr"})
    assert reading.facts.tables["person"]["person"].to_pylist() == ["a", "b"]
    assert {who for who, *_ in runs(reading)} == {"b"}


def test_the_edges_of_the_calendar():
    facts = read("2016-01,2016-02,2016-03\ncare,work,work\n").facts
    assert facts.freeze == date(2016, 4, 1)
    assert facts.unknown_start_before == date(2016, 2, 1)
    assert read("2016-01,2016-02\n,work\n").facts.unknown_start_before is None


def test_kind_organisation_and_pay_come_from_the_mapping():
    tables = read("2016-01,2016-02\ncare,work\n").facts.tables
    assert tables["place_kind"].to_pylist() == [
        {"kind": "care", "rank": 1, "paid": False},
        {"kind": "work", "rank": 2, "paid": True},
    ]
    assert [(row["organisation"], row["kind"]) for row in tables["organisation"].to_pylist()] == [
        ("De Kas", "social_enterprise"),
        ("work", "company"),
    ]


def test_ended_runs_have_no_recorded_reason():
    reasons = read("2016-01,2016-02\ncare,work\n").facts.tables["spell"]["end_reason"].to_pylist()
    assert reasons == ["not recorded", None]


def test_months_that_are_dates_in_a_spreadsheet():
    import io

    from momentum.methods.sheets import write_xlsx

    out = io.BytesIO()
    write_xlsx(out, ["nr", "2016-01-01", "2016-02-01"], [(7, "care", "work")])
    assert runs(read(out.getvalue(), columns={"person": "nr"})) == [
        ("7", "care", "2016-01", "2016-02"),
        ("7", "work", "2016-02", None),
    ]


def test_persons_in_the_calendar():
    reading = read("nr,born,2016-01\na,1980,care\n", columns={"person": "nr", "birth_year": "born"})
    assert reading.facts.tables["person"].to_pylist() == [
        {"person": "a", "birth_year": 1980, "district": None}
    ]
    assert reading.rows[2] == {
        "person": "a", "birth_year": 1980,
        "spells": [{"place_kind": "care", "start": date(2016, 1, 1), "end": None}],
    }  # fmt: skip


def test_a_calendar_can_be_cut_earlier_but_not_frozen_later():
    content = "2016-01,2016-02,2016-03\ncare,care,work\n"
    facts = read(content, freeze=date(2016, 2, 15)).facts
    assert facts.tables["spell"]["end"].to_pylist() == [None]
    assert facts.left_out == {"spells starting on or after the freeze date": 1}
    assert codes(read(content, freeze=date(2016, 4, 2))) == [(None, None, "freeze_after_calendar")]


@pytest.mark.parametrize(
    ("content", "more", "problem"),
    [
        ("nr,2016-01\na,care\na,work\n", {"columns": {"person": "nr"}}, (3, "nr", "person_twice")),
        ("nr,2016-01\na,prison\n", {"columns": {"person": "nr"}}, (2, "2016-01", "unknown_state")),
        ("nr,2016-01\n,care\n", {"columns": {"person": "nr"}}, (2, "nr", "missing_value")),
        ("nr,x\na,care\n", {"columns": {"person": "nr"}}, (None, None, "no_months")),
        ("m1,m2\ncare,care\n", {}, (None, "m1", "month_start_needed")),
        ("x1,x2\ncare,care\n", {"months": {"first": "x1", "last": "x2"}}, (None, "x1", "month_start_needed")),
        ("a,b\ncare,care\n", {"months": {"first": "b", "last": "a", "start": "2016-01"}}, (None, None, "months_reversed")),
        ("a,b\ncare,care\n", {"months": {"first": "c", "last": "b", "start": "2016-01"}}, (None, "c", "missing_column")),
        ("jan16,2016-01\ncare,care\n", {}, (None, "2016-01", "month_twice")),
        ("2016-01,2016-02\ncare,care\n", {"months": {"start": "2016-02"}}, (None, "2016-01", "month_disagrees")),
        ("2016-01,2016-03\ncare,care\n", {"months": {"first": "2016-01", "last": "2016-03"}}, (None, "2016-03", "month_disagrees")),
        ("a,nr,b\ncare,1,care\n", {"columns": {"person": "nr"}, "months": {"first": "a", "last": "b", "start": "2016-01"}}, (None, "nr", "month_is_mapped")),
        ("m1,m10\ncare,care\n", {"months": {"first": "m1", "last": "m10", "start": "2016-01"}}, (None, "m10", "month_disagrees")),
        ("2016-01,2016-02\ncare\n", {}, (2, None, "wrong_width")),
        ("2016-01\n", {}, (None, None, "no_rows")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_calendar_is_named(content, more, problem):
    assert codes(read(content, **more)) == [problem]


MONTHS = st.lists(
    st.lists(st.sampled_from(["care", "work", ""]), min_size=7, max_size=7), min_size=1, max_size=6
)


@settings(max_examples=100, deadline=None)
@given(people=MONTHS)
def test_a_calendar_can_be_rebuilt_from_its_spells(people):
    header = [f"2016-{month:02d}" for month in range(1, 8)]
    content = "\n".join(
        ",".join(row) for row in [["nr", *header], *([str(who), *row] for who, row in enumerate(people))]
    )
    spells = read(content + "\n", columns={"person": "nr"}).facts.tables["spell"].to_pylist()
    rebuilt = [[""] * 7 for _ in people]
    for spell in spells:
        for month in range(1, 8):
            day = date(2016, month, 1)
            if spell["start"] <= day and (spell["end"] is None or day < spell["end"]):
                assert rebuilt[int(spell["person"])][month - 1] == ""
                rebuilt[int(spell["person"])][month - 1] = spell["place_kind"]
    assert rebuilt == people
    for one in spells:
        joined = [
            other
            for other in spells
            if (other["person"], other["place_kind"], other["start"])
            == (one["person"], one["place_kind"], one["end"])
        ]
        assert joined == []
