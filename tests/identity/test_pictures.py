"""The geometry of the pictures, and the files that one takes along."""

import re
import xml.etree.ElementTree as tree
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from momentum.identity import statement_words
from momentum.identity.pictures import bars, ladder, lines, multiples, triangle
from momentum.identity.pictures.frame import Point, Scale, mark
from momentum.identity.queries.drawn import FEWEST, groups_to_show, may_be_drawn
from momentum.identity.showing.picture import WITHHELD, Column, Table
from momentum.identity.showing.triangle import coarse
from momentum.sector.pressure_words import hours_in_words

NAN = float("nan")
SHARES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda each: np.array(each) / sum(each))


def test_all_of_one_corner_lies_in_that_corner():
    for place, corner in enumerate(triangle.CORNERS):
        assert triangle.place(np.eye(3)[place]) == corner


@given(SHARES)
def test_shares_lie_inside_the_triangle(shares):
    at = triangle.place(shares)
    assert triangle.LEFT.x <= at.x <= triangle.RIGHT.x
    assert triangle.TOP.y <= at.y <= triangle.LEFT.y


@given(st.lists(SHARES, min_size=1, max_size=6))
def test_coarse_shares_are_twentieths_that_add_up(rows):
    near = coarse(np.array([*rows, [NAN] * 3]))
    assert np.allclose(near[:-1].sum(axis=1), 1)
    assert np.allclose(near[:-1] * 20, np.round(near[:-1] * 20))
    assert np.isnan(near[-1]).all()


def test_what_drifts_is_told_apart_by_shape():
    assert len({mark(shape, Point(10, 10)) for shape in ("round", "pointed", "square", "diamond")}) == 4
    drawn = triangle.draw(
        [
            triangle.Path(np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]), True, "drifts"),
            triangle.Path(np.array([[0.2, 0.5, 0.3], [NAN] * 3]), False, "holds"),
        ],
        None,
        ["State", "Market", "Community"],
        ["a", "b", "c"],
    )
    held, drifting = drawn.trajectories
    assert (held.drifting, drifting.drifting) == (False, True)
    assert "a5 5" in held.mark
    assert "a" not in drifting.mark.replace("Z", "")


def test_words_under_a_bar_are_broken_within_the_picture_and_push_the_bar_down():
    long = "anderen doen het: het wordt voor de zekerheid overgenomen"
    short, broken = bars.draw([bars.Bar("a", each, 1, "1", "") for each in ("kort", long)]).bars
    assert [len(each.under.lines) for each in (short, broken)] == [1, 2]
    assert broken.under.bottom < broken.y
    assert short.y + bars.BAR < broken.name.lines[0][1]


@override("en")
def test_numbers_are_rounded_and_not_cut_off():
    assert statement_words.percent(0.5897) == "59%"
    assert statement_words.decimal(94.64, 0) == "95"
    assert statement_words.decimal("1620.96", 0) == "1,621"
    assert hours_in_words(Decimal("66.7")) == "67 hours"


def test_a_percentage_that_rounds_to_nothing_has_no_minus():
    assert statement_words.percent(-0.004) == "0%"
    assert statement_words.percent(-0.04) == "−4%"
    assert statement_words.percent(None) == "–"


def rung(name, value, low, high):
    return ladder.Rung(name, value, low, high, False, name)


def test_rungs_are_sorted_and_stay_within_the_picture():
    labels = {-0.5: "away", 0.0: "start", 1.0: "there"}
    drawn = ladder.draw(
        [rung("field", 0.1, 0, 0.2), rung("low", 0.2, 0.1, 0.3), rung("high", 0.4, 0.3, 0.5)],
        [rung("", -3.0, -5.0, -1.0), rung("", 0.5, NAN, NAN)],
        labels,
    )
    assert [each.said for each in drawn.rungs[:3]] == ["field", "high", "low"]
    assert all(0 <= each.start <= each.end <= drawn.width for each in drawn.rungs)
    assert drawn.rungs[3].start == drawn.rungs[3].end
    assert [each.y for each in drawn.rungs] == sorted(each.y for each in drawn.rungs)


