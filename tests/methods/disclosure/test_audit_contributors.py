"""One who knows its own cells: what an enterprise learns of another's, found and spelled out."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import Rules, Table, audit, protect, with_totals
from tests.methods.disclosure import random_tables as make
from tests.methods.disclosure.enumeration import every_world
from tests.methods.disclosure.random_tables import FIRM
from tests.methods.disclosure.test_known_leaks import flat, kinds, published

HOLDERS = frozenset({"group"})


def test_of_two_withheld_cells_each_knows_its_own_and_so_the_other():
    table = flat("firms", {"A": 12, "B": 3, "C": 9})
    two = published(table, withheld={("B",), ("C",)})
    assert audit([table], two, Rules()).ok
    found = audit([table], two, Rules(holders=HOLDERS))
    assert kinds(found) == {"persons (group=B)": "contributor"}
    finding = found.findings[0]
    assert "group C knows its own cells" in finding.sentence
    assert [step.code for step in finding.steps][:2] == ["holder", "published"]
    assert str(finding.steps[-2]) == "So persons (group=B) must be 3."


def test_a_third_withheld_cell_keeps_each_in_the_dark():
    table = flat("firms", {"A": 12, "B": 3, "C": 9})
    three = published(table, withheld={("A",), ("B",), ("C",)})
    assert audit([table], three, Rules(holders=HOLDERS)).ok


def test_what_others_may_know_of_their_own_cell_is_no_finding():
    table = flat("firms", {"A": 12, "B": 9, "C": 3})
    # A knows that C is 3; C knows its own; nobody else is primary.
    two = published(table, withheld={("A",), ("C",)})
    found = audit([table], two, Rules(holders=HOLDERS))
    assert kinds(found) == {"persons (group=C)": "contributor"}
    assert "group A knows" in found.findings[0].sentence


@st.composite
def firms_with_cells_withheld(draw):
    codes = ("f1", "f2", "w1", "w2")
    counts = {(code,): draw(st.integers(0, 3)) for code in codes}
    table = with_totals(Table("firms", "persons", (FIRM,), counts))
    chosen = draw(st.sets(st.sampled_from(["f1", "f2", "w1", "w2", "food", "wood"]), min_size=2))
    return table, {(code,) for code in chosen}


@settings(max_examples=12, deadline=None)
@given(firms_with_cells_withheld(), st.sampled_from([0, 40]))
def test_holders_learn_exactly_what_the_worlds_with_their_own_cells_leave(case, integer_cells):
    table, withheld = case
    rules = Rules(n=3, holders=frozenset({"firm"}))
    publication = published(table, withheld=withheld)
    worlds = list(every_world([table], publication, 0))
    true = {table.key(at): value for at, value in table.cells.items()}
    hidden = {table.key(at) for at in withheld}
    primary = {key for key in hidden if 0 < true[key] < rules.n}

    def width(key, some):
        return max(world[key] for world in some) - min(world[key] for world in some)

    public = {key for key in primary if width(key, worlds) < rules.width}
    learnt = set()
    for code in ("f1", "f2", "w1", "w2"):
        own = table.key((code,))
        theirs = [world for world in worlds if world[own] == true[own]]
        learnt |= {key for key in primary - public - {own} if width(key, theirs) < rules.width}
    found = audit([table], publication, rules, integer_cells=integer_cells)
    assert {f.cell for f in found.findings if f.kind == "contributor"} == learnt


def test_no_time_for_holders_is_no_verdict(monkeypatch):
    from momentum.methods.disclosure.auditing import contributors, left_alone
    from momentum.methods.disclosure.auditing.exact import Bounds

    table = flat("firms", {"A": 12, "B": 3, "C": 9})
    three = published(table, withheld={("A",), ("B",), ("C",)})
    monkeypatch.setattr(left_alone, "points", lambda *_: iter(()))
    monkeypatch.setattr(contributors, "interval_of", lambda *_, **__: Bounds(0.0, 0.0, "none"))
    found = audit([table], three, Rules(holders=HOLDERS))
    assert kinds(found) == {"persons (group=B)": "no verdict"}


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
@settings(max_examples=15, deadline=None)
@given(make.linked())
def test_without_holders_nothing_changes(zeros, tables):
    plan = protect(tables, Rules(zeros=zeros), time_limit=5)
    assume(not plan.failures)
    alone = audit(tables, plan, Rules(zeros=zeros))
    assert alone.ok
    among = audit(tables, plan, Rules(zeros=zeros, holders=frozenset({"nobody"})))
    assert among == alone
