"""Controlled rounding: multiples that add up, near the truth, the same for the same input; and its own check."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import (
    CellKey,
    Dimension,
    Near,
    Publication,
    Rules,
    Table,
    TableError,
    audit,
    with_totals,
)
from momentum.methods.disclosure.rounding import check_rounding, choosing, round_tables
from tests.methods.disclosure import random_tables as make

calm = settings(max_examples=60, deadline=None)
bases = st.sampled_from([4, 5, 10])

CUBE = tuple(Dimension(name, {"a": "*", "b": "*"}) for name in "xyz")
# Five persons in a cube of 2 × 2 × 2: no way of making each a 0 or a 2 keeps all sums within one of the truth.
KNOT = {tuple(at): 1 for at in ("aaa", "abb", "baa", "bab", "bbb")}


def cube(cells):
    return with_totals(Table("cube", "persons", CUBE, cells))


@st.composite
def crossed_with_hierarchy(draw):
    leaves = product(("f1", "f2", "w1", "w2"), ("g1", "g2"))
    cells = {at: draw(st.integers(0, 60)) for at in leaves}
    return [with_totals(Table("large", "persons", (make.FIRM, make.GROUP), cells))]


@st.composite
def three_crossed(draw):
    cells = {at: draw(st.integers(0, 12)) for at in product("ab", "ab", "ab")}
    return [cube(cells)]


@calm
@given(st.one_of(make.tables, crossed_with_hierarchy(), three_crossed()), bases)
def test_every_promise_is_kept(tables, base):
    rounding = round_tables(tables, base=base)
    assert not rounding.failures
    assert check_rounding(tables, rounding, base) == ()
    assert rounding.distance == sum(
        abs(rounding.rounded[key] - true) for key, true in rounding.values.items()
    )


@calm
@given(st.one_of(make.tables, crossed_with_hierarchy()), bases)
def test_two_dimensions_always_round_within_the_base(tables, base):
    rounding = round_tables(tables, base=base)
    assert not rounding.notes
    assert rounding.optimal
    assert set(rounding.around.values()) == {base - 1}


@calm
@given(crossed_with_hierarchy(), st.integers(0, 3))
def test_the_same_input_and_seed_give_the_same_rounding(tables, seed):
    assert round_tables(tables, seed=seed).rounded == round_tables(tables, seed=seed).rounded


@calm
@given(
    st.one_of(
        make.flat(),
        make.hierarchy(),
        make.crossed(),
        make.linked(),
        crossed_with_hierarchy(),
        three_crossed(),
    ),
    bases,
)
def test_no_reader_tells_fewer_than_base_neighbouring_values_of_any_cell_apart(tables, base):
    """The independent audit, over every cell of all tables together."""
    rounding = round_tables(tables, base=base)
    found = audit(tables, rounding)
    assert found.findings == ()
    assert found.intervals.keys() == rounding.values.keys()
    for interval in found.intervals.values():
        assert interval.high is None or interval.high - interval.low >= base - 1


def test_who_knows_how_many_stand_in_several_parts_narrows_a_figure_down_and_the_audit_says_so():
    """Two persons, each in both groups: every figure is 0, and yet 2 is the least of each."""
    table = Table("t", "persons", (make.GROUP,), {("*",): 2, ("g1",): 2, ("g2",): 2}, additive=False)
    rounding = round_tables([table])
    found = audit([table], rounding)
    assert {finding.kind for finding in found.findings} == {"narrow"}
    assert audit([table], round_tables([table], base=10)).ok
    assert "may stand in several parts" in rounding.statement()
    assert "neighbouring true values" not in rounding.statement()


def test_the_distance_is_the_least_there_is():
    table = with_totals(
        Table("t", "persons", (make.BRANCH, make.GROUP), dict(zip(PLACES, (3, 8, 7, 14), strict=True)))
    )
    rounding = round_tables([table])
    assert rounding.optimal
    assert weighted(rounding.rounded, table) == min(
        weighted(dict(zip(map(table.key, table.cells), values, strict=True)), table)
        for values in additive_roundings(table, 5)
    )


PLACES = list(product(("food", "wood"), ("g1", "g2")))


def weighted(rounded, table):
    return sum(
        abs(rounded[table.key(at)] - true) * (10 if set(at) == {"*"} else 1)
        for at, true in table.cells.items()
    )


def additive_roundings(table, base):
    """All roundings of the leaves to a neighbouring multiple, with sums that are neighbouring multiples too."""
    leaves = [at for at in table.cells if "*" not in at]
    for ups in product((0, 1), repeat=len(leaves)):
        values = {
            at: base * (table.cells[at] // base + (up and table.cells[at] % base > 0))
            for at, up in zip(leaves, ups, strict=True)
        }
        sums = with_totals(replace(table, cells=values)).cells
        if all(
            sums[at] % base == 0 and abs(sums[at] - true) < base and (true % base or sums[at] == true)
            for at, true in table.cells.items()
        ):
            yield [sums[at] for at in table.cells]


@pytest.mark.parametrize("seed", range(5))
def test_many_tied_cells_are_rounded_from_the_upper_levels_down(monkeypatch, seed):
    random = Random(seed)
    leaves = product(("f1", "f2", "w1", "w2"), ("g1", "g2"), ("a", "b", "c"))
    cells = {at: random.randint(0, 30) for at in leaves}
    tables = [
        with_totals(Table("t", "persons", (make.FIRM, make.GROUP, make.THREE), cells)),
        with_totals(Table("firms", "persons", (make.FIRM, make.GROUP), summed(cells, 2))),
    ]
    at_once = round_tables(tables)
    monkeypatch.setattr(choosing, "AT_ONCE", 0)
    by_parts = round_tables(tables)
    assert check_rounding(tables, by_parts, 5) == ()
    assert not by_parts.optimal
    assert by_parts.bound is None
    assert at_once.bound == pytest.approx(at_once.cost)
    assert at_once.cost <= by_parts.cost <= 1.25 * at_once.cost


def test_where_a_part_has_no_rounding_below_a_fixed_upper_level_all_are_rounded_at_once(monkeypatch):
    random = Random(1)
    leaves = product(("f1", "f2", "w1", "w2"), ("g1", "g2"), ("a", "b", "c"))
    table = Table(
        "t", "persons", (make.FIRM, make.GROUP, make.THREE), {at: random.choice([0, 0, 1]) for at in leaves}
    )
    monkeypatch.setattr(choosing, "AT_ONCE", 0)
    rounding = round_tables([with_totals(table)], Rules(width=1), base=2)
    assert rounding.optimal
    assert not rounding.notes
    assert check_rounding(rounding.tables, rounding, 2) == ()


def summed(cells, dimensions):
    found = {}
    for at, value in cells.items():
        found[at[:dimensions]] = found.get(at[:dimensions], 0) + value
    return found


def test_three_dimensions_without_a_rounding_go_one_multiple_further_and_say_so():
    table = cube(KNOT)
    assert not list(additive_roundings(table, 2))
    rounding = round_tables([table], Rules(width=1), base=2)
    assert not rounding.failures
    assert len(rounding.notes) == 1
    assert set(rounding.around.values()) == {3}
    assert not rounding.optimal
    assert check_rounding([table], rounding, 2) == ()
    assert "less than 4 away" in rounding.statement()


def test_without_time_nothing_is_published_and_the_failure_says_so():
    table = cube(dict.fromkeys(product("ab", "ab", "ab"), 3))
    rounding = round_tables([table], time_limit=0)
    assert rounding.failures
    assert "in the time given" in rounding.failures[0]
    assert not rounding.optimal
    assert not rounding.repeatable
    assert {row.value for row in rounding.published("cube")} == {None}
    assert {broken.kind for broken in check_rounding([table], rounding, 5)} == {"missing"}


def test_linked_tables_share_their_cells():
    firms = with_totals(
        Table("firms", "persons", (make.FIRM,), {("f1",): 3, ("f2",): 3, ("w1",): 2, ("w2",): 9})
    )
    groups = with_totals(
        Table(
            "groups",
            "persons",
            (make.BRANCH, make.GROUP),
            dict(zip(PLACES, (1, 5, 7, 4), strict=True)),
        )
    )
    rounding = round_tables([firms, groups])
    shown = {name: {row.at: row.value for row in rounding.published(name)} for name in ("firms", "groups")}
    assert shown["firms"]["food",] == shown["groups"]["food", "*"]
    assert shown["firms"]["*",] == shown["groups"]["*", "*"] == 15


def test_a_cell_is_told_as_the_edition_before_told_it():
    table = with_totals(Table("t", "persons", (make.GROUP,), {("g1",): 7, ("g2",): 7}))
    key = CellKey("persons", frozenset({("group", "g1")}))
    assert round_tables([table]).rounded[key] in (5, 10)
    for before in (Near(1, 9), Near(6, 14)):
        assert round_tables([table], earlier=[{key: before}]).published_cells()[key] == before


def test_what_a_part_of_a_whole_counts_never_exceeds_it():
    whole = Table("reach", "reach", (), {(): 7})
    part = Table("moved", "moved", (), {(): 6})
    rounding = round_tables([whole, part], subsets=[("moved", "reach")])
    assert rounding.rounded[part.key(())] <= rounding.rounded[whole.key(())]


def test_a_cell_that_cannot_hold_anybody_is_an_exact_zero():
    table = Table("t", "persons", (make.GROUP,), {("*",): 7, ("g1",): 7}, structural=frozenset({("g2",)}))
    assert round_tables([table]).published("t")[-1] == (("g2",), 0, None, 0)


@pytest.mark.parametrize("base", [0, 1, True, 2.5])
def test_a_base_that_is_none(base):
    with pytest.raises(TableError, match="at least 2"):
        round_tables([cube(KNOT)], base=base)


def test_a_base_too_small_for_the_width_is_refused():
    with pytest.raises(TableError, match="base of at least 4"):
        round_tables([cube(KNOT)], base=3)


def test_tables_that_do_not_add_up_are_refused_by_name():
    table = Table("t", "persons", (make.GROUP,), {("*",): 8, ("g1",): 3, ("g2",): 4})
    with pytest.raises(TableError, match=r"Table t does not add up: persons \(total\) counts 8.* 7"):
        round_tables([table])


BREAKS = [
    (("food", "g1"), 6, 4, "multiple"),
    (("food", "g1"), 20, 4, "far"),
    (("*", "*"), 30, 4, "sum"),
    (("food", "g1"), 5, 1, "around"),
    (("wood", "g1"), 15, 4, "multiple moved"),
    (("food", "g1"), None, 0, "missing"),
]


@pytest.mark.parametrize(("at", "value", "around", "kind"), BREAKS)
def test_the_check_catches_a_broken_rounding(at, value, around, kind):
    table = with_totals(
        Table("t", "persons", (make.BRANCH, make.GROUP), dict(zip(PLACES, (3, 8, 10, 14), strict=True)))
    )
    rounding = round_tables([table])
    rows = [
        row._replace(value=value, around=around) if row.at == at else row for row in rounding.published("t")
    ]
    assert kind in {broken.kind for broken in check_rounding([table], Publication({"t": rows}), 5)}


def test_the_check_catches_a_shared_cell_told_twice():
    one = Table("one", "persons", (), {(): 7})
    two = replace(one, name="two")
    rounding = round_tables([one, two])
    rows = {"one": rounding.published("one"), "two": [rounding.published("two")[0]._replace(value=10)]}
    assert {broken.kind for broken in check_rounding([one, two], Publication(rows), 5)} == {"shared"}


def test_the_statement_tells_base_zeros_and_what_is_not_protected():
    told = round_tables([cube(KNOT)], base=10).statement()
    assert "multiple of 10" in told
    assert "published 0" in told
    assert "does not protect" in told
