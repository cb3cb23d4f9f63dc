"""Whatever comes in: written spells come back equal, garbage is a problem and never an exception, and
100,000 rows take seconds."""

import io
from contextlib import suppress
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.methods.facts import MappingError, columns_of, mapping_from, read_facts
from momentum.methods.sheets import Limits, SheetError, write_csv, write_ods, write_xlsx

WRITERS = [write_csv, write_xlsx, write_ods]
HEADER = ["person", "organisation", "kind", "start", "end", "reason", "hours"]
GIVEN = {
    "shape": "spells",
    "end": "exclusive",
    "columns": {
        "person": "person", "organisation": "organisation", "place_kind": "kind", "start": "start", "end": "end",
        "end_reason": "reason", "hours_per_week": "hours",
    },
    "place_kinds": {"care": {"rank": 1, "paid": False}, "work": {"rank": 2, "paid": True}},
    "constants": {"organisation_kind": "social_enterprise"},
}  # fmt: skip
TODAY = date(2100, 1, 1)


def written(write, rows) -> bytes:
    out = io.BytesIO()
    write(out, HEADER, rows)
    return out.getvalue()


NAMES = st.text("abcdefgé ßЖ漢'\";,|<&>", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
STAYS = st.tuples(
    NAMES,
    st.sampled_from(["care", "work"]),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    st.none() | st.integers(1, 5000),
    st.none() | NAMES,
    st.none() | st.floats(0, 168).map(lambda hours: round(hours, 2)),
)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stays=st.lists(STAYS, min_size=1, max_size=8))
def test_written_spells_come_back_equal(write, stays):
    rows = [
        (
            f"p{number}",
            organisation,
            kind,
            start,
            days and start + timedelta(days=days),
            days and reason,
            hours,
        )
        for number, (organisation, kind, start, days, reason, hours) in enumerate(stays)
    ]
    reading = read_facts(written(write, rows), mapping_from(GIVEN), today=TODAY)
    assert reading.problems == []
    hours = {row["spell"]: row["hours_per_week"] for row in reading.facts.tables["hours"].to_pylist()}
    back = [
        (row["person"], row["organisation"], row["place_kind"], row["start"], row["end"],
         None if row["end_reason"] == "not recorded" else row["end_reason"], hours.get(row["spell"]))
        for row in reading.facts.tables["spell"].to_pylist()
    ]  # fmt: skip
    assert back == rows


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_problems(content):
    reading = read_facts(content, mapping_from(GIVEN), today=TODAY)
    assert reading.facts is None
    assert all(str(problem) for problem in reading.problems)


CELLS = st.sampled_from(
    ["", "1", "care", "2016-01-01", "2016-13-01", "42370", "-1", "1e9", "NaN", "=1", "é", "#N/A", "9" * 30]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=6, max_size=8), max_size=6), st.sampled_from(["exclusive", "inclusive"])
)
def test_random_rows_are_facts_or_problems_but_never_both(rows, end):
    content = "\n".join(",".join(row) for row in [HEADER, *rows]).encode()
    reading = read_facts(content, mapping_from({**GIVEN, "end": end}), today=TODAY)
    assert (reading.facts is None) == bool(reading.problems)
    assert all(str(problem) for problem in reading.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_a_first_look_at_random_bytes_raises_nothing_but_a_sheet_error(content):
    try:
        columns = columns_of(content)
    except SheetError:
        return
    assert columns.shape in ("spells", "calendar")


KEYS = st.sampled_from(
    ["shape", "end", "columns", "person", "states", "months", "first", "files", "persons", "values", "dates", "lists",
     "place_kinds", "organisations", "districts", "target_groups", "missing", "decimal", "constants", "paid", "rank"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["spells", "calendar", "exclusive", "", "x", "1993-07"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_any_dict_is_a_mapping_or_a_mapping_error(given):
    with suppress(MappingError):
        mapping_from(given)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_hundred_thousand_rows_take_seconds(write):
    rows = [
        (f"p{number // 4}", "De Kas", "care", date(2010, 1, 1) + timedelta(days=number % 4 * 100),
         date(2010, 3, 1) + timedelta(days=number % 4 * 100), "moved", 24.5)
        for number in range(100_000)
    ]  # fmt: skip
    content = written(write, rows)
    began = perf_counter()
    reading = read_facts(content, mapping_from(GIVEN), today=TODAY)
    taken = perf_counter() - began
    assert reading.problems == []
    assert reading.facts.tables["spell"].num_rows == 100_000
    assert taken < 20


def test_a_hundred_thousand_bad_rows_are_all_named():
    rows = [("p1", "De Kas", "care", date(2010, 1, 1), None, None, None)] * 100_000
    reading = read_facts(written(write_csv, rows), mapping_from(GIVEN), today=TODAY)
    assert len([problem for problem in reading.problems if problem.code == "spell_overlap"]) == 99_999


def test_limits_are_a_parameter():
    content = written(write_csv, [("p1", "De Kas", "care", date(2010, 1, 1), None, None, None)] * 9)
    reading = read_facts(content, mapping_from(GIVEN), today=TODAY, limits=Limits(file_bytes=100))
    assert [problem.code for problem in reading.problems] == ["file_too_big"]


class TestAFirstLook:
    def test_a_dutch_file_of_spells(self):
        content = "Cliëntnummer;Organisatie;Soort;Begindatum;Einddatum;Reden einde\n1;De Kas;care;31-12-2015;1-2-2016;x\n"
        columns = columns_of(content.encode("cp1252"))
        assert columns.shape == "spells"
        assert columns.suggested == {
            "person": "Cliëntnummer", "organisation": "Organisatie", "place_kind": "Soort", "start": "Begindatum",
            "end": "Einddatum", "end_reason": "Reden einde",
        }  # fmt: skip
        assert columns.dates == ("dd-mm-yyyy",)
        assert columns.sample[0]["Cliëntnummer"] == "1"
        assert columns.values("Soort") == ["care"]

    @pytest.mark.parametrize(
        ("header", "months"),
        [("nr,jul93,aug93,sep93", 3), ("nr,m1,m2,m3,m4", 4), ("1,2,3", 3), ("nr,2016-01,x", 0)],
    )
    def test_calendars_are_recognised(self, header, months):
        columns = columns_of(f"{header}\n{',' * header.count(',')}1\n".encode())
        assert len(columns.months) == months
        assert columns.shape == ("calendar" if months else "spells")

    def test_what_was_suggested_reads_the_file(self):
        content = b"client,organisation,kind,start,end\n1,De Kas,care,31/01/2016,\n2,De Kas,care,13/02/2016,14/02/2016\n"
        columns = columns_of(content)
        given = {**GIVEN, "columns": columns.suggested, "dates": list(columns.dates)}
        assert read_facts(content, mapping_from(given), today=TODAY).problems == []
