"""Against holders the protector and the audit agree: a plan without failures leaves a holder nothing to learn."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import Dimension, Rules, Table, audit, protect, with_totals
from momentum.methods.disclosure.protecting import holders
from tests.methods.disclosure import random_tables as make
from tests.methods.disclosure.test_known_leaks import published

FIRMS = Dimension(
    "firm",
    {"food": "*", "wood": "*"} | {f"f{i}": "food" for i in range(4)} | {f"w{i}": "wood" for i in range(3)},
)
GROUPS = Dimension("group", {"g1": "*", "g2": "*", "g3": "*"})
QUARTERS = Dimension("quarter", {"q1": "*", "q2": "*"})


@st.composite
def by_firm(draw) -> list[Table]:
    dimensions = (FIRMS, GROUPS, QUARTERS)[: draw(st.integers(2, 3))]
    places = list(product(*(dimension.leaves for dimension in dimensions)))
    counts = draw(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 7, 12]), min_size=len(places), max_size=len(places))
    )
    return [with_totals(Table("by firm", "persons", dimensions, dict(zip(places, counts, strict=True))))]


@pytest.fixture(params=["small", "middle", "large"])
def size(request, monkeypatch):
    """Small tables, looked at as tables of each size are."""
    if request.param != "small":
        monkeypatch.setattr(holders, "SMALL", 0)
    if request.param == "large":
        monkeypatch.setattr(holders, "MIDDLE", 0)


# The fixture only says how tables are looked at, whichever they are.
every_size = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def agree(tables, rules):
    plan = protect(tables, rules, time_limit=20)
    found = audit(tables, plan, rules)
    if not plan.failures:
        assert found.ok, found.findings
    return bool(plan.failures)


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
@settings(max_examples=12, **every_size)
@given(tables=by_firm())
def test_a_plan_without_failures_has_no_findings(size, zeros, tables):
    agree(tables, Rules(zeros=zeros, holders=frozenset({"firm"})))


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
@settings(max_examples=20, **every_size)
@given(tables=make.linked(), width=st.sampled_from([1, 3]))
def test_nor_has_one_of_linked_tables(size, zeros, tables, width):
    agree(tables, Rules(zeros=zeros, width=width, holders=frozenset({"firm"})))


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
def test_plans_against_holders_are_found(size, zeros):
    places = list(product(FIRMS.leaves, GROUPS.leaves))
    counts = dict(zip(places, [1, 7, 12, 2, 9, 8, 3, 6, 7, 11, 4, 9, 6, 8, 1, 9, 2, 7, 8, 9, 6], strict=True))
    table = with_totals(Table("by firm", "persons", (FIRMS, GROUPS), counts))
    assert not agree([table], Rules(zeros=zeros, holders=frozenset({"firm"})))


def test_a_whole_in_which_but_one_holder_is_seen_to_count_is_its_own():
    table = with_totals(Table("firms", "persons", (FIRMS,), {("f0",): 3, ("w0",): 4, ("w1",): 2}))
    withheld = published(table, withheld={("f0",), ("food",), ("w0",), ("w1",), ("wood",)})
    rules = Rules(holders=frozenset({"firm"}))
    # Everybody sees that no other firm of food counts anybody: f0 has known the whole all along.
    assert audit([table], withheld, replace(rules, zeros="shown")).ok
    # A firm of which nobody sees that it is empty is another's.
    hidden = published(table, withheld={("f0",), ("f1",), ("food",), ("w0",), ("w1",), ("wood",)})
    assert audit([table], hidden, replace(rules, zeros="withheld")).ok
