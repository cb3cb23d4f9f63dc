"""Reading spells: what comes of good rows, and the problem that each bad one is."""

from datetime import date, timedelta

import pytest

GOOD = "1,De Kas,day activity,2016-01-01,2016-03-01,moved"


def codes(reading) -> list[tuple[int | None, str | None, str]]:
    return [(problem.row, problem.column, problem.code) for problem in reading.problems]


def sentence(reading) -> str:
    assert len(reading.problems) == 1, [str(problem) for problem in reading.problems]
    assert reading.facts is None
    return str(reading.problems[0])


def test_a_good_row_becomes_a_spell(read):
    reading = read(GOOD, "2,Jansen BV,regular job,2016-02-01,,")
    assert reading.problems == []
    tables = reading.facts.tables
    assert tables["spell"].to_pylist() == [
        {"spell": "2", "person": "1", "organisation": "De Kas", "place_kind": "day activity",
         "start": date(2016, 1, 1), "end": date(2016, 3, 1), "end_reason": "moved"},
        {"spell": "3", "person": "2", "organisation": "Jansen BV", "place_kind": "regular job",
         "start": date(2016, 2, 1), "end": None, "end_reason": None},
    ]  # fmt: skip
    assert {"kind": "regular job", "rank": 7, "paid": True} in tables["place_kind"].to_pylist()
    assert {
        "organisation": "De Kas", "kind": "social_enterprise", "district": "Centrum", "branch": "food",
    } in tables["organisation"].to_pylist()  # fmt: skip
    assert reading.facts.freeze == date(2017, 6, 1)


def test_parsed_rows_are_kept_by_their_line(read):
    reading = read(GOOD, "2,De Kas,nonsense,2016-02-01,,")
    assert reading.facts is None
    assert reading.rows[2]["start"] == date(2016, 1, 1)
    assert reading.rows[3]["place_kind"] is None
    assert list(reading.rows) == [2, 3]


def test_an_inclusive_end_adds_a_day(read):
    reading = read("1,De Kas,day activity,2016-01-01,2016-01-01,x", end="inclusive")
    assert reading.facts.tables["spell"]["end"].to_pylist() == [date(2016, 1, 2)]