def test_a_panel_without_anything_to_tell_has_no_line():
    nothing = np.full(3, NAN)
    drawn = multiples.draw(
        [multiples.Panel("x", nothing, nothing, nothing, "", "withheld")], [1, 2, 3], ("a", "b")
    )
    assert (drawn.panels[0].line, drawn.panels[0].band, drawn.panels[0].last) == ("", "", None)


def test_lines_have_a_dash_and_a_mark_of_their_own():
    series = [lines.Series(name, np.array([0.1, NAN, 0.3]), name) for name in "abcd"]
    drawn = lines.draw(series, [2014, 2015, 2016], {0.0: "0", 0.5: "½", 1.0: "1"})
    assert len({each.dash for each in drawn.series}) == 4
    assert len({each.sample[1] for each in drawn.series}) == 4
    assert all(len(each.marks) == 2 for each in drawn.series)


@given(st.floats(0.001, 5000))
def test_a_scale_ends_at_a_round_number_above_everything(most):
    top = lines.levels([np.array([most, NAN])], least=0.001)[-1]
    assert most <= top * (1 + 1e-9)
    assert top <= most * 2.5 + 1e-9


def test_a_bar_that_cannot_be_drawn_says_why():
    drawn = bars.draw([bars.Bar("a", "x", 84, "84 h", "a"), bars.Bar("b", "y", None, "withheld", "b")])
    assert drawn.bars[0].width > 0
    assert drawn.bars[1].missing
    assert drawn.bars[1].width == 0


def test_scale_holds_values_that_lie_beyond():
    across = Scale(0, 1, 10, 20)
    assert (across(0.5), across.clipped(-4), across.clipped(9)) == (15.0, 10.0, 20.0)


MASKS = st.integers(1, 14).flatmap(
    lambda n: st.tuples(
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=n, max_size=n),
    )
)


@given(MASKS)
def test_whoever_is_not_drawn_is_nobody_or_one_of_five(given_masks):
    agrees, present = given_masks
    names = [f"o{i}" for i in range(len(agrees))]
    mask = np.array(present)
    drawn = may_be_drawn(names, {name for name, yes in zip(names, agrees, strict=True) if yes}, [mask])
    assert not (drawn & ~np.array(agrees)).any()
    for year in mask.T:
        if year.sum() >= FEWEST:
            assert (year & ~drawn).sum() == 0 or (year & ~drawn).sum() >= FEWEST


def test_a_group_is_left_out_where_the_rest_would_be_small():
    assert groups_to_show({"a": 9, "b": 7, "c": 3}, 19) == ["a"]
    assert groups_to_show({"a": 9, "b": 7, "c": 5}, 21) == ["a", "b", "c"]
    assert groups_to_show({"a": 9, "b": 4}, 13) == []


@pytest.mark.usefixtures("english")
def test_a_table_says_withheld_and_leaves_empty_what_there_is_not():
    table = Table(
        [Column("Year", "year"), Column("A"), Column("B", "share")],
        [[2016, WITHHELD, None], [2017, -0.5, 0.25]],
    )
    assert [cell.text for _head, cells in table.shown for cell in cells] == ["withheld", "–", "−0.50", "25%"]
    assert table.cells == [[2016, "withheld", None], [2017, -0.5, 0.25]]


@pytest.mark.django_db
def test_a_picture_taken_along_stands_by_itself(field):
    for name in ("triangle", "pressure", "ladder-public_agency", "indicators", "spread"):
        answer = Client().get(f"/nl/identity/2016/pictures/{name}.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        text = answer.content.decode()
        root = tree.fromstring(text)
        assert root.find("{http://www.w3.org/2000/svg}title").text
        assert root.find("{http://www.w3.org/2000/svg}desc").text
        assert "var(" not in text
        assert "tabindex" not in text
        # Coordinates have points, in whatever language.
        assert not re.search(r'[xy12]="\d+,\d', text)


@pytest.mark.django_db
def test_the_table_of_a_picture_is_a_sheet(field):
    answer = Client().get("/en/identity/2016/pictures/triangle.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert re.split("[,;]", rows[0])[:3] == ["Who", "Year", "State"]
    assert len(rows) == 1 + 5 + 2 * 18
    assert Client().get("/en/identity/2016/pictures/nothing.csv").status_code == 404
    assert Client().get("/en/identity/2016/pictures/triangle.pdf").status_code == 404
