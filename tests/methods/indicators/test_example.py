"""Figures of five people, counted by hand."""

import datetime as dt

import pytest

from momentum.methods.indicators import measure


def cells(measurement, *values):
    """{coordinates: value(s)} of a measurement."""
    names = [n for n in measurement.table.column_names if n not in values]
    return {
        tuple(row[n] for n in names): tuple(row[v] for v in values) if len(values) > 1 else row[values[0]]
        for row in measurement.table.to_pylist()
    }


def test_stock_at_years_end_counts_persons_and_spells_with_totals(prepared):
    found = measure(prepared, "stock", period="2016", by=["branch", "organisation"])
    assert cells(found, "persons", "spells") == {
        ("*", "*"): (3, 3),
        ("food", "*"): (1, 1),
        ("repair", "*"): (2, 2),
        ("food", "bistro"): (1, 1),
        ("repair", "cycles"): (2, 2),
    }
    assert found.additive
    assert not found.provisional


def test_stock_on_a_day_counts_a_person_at_two_enterprises_once(prepared):
    found = measure(prepared, "stock", at=dt.date(2016, 6, 1), by=["organisation"])
    assert cells(found, "persons", "spells") == {("*",): (2, 3), ("bakery",): (1, 1), ("bistro",): (2, 2)}
    assert not found.additive


def test_reach_by_quarter_and_group_with_totals_over_both(prepared):
    found = cells(measure(prepared, "reach", period="2016", by=["quarter", "target_group"]), "persons")
    assert found[("*", "*")] == 4
    assert found[("2016-Q1", "*")] == 3
    assert found[("2016-Q1", "none")] == 1
    assert found[("*", "youth")] == 2


def test_moved_on_takes_the_ninety_first_day_and_not_the_ninety_second(prepared):
    assert measure(prepared, "moved_on", period="2016").table["persons"].to_pylist() == [2]
    assert measure(prepared, "moved_on", period="2016", within=90).table["persons"].to_pylist() == [1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"name": "stok"}, "no indicator “stok”"),
        ({"by": ["tagret_group"]}, "did you mean target_group"),
        ({"where": {"kind": "training"}}, "no place_kind “training”"),
        ({"period": "2019"}, "wholly after"),
        ({"period": "201"}, "not a period"),
        ({"by": ["to_kind"]}, "cannot be broken down by to_kind"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(prepared, arguments, sentence):
    arguments = {"name": "reach", **arguments}
    with pytest.raises(ValueError, match=sentence):
        measure(prepared, arguments.pop("name"), **arguments)
