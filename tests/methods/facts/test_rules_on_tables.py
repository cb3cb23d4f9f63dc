"""The same rules on tables that come from elsewhere, and overlaps against the definition."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.facts import SCHEMAS, check_facts
from momentum.methods.facts.overlaps import FOREVER, overlapping

TODAY = date(2017, 1, 1)


def tables(**rows) -> dict[str, pa.Table]:
    """All tables, with one person at one organisation unless said otherwise."""
    everything = {
        "person": [("p", 1980, "Oost"), ("q", None, None)],
        "membership": [],
        "spell": [("s", "p", "De Kas", "care", date(2016, 1, 1), None, None)],
        "hours": [],
        "assessment": [],
        "place_kind": [("care", 1, False)],
        "organisation": [("De Kas", "social_enterprise", None, None)],
        "district": [("Oost", "Oost")],
    } | rows
    return {
        name: pa.table(
            [
                pa.array([row[place] for row in everything[name]], field.type)
                for place, field in enumerate(schema)
            ],
            schema=pa.schema([pa.field(field.name, field.type) for field in schema]),
        )
        for name, schema in SCHEMAS.items()
    }


def codes(**rows) -> list[tuple[str, int | None, str | None, str]]:
    found = check_facts(tables(**rows), today=TODAY)
    assert all(str(problem) for problem in found)
    return [(problem.file, problem.row, problem.column, problem.code) for problem in found]


def test_good_tables_have_no_problem():
    assert codes() == []


def spell(
    name="t", person="p", organisation="De Kas", kind="care", start=date(2015, 1, 1), end=None, reason=None
):
    return (name, person, organisation, kind, start, end, reason)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ({"spell": [spell(end=date(2014, 1, 1), reason="x")]}, ("spell", 1, "end", "end_before_start")),
        ({"spell": [spell(end=date(2015, 1, 1), reason="x")]}, ("spell", 1, "end", "no_days")),
        ({"spell": [spell(reason="x")]}, ("spell", 1, "end_reason", "reason_while_running")),
        ({"spell": [spell(), spell("u", start=date(2016, 1, 1))]}, ("spell", 2, "start", "spell_overlap")),
        ({"spell": [spell(), spell(person="q")]}, ("spell", 2, "spell", "spell_twice")),
        ({"spell": [spell(kind="work")]}, ("spell", 1, "place_kind", "unknown_value")),
        ({"spell": [spell(organisation="X")]}, ("spell", 1, "organisation", "unknown_value")),
        ({"spell": [spell(person="z")]}, ("spell", 1, "person", "unknown_person")),
        ({"spell": [spell(start=None)]}, ("spell", 1, "start", "missing_value")),
        ({"person": [("p", 2018, None)]}, ("person", 1, "birth_year", "birth_in_future")),
        ({"person": [("p", 1980, "West")]}, ("person", 1, "district", "unknown_value")),
        ({"person": [("p", 1980, None), ("p", 1981, None)]}, ("person", 2, "person", "person_twice")),
        ({"membership": [("z", "g", date(2015, 1, 1), None)]}, ("membership", 1, "person", "unknown_person")),
        ({"membership": [("p", "g", date(2015, 1, 1), None)] * 2}, ("membership", 2, "from", "membership_overlap")),
        ({"hours": [("z", date(2016, 1, 1), None, 8.0)]}, ("hours", 1, "spell", "unknown_spell")),
        ({"hours": [("s", date(2016, 1, 1), None, 200.0)]}, ("hours", 1, "hours_per_week", "hours_out_of_range")),
        ({"hours": [("s", date(2016, 1, 1), None, float("nan"))]}, ("hours", 1, "hours_per_week", "hours_out_of_range")),
        ({"assessment": [("p", "ladder", date(2016, 1, 1), 3.0)] * 2}, ("assessment", 2, "date", "assessment_twice")),
        ({"assessment": [("p", "ladder", date(2016, 1, 1), 0.0)]}, ("assessment", 1, "value", "number_out_of_range")),
        ({"place_kind": [("care", 1, False)] * 2}, ("place_kind", 2, "kind", "key_twice")),
        ({"organisation": [("De Kas", "x", "West", None)]}, ("organisation", 1, "district", "unknown_value")),
    ],
)  # fmt: skip
def test_a_bad_row_of_a_table(rows, problem):
    assert codes(**rows) == [problem]


def test_an_absent_table_is_an_error():
    with pytest.raises(KeyError):
        check_facts({}, today=TODAY)


STAYS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-5, 12), st.none() | st.integers(1, 8)), max_size=12
)


@settings(max_examples=300, deadline=None)
@given(STAYS)
def test_overlaps_are_those_of_the_definition(stays):
    group = np.array([one[0] for one in stays], dtype=np.int64)
    start = np.array([one[1] for one in stays], dtype=np.int64)
    end = np.array([FOREVER if one[2] is None else one[1] + one[2] for one in stays], dtype=np.int64)

    def earlier(one: int, other: int) -> bool:
        return (start[one], one) < (start[other], other)

    expected = {
        index
        for index in range(len(stays))
        if any(
            group[other] == group[index] and earlier(other, index) and end[other] > start[index]
            for other in range(len(stays))
            if other != index
        )
    }
    found = overlapping(group, start, end)
    assert {index for index, _ in found} == expected
    assert len(found) == len(expected)
    for index, other in found:
        assert group[other] == group[index]
        assert earlier(other, index)
        assert end[other] > start[index]


def test_a_hundred_thousand_rows_are_checked_within_seconds():
    from time import perf_counter

    days = [date(2010, 1, 1) + timedelta(days=day) for day in range(0, 1500, 15)]
    rows = [
        spell(f"{person}-{day}", f"p{person}", start=day, end=day + timedelta(days=15), reason="x")
        for person in range(1000)
        for day in days
    ]
    many = tables(spell=rows, person=[(f"p{person}", None, None) for person in range(1000)])
    began = perf_counter()
    assert check_facts(many, today=TODAY) == []
    assert perf_counter() - began < 5
