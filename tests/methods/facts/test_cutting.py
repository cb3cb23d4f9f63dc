"""Facts as they hold for the days before a freeze date."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum.methods.facts import SCHEMAS, Facts, cut_at

F = date(2016, 7, 1)


def facts(**rows) -> Facts:
    tables = {
        name: pa.table(
            [
                pa.array([row[place] for row in rows.get(name, [])], field.type)
                for place, field in enumerate(schema)
            ],
            schema=schema,
        )
        for name, schema in SCHEMAS.items()
    }
    return Facts(tables, freeze=date(2017, 1, 1), unknown_start_before=date(2016, 2, 1))


def test_what_starts_on_or_after_the_freeze_is_left_out_and_counted():
    cut = cut_at(
        facts(
            spell=[
                ("a", "p", "o", "k", date(2016, 6, 30), None, None),
                ("b", "p", "o", "k", F, None, None),
                ("c", "p", "o", "k", date(2016, 8, 1), date(2016, 9, 1), "x"),
            ],
            membership=[("p", "g", F, None)],
            hours=[("a", F, None, 8.0), ("b", F, None, 8.0)],
            assessment=[("p", "ladder", F, 3.0), ("p", "ladder", date(2016, 6, 30), 3.0)],
        ),
        F,
    )
    assert cut.freeze == F
    assert cut.tables["spell"]["spell"].to_pylist() == ["a"]
    assert cut.tables["assessment"].num_rows == 1
    assert sorted(cut.left_out.values()) == [1, 1, 2, 2]


def test_what_ends_on_or_after_the_freeze_runs():
    cut = cut_at(
        facts(
            spell=[
                ("a", "p", "o", "k", date(2016, 1, 1), date(2016, 6, 30), "x"),
                ("b", "p", "o", "k", date(2016, 1, 1), F, "x"),
            ],
            membership=[("p", "g", date(2016, 1, 1), date(2016, 12, 1))],
            hours=[("a", date(2016, 1, 1), date(2016, 12, 1), 8.0)],
        ),
        F,
    )
    assert cut.tables["spell"].select(["end", "end_reason"]).to_pylist() == [
        {"end": date(2016, 6, 30), "end_reason": "x"},
        {"end": None, "end_reason": None},
    ]
    assert cut.tables["membership"]["to"].to_pylist() == [None]
    assert cut.tables["hours"]["to"].to_pylist() == [None]


def test_cutting_twice_adds_up():
    one = facts(
        spell=[(str(month), "p", "o", "k", date(2016, month, 1), None, None) for month in range(1, 13)]
    )
    twice = cut_at(cut_at(one, date(2016, 10, 1)), F)
    assert twice == replace(cut_at(one, F), tables=twice.tables)
    assert twice.tables["spell"].equals(cut_at(one, F).tables["spell"])


def test_a_later_freeze_than_the_facts_own_is_refused():
    with pytest.raises(ValueError, match="say nothing about"):
        cut_at(facts(), date(2017, 1, 2))


DAYS = st.dates(date(2016, 1, 1), date(2016, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8), DAYS)
def test_no_start_or_end_remains_on_or_after_the_freeze(stays, freeze):
    rows = [
        (str(n), "p", "o", "k", start, end, end and "x")
        for n, (start, end) in enumerate(stays)
        if end is None or start < end
    ]
    cut = cut_at(facts(spell=rows), freeze)
    for row in cut.tables["spell"].to_pylist():
        assert row["start"] < freeze
        assert row["end"] is None or row["end"] < freeze
        assert (row["end"] is None) == (row["end_reason"] is None)
    assert cut.tables["spell"].num_rows + sum(cut.left_out.values()) == len(rows)
