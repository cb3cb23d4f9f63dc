"""Percentages, means and words beside the tables that give a hidden count back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum.methods.disclosure import (
    CellKey,
    Near,
    Ratio,
    Rules,
    audit,
    figures_that_tell,
    given_back,
    protect,
    words_that_tell,
)
from tests.methods.disclosure.test_known_leaks import flat, published

ALL = CellKey("persons", frozenset())
B = CellKey("persons", frozenset({("group", "B")}))
C = CellKey("persons", frozenset({("group", "C")}))
RULES = Rules(zeros="shown")


@pytest.mark.parametrize(
    ("printed", "left"),
    [("7", Near(1, 1)), ("7.1", Near(1, 1)), ("21.4", Near(3, 3)), ("0", Near(0, 0)), ("100", Near(14, 14))],
)
def test_a_percentage_with_its_base_is_the_count(printed, left):
    share = Ratio("share of B", B, ALL, printed)
    assert given_back([share], {ALL: 14, B: Near(0, 14)})[B] == left
    (told,) = figures_that_tell([share], {ALL: 14, B: Near(0, 14)}, RULES)
    assert (told.cell, told.low, told.high) == (B, left.low, left.high)
    assert f"printed as {printed}" in told.sentence
    assert f"persons (total) = 14, persons (group=B), withheld, must be {left.low}" in told.sentence


def test_a_percentage_of_many_in_whole_points_leaves_room():
    share = Ratio("share of B", B, ALL, "7")
    known = {ALL: 2000, B: Near(0, 2000)}
    assert given_back([share], known)[B] == Near(130, 150)
    assert figures_that_tell([share], known, RULES) == []


def test_a_percentage_with_its_part_gives_the_base_back():
    share = Ratio("share of B", B, ALL, "33.3")
    (told,) = figures_that_tell([share], {B: 2, ALL: Near(5, 30)}, RULES)
    assert (told.cell, told.low, told.high) == (ALL, 6, 6)


def test_a_percentage_of_two_withheld_counts_tells_both_where_few_can_be_behind_it():
    share = Ratio("share of C in B", C, B, "33.3")
    told = figures_that_tell([share], {B: Near(1, 4), C: Near(1, 4)}, RULES)
    assert {(each.cell, each.low, each.high) for each in told} == {(B, 3, 3), (C, 1, 1)}


def test_a_percentage_of_published_counts_tells_nothing_new():
    assert figures_that_tell([Ratio("share", B, ALL, "50.0")], {ALL: 14, B: 7}, RULES) == []


def test_an_average_over_one_person_is_what_that_person_has():
    (told,) = figures_that_tell([Ratio("mean wage value", None, B, "62", times=1)], {B: 1}, RULES)
    assert told.sentence == "mean wage value is a mean over 1 person: it is what that person has."


def test_the_decimals_of_a_mean_give_perturbed_counts_back():
    """Hundepool et al., Handbook on SDC, 2nd edition (2024), section 5.7: counts 8 and 12, told as 9 ± 2 and 14 ± 2."""
    first, second = (
        Ratio("mean age", None, B, "11.25", times=1),
        Ratio("mean age", None, C, "7.9167", times=1),
    )
    known = {B: Near(7, 11), C: Near(12, 16)}
    assert given_back([first, second], known) == {B: Near(8, 8), C: Near(12, 12)}
    assert len(figures_that_tell([first, second], known, RULES)) == 2


def test_the_audit_reckons_with_what_a_percentage_gives_back():
    table = flat("fourteen", {"A": 12, "B": 7, "C": 1})
    plan = published(table, withheld={("B",), ("C",)})
    assert audit([table], plan, RULES).ok
    told = given_back([Ratio("share of B", B, ALL, "35.0")], {ALL: 20, B: Near(1, 7)})
    found = audit([table], plan, RULES, earlier=[told])
    assert {str(finding.cell) for finding in found.findings} >= {"persons (group=C)"}
    assert not found.ok


def test_what_the_audit_leaves_open_is_where_a_figure_starts():
    table = flat("protected", {"A": 12, "B": 9, "C": 3})
    plan = protect([table], RULES)
    known: dict[CellKey, int | Near] = dict(plan.published_cells())
    for key, interval in audit([table], plan, RULES).intervals.items():
        known[key] = Near(interval.low, interval.high or 1000)
    hidden = max(plan.withheld, key=lambda key: plan.values[key])
    share = Ratio("share", hidden, ALL, f"{100 * plan.values[hidden] / 24:.1f}")
    assert [told.cell for told in figures_that_tell([share], known, RULES)] == [hidden]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Outcomes of the 14 people who moved on", ["14 people"]),
        ("Uitkomsten van 14 deelnemers in kwartaal 3 van 2016", ["14 deelnemers"]),
        ("Of 2,014 people, 14 % moved on; see table 14", []),
        ("All 1,014 persons", ["1,014 persons"]),
        ("140 people", []),
    ],
)
def test_a_title_that_names_a_withheld_number_of_people_is_found(text, found):
    told = words_that_tell(text, {B: 14, C: 1014})
    assert [each.sentence.split("”")[0].strip("“") for each in told] == found


@given(whole=st.integers(1, 300), share=st.floats(0, 1), decimals=st.integers(0, 4), room=st.integers(0, 50))
def test_what_is_left_is_what_prints_alike_and_never_excludes_the_truth(whole, share, decimals, room):
    part = round(share * whole)
    ratio = Ratio("share", B, ALL, f"{100 * part / whole:.{decimals}f}")
    known = {B: Near(max(0, part - room), part + room), ALL: whole}
    left = given_back([ratio], known).get(B, known[B])
    assert left.low <= part <= left.high
    for other in (left.low, left.high):
        assert abs(100 * other / whole - float(ratio.printed)) <= 0.5 * 10**-decimals + 1e-9
