"""The audit stands alone, and gives the same answer however its work is shared."""

import ast
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from hypothesis import given, settings

from momentum.methods.disclosure import Dimension, Rules, Table, audit, auditing, with_totals
from momentum.methods.disclosure.auditing import SENTENCES, work
from momentum.methods.disclosure.auditing.report import WORTH_SHARING
from tests.methods.disclosure.enumeration import bounds
from tests.methods.disclosure.random_tables import publication
from tests.methods.disclosure.test_against_enumeration import withheld_at_random
from tests.methods.disclosure.test_known_leaks import SHOWN, flat, published

ROOM = "momentum.methods.disclosure."
ALLOWED = {"auditing", "dimensions", "tables", "rules", "publication"}


def test_it_imports_nothing_of_what_it_audits():
    for file in Path(auditing.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                assert node.level == 0, file
            for name in names:
                assert not name.startswith("momentum") or (
                    name.startswith(ROOM) and name.removeprefix(ROOM).split(".")[0] in ALLOWED
                ), f"{file.name} imports {name}"


@settings(max_examples=40, deadline=None)
@given(withheld_at_random())
def test_large_groups_are_judged_as_every_table_that_fits(case):
    """The way for large groups (deduced, seen wide, bounded near the cell), on groups small enough to list."""
    tables, zeros, withheld = case
    rows = publication(tables, withheld)
    rules = Rules(zeros=zeros)
    truth = bounds(tables, rows, 1 if zeros == "shown" else 0)
    true = {table.key(at): value for table in tables for at, value in table.cells.items()}
    found = audit(tables, rows, rules, integer_cells=0)
    narrow = {f.cell: f.kind for f in found.findings if f.kind in ("exact", "narrow", "no verdict")}
    for key in withheld:
        low, high = truth[key]
        wanted = rules.width if 0 < true[key] < rules.n else 1
        kind = "exact" if low == high else "narrow" if high - low < wanted else None
        assert narrow.get(key) == kind
        if kind:
            assert (found.intervals[key].low, found.intervals[key].high) == (low, high)


def wide_table() -> Table:
    codes = [f"c{i}" for i in range(100)]
    other = [f"d{i}" for i in range(99)]
    dimensions = (Dimension("c", dict.fromkeys(codes, "*")), Dimension("d", dict.fromkeys(other, "*")))
    cells = {(c, d): (7 * i + 3 * j) % 9 for i, c in enumerate(codes) for j, d in enumerate(other)}
    cells |= {("c5", d): 3 if d == "d7" else 9 for d in other}
    return with_totals(Table("wide", "persons", dimensions, cells))


@pytest.fixture(scope="module")
def broken():
    """Nearly everything withheld, and one row left with a single withheld cell."""
    table = wide_table()
    withheld = {at for at in table.cells if "*" not in at and (at[0] != "c5" or at[1] == "d7")}
    return table, published(table, withheld=withheld)


def test_two_processes_give_the_answer_of_one(broken):
    table, rows = broken
    one = audit([table], rows, Rules())
    assert len(one.intervals) > WORTH_SHARING
    assert {(str(f.cell), f.kind) for f in one.findings} == {("persons (c=c5, d=d7)", "exact")}
    assert audit([table], rows, Rules(), processes=2) == one


def test_processes_that_die_leave_no_cell_unchecked(broken, monkeypatch):
    table, rows = broken

    class Dying:
        def __init__(self, *_):
            pass

        def map(self, *_):
            raise BrokenProcessPool

        def shutdown(self, **_):
            pass

    monkeypatch.setattr(work, "ProcessPoolExecutor", Dying)
    found = audit([table], rows, Rules(), processes=2)
    assert found.checked == len(found.intervals) > WORTH_SHARING
    assert [f.kind for f in found.findings] == ["exact"]


def test_the_attack_on_fourteen_is_spelled_out_in_the_order_of_the_sum():
    table = flat("fourteen", {"A": 12, "B": 1, "C": 1})
    found = audit([table], published(table, withheld={("B",), ("C",)}), SHOWN)
    assert [str(step) for step in found.findings[0].steps] == [
        "Table fourteen publishes persons (total) = 14.",
        "Its parts that a reader knows count 12 together.",
        "(1) That leaves 2 for the rest: persons (group=B) + persons (group=C) = 2.",
        "A withheld cell is at least 1, because zeros are shown: persons (group=C).",
        "So persons (group=B) is at most 1.",
        "So persons (group=B) must be 1.",
        "persons (group=B) must not be known, for it counts fewer than 5 persons.",
    ]


def test_the_attack_through_two_levels_adds_the_sums_up():
    from tests.methods.disclosure.random_tables import FIRM

    table = with_totals(
        Table("firms", "persons", (FIRM,), {("f1",): 3, ("f2",): 30, ("w1",): 40, ("w2",): 50})
    )
    found = audit([table], published(table, withheld={("f1",), ("food",)}), SHOWN)
    steps = next(f.steps for f in found.findings if str(f.cell) == "persons (firm=f1)")
    assert [step.code for step in steps] == [
        "published", "parts", "left", "sum", "combine", "value", "primary",
    ]  # fmt: skip
    assert steps[2].params["left"] == 33
    assert str(steps[4]) == "Adding the sums up, (1) + (2), leaves persons (firm=f1) = 3."


@settings(max_examples=40, deadline=None)
@given(withheld_at_random())
def test_every_finding_tells_steps_that_can_be_said(case):
    tables, zeros, withheld = case
    found = audit(tables, publication(tables, withheld), Rules(zeros=zeros))
    for finding in found.findings:
        assert finding.steps
        for step in finding.steps:
            assert step.code in SENTENCES
            assert all(isinstance(value, str | int) for value in step.params.values())
            assert "{" not in str(step)
    # Where the linear bounds are those of whole persons, the sums told prove them: nothing is only asserted.
    told = [step for f in found.findings for step in f.steps if step.code == "bounded"]
    assert found.shrunk or not told


def test_an_additive_table_that_does_not_add_up_never_reads_as_safe():
    table = flat("wrong", {"A": 12, "B": 9}, total=22)
    found = audit([table], published(table, withheld=()), Rules())
    assert [f.kind for f in found.findings] == ["contradiction"]
    assert "counts 22 in table wrong, which adds up, but its parts count 21" in found.findings[0].sentence
