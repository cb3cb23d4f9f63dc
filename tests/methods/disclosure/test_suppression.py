"""Complementary suppression: sums, holders of cells, prices, editions told roughly, proofs and limits."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import (
    CellKey,
    Dimension,
    Near,
    Rules,
    Table,
    audit,
    protect,
    with_totals,
)
from tests.methods.disclosure import random_tables as make
from tests.methods.disclosure.enumeration import bounds

BRANCH = Dimension("branch", {"food": "*", "wood": "*", "care": "*"})
GROUP = Dimension("group", {"g1": "*", "g2": "*", "g3": "*"})
calm = settings(max_examples=12, deadline=None)
policies = st.sampled_from(["withheld", "shown"])


def cell(measure: str = "persons", **at: str) -> CellKey:
    return CellKey(measure, frozenset(at.items()))


def counted(values: dict, *dimensions: Dimension) -> Table:
    return with_totals(Table("counted", "persons", dimensions, values))


def summed(amounts: dict) -> Table:
    """A table of sums of these amounts by branch and group."""
    cells: dict = {}
    for (branch, group), each in amounts.items():
        for at in product((branch, "*"), (group, "*")):
            cells.setdefault(at, []).extend(each)
    return Table(
        "turnover",
        "euros",
        (make.BRANCH, make.GROUP),
        {at: sum(each) for at, each in cells.items()},
        kind="sum",
        contributions={at: tuple(sorted(each, reverse=True)[:3]) for at, each in cells.items()},
        contributors={at: len(each) for at, each in cells.items()},
    )


@st.composite
def sums(draw):
    amounts = st.lists(st.integers(1, 3), min_size=1, max_size=2)
    return summed({at: draw(amounts) for at in product(("food", "wood"), ("g1", "g2"))})


@calm
@given(
    sums(),
    st.sampled_from([Rules(n=2, p=30), Rules(n=1, dominance=(1, 70)), Rules(n=1, p=20, zeros="shown")]),
)
def test_nobody_comes_closer_to_a_sum_than_its_rule_allows(table, rules):
    plan = protect([table], rules, costs={cell("euros"): 1000.0})
    assert audit([table], plan, rules).ok == (not plan.failures)
    if plan.failures or cell("euros") in plan.withheld or len(plan.withheld) > 4:
        return
    truth = bounds([table], make.publication([table], set(plan.withheld)), int(rules.zeros == "shown"))
    for at, value in table.cells.items():
        key = table.key(at)
        first, second = (*table.contributions[at], 0)[:2]
        if rules.p is not None and (beyond := rules.p / 100 * first - (value - first - second)) > 0:
            assert key in plan.withheld
            low, high = truth[key]
            assert high >= value + beyond
            assert low <= value - min(beyond, value - int(rules.zeros == "shown"))
        if key in plan.withheld:
            assert truth[key][0] < truth[key][1]


def test_the_rule_that_makes_a_sum_primary_is_told():
    table = summed(
        {
            ("food", "g1"): [900, 20, 10],
            ("food", "g2"): [90, 80, 70],
            ("wood", "g1"): [95, 80, 75],
            ("wood", "g2"): [85, 80, 70],
        }
    )
    assert protect([table], Rules(n=1, p=10)).withheld[cell("euros", branch="food", group="g1")] == "p%"
    dominated = protect([table], Rules(n=1, dominance=(1, 90)))
    assert dominated.withheld[cell("euros", branch="food", group="g1")] == "dominance"
    few = protect([table], Rules(n=4))
    assert few.withheld[cell("euros", branch="food", group="g1")] == "threshold"


def test_a_sum_without_its_largest_contributions_is_refused_where_a_rule_needs_them():
    table = with_totals(Table("t", "euros", (GROUP,), {("g1",): 5, ("g2",): 7, ("g3",): 9}, kind="sum"))
    with pytest.raises(ValueError, match="has no largest contributions"):
        protect([table], Rules(p=10))


def known_to(firm, key, table, plan):
    """A firm's own cell, or a branch of which everybody sees that all its other firms count nobody."""
    if ("firm", firm) in key.at:
        return True
    branch = dict(key.at).get("branch")
    firms = [code for code, parent in make.FIRM.parents.items() if parent == branch]
    seen_empty = {code for code in firms if cell(firm=code) not in plan.withheld and not table.cells[(code,)]}
    return set(firms) - seen_empty == {firm}


