"""The audit's bounds against every table that fits, and protected tables against both."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import Rules, audit, protect
from tests.methods.disclosure import random_tables as make
from tests.methods.disclosure.enumeration import bounds

policies = st.sampled_from(["withheld", "shown"])
calm = settings(max_examples=30, deadline=None)


def hidden(tables, withheld, zeros):
    """The cells a publication may withhold: the grand total never, zeros only where the policy says so."""
    true = {table.key(at): value for table in tables for at, value in table.cells.items()}
    return {key for key in withheld if key.at and (zeros == "withheld" or true[key])}


@st.composite
def withheld_at_random(draw):
    tables = draw(make.tables)
    zeros = draw(policies)
    keys = sorted({table.key(at) for table in tables for at in table.cells}, key=str)
    chosen = draw(st.sets(st.sampled_from(keys), max_size=6))
    return tables, zeros, hidden(tables, chosen, zeros)


@calm
@given(withheld_at_random())
def test_bounds_are_those_of_all_tables_that_fit(case):
    tables, zeros, withheld = case
    publication = make.publication(tables, withheld)
    found = audit(tables, publication, Rules(zeros=zeros))
    truth = bounds(tables, publication, 1 if zeros == "shown" else 0)
    for key in withheld:
        interval = found.intervals[key]
        assert interval.proof == "integer"
        assert (interval.low, interval.high) == truth[key]


@calm
@given(withheld_at_random())
def test_findings_are_exactly_the_exposed_cells(case):
    tables, zeros, withheld = case
    rules = Rules(zeros=zeros)
    publication = make.publication(tables, withheld)
    truth = bounds(tables, publication, 1 if zeros == "shown" else 0)
    true = {table.key(at): value for table in tables for at, value in table.cells.items()}
    expected = set()
    for key, value in true.items():
        low, high = truth[key]
        if key not in withheld:
            if 0 < value < rules.n:
                expected.add((key, "primary published"))
        elif low == high:
            expected.add((key, "exact"))
        elif 0 < value < rules.n and high - low < rules.width:
            expected.add((key, "narrow"))
    found = audit(tables, publication, rules)
    assert {(finding.cell, finding.kind) for finding in found.findings} == expected


@calm
@given(make.tables, policies, st.integers(2, 5))
def test_a_protected_table_holds(tables, zeros, n):
    rules = Rules(n=n, zeros=zeros)
    plan = protect(tables, rules, time_limit=5)
    assert not plan.failures
    found = audit(tables, plan, rules)
    assert found.findings == ()
    total = next(table.key(at) for table in tables for at in table.cells if set(at) == {"*"})
    assume(total not in plan.withheld and len(plan.withheld) < 8)
    truth = bounds(tables, make.publication(tables, set(plan.withheld)), 1 if zeros == "shown" else 0)
    for key, reason in plan.withheld.items():
        low, high = truth[key]
        assert high - low >= (1 if reason == "complement" else rules.width)


@calm
@given(make.tables, policies, st.integers(2, 4), st.data())
def test_a_plan_with_one_complement_published_is_judged_as_enumeration_judges(tables, zeros, n, data):
    rules = Rules(n=n, zeros=zeros)
    plan = protect(tables, rules, time_limit=5)
    complements = sorted((key for key, why in plan.withheld.items() if why == "complement"), key=str)
    assume(complements)
    total = next(table.key(at) for table in tables for at in table.cells if set(at) == {"*"})
    broken = set(plan.withheld) - {data.draw(st.sampled_from(complements))}
    assume(total not in broken and len(broken) < 8)
    publication = make.publication(tables, broken)
    truth = bounds(tables, publication, 1 if zeros == "shown" else 0)
    exposed = {
        key
        for key in broken
        if truth[key][1] - truth[key][0] < (1 if plan.withheld[key] == "complement" else rules.width)
    }
    found = audit(tables, publication, rules)
    assert found.ok == (not exposed)
    assert {finding.cell for finding in found.findings} == exposed


@calm
@given(make.tables, policies)
def test_protecting_twice_gives_the_same_plan(tables, zeros):
    rules = Rules(zeros=zeros)
    assert protect(tables, rules, seed=3).withheld == protect(tables, rules, seed=3).withheld