def test_an_end_without_a_reason_is_not_recorded(read):
    reading = read("1,De Kas,day activity,2016-01-01,2016-03-01,")
    assert reading.facts.tables["spell"]["end_reason"].to_pylist() == ["not recorded"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("1,De Kas,day activity,2016-03-01,2016-01-01,x", "end", "end_before_start"),
        ("1,De Kas,day activity,2016-03-01,2016-03-01,x", "end", "no_days"),
        ("1,De Kas,day activity,2016-03-01,,x", "reason", "reason_while_running"),
        ("1,De Kas,paid work,2016-03-01,,", "kind", "unknown_value"),
        ("1,De Kas,day activty,2016-03-01,,", "kind", "unknown_value_near"),
        ("1,de kas,day activity,2016-03-01,,", "organisation", "unknown_value_near"),
        ("1,De Kas,day activity,1 maart,,", "start", "unreadable_date"),
        ("1,De Kas,day activity,2016-02-30,,", "start", "unreadable_date"),
        ("1,De Kas,day activity,2016-02-01,9999-12-31,", "end", "unlikely_date"),
        ("1,De Kas,day activity,,,", "start", "missing_value"),
        (",De Kas,day activity,2016-01-01,,", "person", "missing_value"),
        ("1,#N/A,day activity,2016-01-01,,", "organisation", "error_cell"),
        ("1,De Kas,day activity,Err:502,,", "start", "error_cell"),
        ("1,De Kas,day activity,2016-01-01", None, "wrong_width"),
        ("1,De Kas,day activity,2016-01-01,,,extra", None, "wrong_width"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_of_the_file(read, row, column, code):
    reading = read(GOOD, row)
    assert codes(reading) == [(3, column, code)]
    assert reading.facts is None
    assert str(reading.problems[0]).startswith("rows.csv, row 3")


def test_sentences_say_what_where_and_what_to_do(read):
    assert sentence(read("1,De Kas,day activty,2016-03-01,,")) == (
        "rows.csv, row 2, column “kind”: “day activty” is not a known place kind; did you mean “day activity”? "
        "Correct it, or add it to the list."
    )
    assert sentence(read("1,De Kas,day activity,2016-03-01,2016-01-01,x")) == (
        "rows.csv, row 2, column “end”: The end 2016-01-01 is before the start 2016-03-01. Correct one of them."
    )


def test_an_inclusive_end_is_shown_as_it_was_written(read):
    reading = read("1,De Kas,day activity,2016-03-02,2016-03-01,x", end="inclusive")
    assert codes(reading) == [(2, "end", "end_before_start")]
    assert "The end 2016-03-01 is before the start 2016-03-02" in sentence(reading)


def test_a_sentinel_for_no_date_is_said_in_the_mapping(read):
    reading = read("1,De Kas,day activity,2016-01-01,9999-12-31,", missing=["9999-12-31"])
    assert reading.facts.tables["spell"]["end"].to_pylist() == [None]


def test_every_problem_of_every_row_is_told_at_once(read):
    reading = read(",Nobody,none,x,y,")
    assert [code for _, _, code in codes(reading)] == [
        "missing_value", "unknown_value", "unknown_value", "unreadable_date", "unreadable_date",
    ]  # fmt: skip


class TestOverlaps:
    def test_the_later_starting_row_is_reported_and_names_the_other(self, read):
        reading = read(
            "1,De Kas,day activity,2016-02-01,2016-06-01,x",
            "1,De Kas,day activity,2016-01-01,2016-03-01,x",
        )
        assert codes(reading) == [(2, "start", "spell_overlap")]
        assert "row 3 runs from 2016-01-01 to 2016-03-01" in sentence(reading)

    def test_touching_is_no_overlap(self, read):
        assert not read(
            "1,De Kas,day activity,2016-01-01,2016-02-01,x", "1,De Kas,day activity,2016-02-01,,"
        ).problems

    def test_inclusive_ends_touch_a_day_later(self, read):
        rows = ("1,De Kas,day activity,2016-01-01,2016-01-31,x", "1,De Kas,day activity,2016-01-31,,")
        assert codes(read(*rows, end="inclusive")) == [(3, "start", "spell_overlap")]
        assert not read(rows[0], "1,De Kas,day activity,2016-02-01,,", end="inclusive").problems

    def test_a_running_spell_overlaps_all_later_ones(self, read):
        reading = read(
            "1,De Kas,day activity,2016-01-01,,",
            "1,De Kas,day activity,2016-05-01,2016-06-01,x",
            "1,De Kas,day activity,2016-08-01,,",
        )
        assert codes(reading) == [(3, "start", "spell_overlap"), (4, "start", "spell_overlap")]
        assert all("row 2 runs from 2016-01-01 to running" in str(problem) for problem in reading.problems)

    def test_only_the_same_person_organisation_and_kind_overlap(self, read):
        assert not read(
            "1,De Kas,day activity,2016-01-01,,",
            "2,De Kas,day activity,2016-01-01,,",
            "1,Jansen BV,day activity,2016-01-01,,",
            "1,De Kas,regular job,2016-01-01,,",
        ).problems

    def test_of_two_that_start_together_the_later_row_is_reported(self, read):
        reading = read(*["1,De Kas,day activity,2016-01-01,2016-02-01,x"] * 2)
        assert codes(reading) == [(3, "start", "spell_overlap")]


class TestWriting:
    def test_other_ways_of_writing(self, read):
        reading = read(
            "1;De Kas;1;31-12-2015;1 mrt 2016;x",
            "2;De Kas;2;1-1-2016;31-12-2016 00:00;x",
            header="person;organisation;kind;start;end;reason",
            dates=["dd-mm-yyyy", "d mmm yyyy"],
            values={"place_kind": {"1": "day activity", "2": "regular job"}},
        )
        assert reading.problems == []
        assert reading.facts.tables["spell"]["start"].to_pylist() == [date(2015, 12, 31), date(2016, 1, 1)]
        assert reading.facts.tables["spell"]["end"].to_pylist() == [date(2016, 3, 1), date(2016, 12, 31)]
        assert reading.facts.tables["spell"]["place_kind"].to_pylist() == ["day activity", "regular job"]

    def test_serial_numbers_are_dates(self, read):
        reading = read("1,De Kas,day activity,42370,42400,x")
        assert reading.facts.tables["spell"]["start"].to_pylist() == [date(2016, 1, 1)]

    def test_a_small_number_is_no_date(self, read):
        assert codes(read("1,De Kas,day activity,2016,,")) == [(2, "start", "unreadable_date")]

    def test_decimal_commas(self, read):
        columns = {**COLUMNS_OF_SPELLS, "hours_per_week": "hours"}
        header = "person;organisation;kind;start;end;reason;hours"
        row = "1;De Kas;day activity;2016-01-01;;;36,5"
        reading = read(row, header=header, columns=columns, decimal=",")
        assert reading.facts.tables["hours"]["hours_per_week"].to_pylist() == [36.5]
        assert codes(read(row, header=header, columns=columns)) == [(2, "hours", "unreadable_number")]

    @pytest.mark.parametrize(("hours", "fine"), [("0", True), ("168", True), ("168.5", False), ("-1", False)])
    def test_hours_outside_a_week(self, read, hours, fine):
        reading = read(
            f"1,De Kas,day activity,2016-01-01,,,{hours}",
            header="person,organisation,kind,start,end,reason,hours",
            columns={**COLUMNS_OF_SPELLS, "hours_per_week": "hours"},
        )
        assert codes(reading) == ([] if fine else [(2, "hours", "hours_out_of_range")])

    def test_an_organisation_for_every_row(self, read):
        columns = {key: value for key, value in COLUMNS_OF_SPELLS.items() if key != "organisation"}
        reading = read(GOOD, columns=columns, constants={"organisation": "De Kas"})
        assert reading.facts.tables["spell"]["organisation"].to_pylist() == ["De Kas"]

    def test_a_kind_for_all_organisations_that_no_list_describes(self, read):
        reading = read(
            "1,Nieuw,day activity,2016-01-01,,",
            organisations=None,
            constants={"organisation_kind": "social_enterprise"},
        )
        assert reading.facts.tables["organisation"].to_pylist() == [
            {"organisation": "Nieuw", "kind": "social_enterprise", "district": None, "branch": None}
        ]


COLUMNS_OF_SPELLS = {
    "person": "person", "organisation": "organisation", "place_kind": "kind", "start": "start", "end": "end",
    "end_reason": "reason",
}  # fmt: skip


class TestPersonsInTheRows:
    HEADER = "person,organisation,kind,start,end,reason,born,wijk"
    COLUMNS = {**COLUMNS_OF_SPELLS, "birth_year": "born", "district": "wijk"}

    def test_told_once_is_told(self, read):
        reading = read(
            "1,De Kas,day activity,2016-01-01,2016-02-01,x,1980,",
            "1,De Kas,day activity,2016-03-01,,,,Centrum",
            header=self.HEADER, columns=self.COLUMNS,
        )  # fmt: skip
        assert reading.facts.tables["person"].to_pylist() == [
            {"person": "1", "birth_year": 1980, "district": "Centrum"}
        ]

    @pytest.mark.parametrize(
        ("first", "second", "column", "code"),
        [("1980,", "1981,", "born", "two_birth_years"), (",Oost", ",West", "wijk", "two_districts")],
    )
    def test_two_different_tellings_are_a_problem(self, read, first, second, column, code):
        reading = read(
            f"1,De Kas,day activity,2016-01-01,2016-02-01,x,{first}",
            f"1,De Kas,day activity,2016-03-01,,,{second}",
            header=self.HEADER, columns=self.COLUMNS,
        )  # fmt: skip
        assert codes(reading) == [(3, column, code)]
        assert "row 2" in sentence(reading)

    def test_birth_in_the_future(self, read):
        reading = read("1,De Kas,day activity,2016-01-01,,,2018,", header=self.HEADER, columns=self.COLUMNS)
        assert codes(reading) == [(2, "born", "birth_in_future")]

    @pytest.mark.parametrize("born", ["80", "onbekend", "1780"])
    def test_a_birth_year_has_four_digits(self, read, born):
        reading = read(
            f"1,De Kas,day activity,2016-01-01,,,{born},", header=self.HEADER, columns=self.COLUMNS
        )
        assert codes(reading) == [(2, "born", "unreadable_year")]

    def test_an_unknown_neighbourhood(self, read):
        row = "1,De Kas,day activity,2016-01-01,,,,Atlantis"
        lists = {"districts": {"Centrum": "Centrum"}}
        reading = read(row, header=self.HEADER, columns=self.COLUMNS, **lists)
        assert codes(reading) == [(2, "wijk", "unknown_value")]
        assert not read(row, header=self.HEADER, columns=self.COLUMNS).problems


class TestTargetGroupsInTheRows:
    def test_membership_lasts_as_long_as_the_spells_that_say_so(self, read):
        reading = read(
            "1,De Kas,day activity,2016-01-01,2016-03-01,x,Wmo",
            "1,Jansen BV,regular job,2016-02-01,2016-04-01,x,Wmo",
            "1,Jansen BV,regular job,2016-06-01,,,Wmo",
            header="person,organisation,kind,start,end,reason,group",
            columns={**COLUMNS_OF_SPELLS, "target_group": "group"}, target_groups=["Wmo"],
        )  # fmt: skip
        assert reading.facts.tables["membership"].to_pylist() == [
            {"person": "1", "target_group": "Wmo", "from": date(2016, 1, 1), "to": date(2016, 4, 1)},
            {"person": "1", "target_group": "Wmo", "from": date(2016, 6, 1), "to": None},
        ]

    def test_an_unknown_group(self, read):
        reading = read(
            "1,De Kas,day activity,2016-01-01,,,Wnm",
            header="person,organisation,kind,start,end,reason,group",
            columns={**COLUMNS_OF_SPELLS, "target_group": "group"}, target_groups=["Wmo"],
        )  # fmt: skip
        assert codes(reading) == [(2, "group", "unknown_value")]


class TestTheFile:
    def test_a_missing_column_names_those_there_are_and_a_near_one(self, read):
        reading = read(
            "1,De Kas,day activity,2016-01-01,,", header="person,organisation,kind,start,laatste dag,reason"
        )
        assert codes(reading)[0] == (None, "end", "missing_column")
        assert "“person”, “organisation”, “kind”, “start”, “laatste dag”, “reason”" in str(
            reading.problems[0]
        )
        near = read("1,De Kas,day activity,2016-01-01,,", header="person,organisatie,kind,start,end,reason")
        assert "did you mean “organisatie”?" in sentence(near)

    def test_a_column_twice(self, read):
        header = "person,organisation,kind,start,start,end,reason"
        assert codes(read("1,De Kas,day activity,2016-01-01,,,", header=header)) == [
            (None, "start", "duplicate_header")
        ]

    def test_a_column_twice_that_is_not_used_does_not_matter(self, read):
        header = "person,organisation,kind,start,end,reason,note,note"
        assert not read(GOOD + ",a,b", header=header).problems

    def test_no_rows(self, read):
        assert codes(read()) == [(None, None, "no_rows")]

    def test_numbered_spells_are_numbered_once(self, read):
        columns = {**COLUMNS_OF_SPELLS, "spell": "id"}
        header = "id,person,organisation,kind,start,end,reason"
        reading = read(f"a,{GOOD}", "a,2,De Kas,day activity,2016-01-01,,", header=header, columns=columns)
        assert codes(reading) == [(3, "id", "spell_twice")]


class TestFreeze:
    ROWS = (
        "1,De Kas,day activity,2016-01-01,2017-01-01,x",
        "2,De Kas,day activity,2016-01-01,2016-12-31,x",
        "3,De Kas,day activity,2017-01-01,,",
    )

    def test_later_starts_are_counted_and_later_ends_are_null(self, read):
        facts = read(*self.ROWS, freeze=date(2017, 1, 1)).facts
        assert [
            (row["person"], row["end"], row["end_reason"]) for row in facts.tables["spell"].to_pylist()
        ] == [
            ("1", None, None),
            ("2", date(2016, 12, 31), "x"),
        ]
        assert facts.left_out == {"spells starting on or after the freeze date": 1}
        assert facts.tables["person"].num_rows == 3

    def test_without_one_facts_are_frozen_today(self, read):
        facts = read(
            "1,De Kas,day activity,2016-01-01,2017-06-01,x", "2,De Kas,day activity,2017-07-01,,"
        ).facts
        assert facts.freeze == date(2017, 6, 1)
        assert facts.tables["spell"]["end"].to_pylist() == [None]
        assert sum(facts.left_out.values()) == 1

    def test_not_in_the_future(self, read):
        assert codes(read(*self.ROWS, freeze=date(2017, 6, 1) + timedelta(days=1))) == [
            (None, None, "freeze_in_future")
        ]