@calm
@given(make.hierarchy(), policies)
def test_an_enterprise_that_knows_its_own_cells_learns_no_other(tables, zeros):
    rules = Rules(n=4, zeros=zeros, holders=frozenset({"firm"}))
    plan = protect(tables, rules, costs={cell(): 1000.0})
    assert audit(tables, plan, rules).ok == (not plan.failures)
    if plan.failures or cell() in plan.withheld or len(plan.withheld) > 5:
        return
    for firm in ("f1", "f2", "w1", "w2"):
        own = {key for key in plan.withheld if known_to(firm, key, tables[0], plan)}
        truth = bounds(tables, make.publication(tables, set(plan.withheld) - own), int(zeros == "shown"))
        for key, reason in plan.withheld.items():
            if key not in own and reason == "threshold":
                low, high = truth[key]
                assert high - low >= rules.width


def test_a_single_other_enterprise_is_no_hiding_place_from_itself():
    table = counted({("f1",): 3, ("f2",): 30, ("w1",): 40, ("w2",): 50}, make.FIRM)
    public = protect([table], Rules(zeros="shown"))
    rules = Rules(zeros="shown", holders=frozenset({"firm"}))
    against_each = protect([table], rules, costs={cell(): 1000.0})
    assert len(public.withheld) == 2
    # With f2 knowing itself, f1 hides only behind its branch, and that behind the other branch.
    assert cell(branch="food") in against_each.withheld
    assert cell(branch="wood") in against_each.withheld
    assert not against_each.failures


def test_two_hierarchies_over_one_variable_are_both_kept():
    towns = {code: "north" for code in "ab"} | {code: "south" for code in "cd"}
    care = {"a": "east", "c": "east", "b": "west", "d": "west", "east": "*", "west": "*"}
    town = Dimension("town", {"north": "*", "south": "*"} | towns, more=(care,))
    table = with_totals(Table("towns", "persons", (town,), {("a",): 3, ("b",): 20, ("c",): 30, ("d",): 25}))
    for zeros in ("withheld", "shown"):
        rules = Rules(zeros=zeros)
        plan = protect([table], rules)
        assert {cell(town=code) for code in "abcd"} == set(plan.withheld)
        assert plan.optimal
        assert audit([table], plan, rules).ok


def test_prices_keep_what_is_dear():
    table = counted({("g1",): 12, ("g2",): 9, ("g3",): 3}, GROUP)
    assert cell(group="g2") in protect([table]).withheld
    plan = protect([table], costs={cell(group="g2"): 1000.0})
    assert set(plan.withheld) == {cell(group="g1"), cell(group="g3")}


def test_what_an_edition_told_roughly_bounds_how_far_a_cell_hides():
    table = counted({("g1",): 12, ("g2",): 9, ("g3",): 3}, GROUP)
    rules = Rules(zeros="shown")
    near = [{cell(group="g2"): Near(8, 10)}]
    plan = protect([table], rules, earlier=near)
    assert cell(group="g1") in plan.withheld
    assert not plan.failures
    assert audit([table], plan, rules, earlier=near).ok
    everything = [{cell(): 24, cell(group="g1"): Near(12, 13), cell(group="g2"): Near(9, 10)}]
    plan = protect([table], rules, earlier=everything)
    assert any("persons (group=g3) cannot be given an interval 3 wide" in s for s in plan.failures)


@calm
@given(make.tables, policies)
def test_the_bound_never_exceeds_the_cost_and_the_best_profile_costs_no_more(tables, zeros):
    rules = Rules(zeros=zeros)
    fast, best = protect(tables, rules), protect(tables, rules, profile="best")
    for plan in (fast, best):
        assert plan.bound is not None
        assert plan.bound <= plan.cost + 1e-6
        assert not plan.optimal or plan.bound == pytest.approx(plan.cost)
    assert best.cost <= fast.cost + 1e-6
    assert best.withheld == protect(tables, rules, profile="best").withheld


def test_a_plan_says_by_which_method_it_was_made():
    assert protect([counted({("g1",): 12, ("g2",): 9, ("g3",): 3}, GROUP)]).method == "suppression"
