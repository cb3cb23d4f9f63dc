"""A time-out, an infeasible model, a lying solver, an unchecked cell: none of them reads as safe."""

import pytest
from scipy.optimize import OptimizeResult

from momentum.methods.disclosure import Dimension, Rules, Table, audit, protect, with_totals
from momentum.methods.disclosure.auditing import programmes
from tests.methods.disclosure.test_known_leaks import SHOWN, flat

TABLE = flat("safe", {"A": 12, "B": 9, "C": 3})


def wide() -> Table:
    codes = [f"c{i}" for i in range(60)]
    return with_totals(
        Table(
            "wide",
            "persons",
            (Dimension("code", dict.fromkeys(codes, "*")),),
            {(c,): 2 + i % 7 for i, c in enumerate(codes)},
        )
    )


@pytest.mark.parametrize("table", [TABLE, wide()], ids=["small", "large"])
def test_no_time_is_no_verdict(table):
    plan = protect([table], SHOWN)
    assert audit([table], plan, SHOWN).ok
    found = audit([table], plan, SHOWN, time_limit=0)
    assert not found.ok
    assert {finding.kind for finding in found.findings} == {"no verdict"}
    assert {finding.cell for finding in found.findings} == set(plan.withheld)


@pytest.mark.parametrize("status", [1, 2, 3, 4])
@pytest.mark.parametrize("table", [TABLE, wide()], ids=["small", "large"])
def test_any_status_but_optimal_is_no_verdict(monkeypatch, status, table):
    plan = protect([table], SHOWN)

    def broken(cost, **_):
        return OptimizeResult(status=status, x=None)

    monkeypatch.setattr(programmes, "linprog", broken)
    found = audit([table], plan, SHOWN)
    assert {finding.cell for finding in found.findings} == set(plan.withheld)
    assert {finding.kind for finding in found.findings} == {"no verdict"}


def test_a_solver_that_claims_an_impossible_table_is_not_believed(monkeypatch):
    plan = protect([TABLE], SHOWN)

    def lying(cost, **_):
        # "Optimal", and every cell far from the truth: the relations do not hold.
        marginals = OptimizeResult(marginals=[0.0])
        return OptimizeResult(status=0, x=-100 * cost, eqlin=marginals, ineqlin=marginals)

    monkeypatch.setattr(programmes, "linprog", lying)
    assert not audit([TABLE], plan, SHOWN).ok


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
def test_a_search_without_time_still_ends_in_a_plan_that_holds_and_says_that_it_was_cut(zeros):
    rules = Rules(zeros=zeros)
    plan = protect([wide()], rules, time_limit=0)
    assert not plan.repeatable
    assert not plan.optimal
    assert not plan.failures
    assert audit([wide()], plan, rules).ok
