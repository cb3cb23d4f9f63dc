"""The best profile: the cheapest plan of all on small tables, never dearer than fast, never proven on a time-out."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import CellKey, Dimension, Rules, Table, audit, protect, with_totals
from momentum.methods.disclosure.protecting import effort
from tests.methods.disclosure import random_tables as make

GRAND = CellKey("persons", frozenset())
DEAR = 1000.0
calm = settings(max_examples=15, deadline=None)
policies = st.sampled_from(["withheld", "shown"])
small = st.one_of(make.flat(), make.hierarchy(), make.crossed(), make.linked())


def prices(tables: list[Table]) -> dict[CellKey, float]:
    """A person costs one, an empty cell next to nothing, and the headline stays."""
    found = {table.key(at): max(float(value), 0.01) for table in tables for at, value in table.cells.items()}
    return found | {GRAND: DEAR}


def square(seed: int, size: int) -> Table:
    """Counts of two dimensions without a hierarchy, many of them small."""
    rows, columns = (
        Dimension(name, {f"{name}{place}": "*" for place in range(size)}) for name in ("row", "column")
    )
    counts = np.random.default_rng(seed).choice([0, 1, 2, 3, 4, 6, 9, 15, 30], size=(size, size))
    values = {
        (f"row{one}", f"column{other}"): int(counts[one, other])
        for one, other in product(range(size), range(size))
    }
    return with_totals(Table("square", "persons", (rows, columns), values))


def cheaper_sets(candidates: list[CellKey], costs: dict[CellKey, float], below: float):
    """Every set of these cells that costs less."""
    for chosen in product((False, True), repeat=len(candidates)):
        cells = {key for key, withheld in zip(candidates, chosen, strict=True) if withheld}
        if sum(costs[key] for key in cells) < below - 1e-6:
            yield cells


@calm
@given(small, policies)
def test_no_cheaper_set_of_cells_passes_the_audit(tables, zeros):
    rules, costs = Rules(n=4, zeros=zeros), prices(tables)
    plan = protect(tables, rules, costs=costs, profile="best")
    assume(plan.withheld and not plan.failures and GRAND not in plan.withheld)
    assert plan.optimal
    assert audit(tables, plan, rules).ok
    primary = {key for key, reason in plan.withheld.items() if reason != "complement"}
    values = {table.key(at): value for table in tables for at, value in table.cells.items()}
    others = sorted(
        (key for key in values.keys() - primary if key != GRAND and (zeros == "withheld" or values[key])),
        key=str,
    )
    assume(len(others) <= 8)
    for cells in cheaper_sets(others, costs, plan.cost - sum(costs[key] for key in primary)):
        assert not audit(tables, make.publication(tables, primary | cells), rules).ok


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
def test_a_search_that_ran_out_of_time_proves_nothing(zeros):
    table, rules = square(1, 6), Rules(n=4, zeros=zeros)
    assert protect([table], rules, profile="best").optimal
    plan = protect([table], rules, profile="best", time_limit=0.0)
    assert not plan.optimal
    assert not plan.repeatable
    assert audit([table], plan, rules).ok == (not plan.failures)


@pytest.mark.parametrize("zeros", ["withheld", "shown"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_neighbourhoods_of_a_plan_make_it_cheaper_and_keep_it_clean(monkeypatch, seed, zeros):
    monkeypatch.setattr(effort, "SMALL", 0)
    table, rules = square(seed, 9), Rules(n=4, zeros=zeros)
    costs = prices([table])
    few = replace(effort.PROFILES["fast"], whole=1, nodes=20)
    monkeypatch.setitem(effort.PROFILES, "fast", few)
    fast = protect([table], rules, costs=costs)
    monkeypatch.setitem(effort.PROFILES, "best", replace(few, neighbourhoods=40))
    near = protect([table], rules, costs=costs, profile="best")
    assert audit([table], near, rules).ok
    assert near.cost <= fast.cost
    assert near.withheld == protect([table], rules, costs=costs, profile="best").withheld
    monkeypatch.setitem(effort.PROFILES, "best", replace(few, exact=200, gap=0.0, neighbourhoods=1))
    proven = protect([table], rules, costs=costs, profile="best")
    assert proven.optimal
    assert near.bound <= proven.cost + 1e-6 <= near.cost + 2e-6


def test_a_neighbourhood_finds_what_the_first_choice_missed(monkeypatch):
    monkeypatch.setattr(effort, "SMALL", 0)
    table, rules = square(9, 9), Rules(n=4, zeros="shown")
    costs = prices([table])
    few = replace(effort.PROFILES["fast"], relations=2, whole=1, nodes=20)
    monkeypatch.setitem(effort.PROFILES, "fast", few)
    monkeypatch.setitem(effort.PROFILES, "best", replace(few, neighbourhoods=40))
    near = protect([table], rules, costs=costs, profile="best")
    assert near.cost < protect([table], rules, costs=costs).cost
    assert audit([table], near, rules).ok
