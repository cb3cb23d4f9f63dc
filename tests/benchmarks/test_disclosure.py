"""What the disclosure benchmark builds on: its instances, the generator, the naive greedy, its own exact optimum."""

from itertools import combinations
from pathlib import Path

import pytest
from disclosure_parts.exact_optimum import exact_optimum
from disclosure_parts.generator import generated_tables
from disclosure_parts.greedy import greedy
from disclosure_parts.instances import tables_of
from disclosure_parts.kept import kept
from disclosure_parts.one_run import as_read, attacked, cost, values_of
from disclosure_parts.report import section, summary
from disclosure_parts.runs import POLICIES, Run, all_runs
from disclosure_parts.ways import at_tau_levels, publication

from momentum.methods.disclosure import Dimension, Rules, Table, audit, with_totals

ROOT = Path(__file__).resolve().parents[2]
ASKED = {"audit_seconds": 30, "seed": 0, "whole": False}


@pytest.mark.parametrize(
    ("instance", "cells", "primary", "persons"),
    [
        ("small-two-way", 407, 189, 372),
        ("small-three-way", 1548, 852, 1589),
        ("middle", 7201, 3892, 7182),
        ("middle-linked", 15516, 8184, 15585),
        ("large", 35173, 20868, 37486),
    ],
)
def test_the_instances_are_those_whose_figures_are_known(instance, cells, primary, persons):
    values = values_of(tables_of(instance))
    small = [value for value in values.values() if value < 5]
    assert (len(values), len(small), sum(small)) == (cells, primary, persons)


def test_generated_tables_are_linked_of_the_size_asked_and_the_same_each_time():
    first, second = generated_tables(10_000), generated_tables(10_000)
    assert first == second
    assert 10_000 <= len(values_of(first)) < 10_100
    both = [{table.key(at) for at in table.cells} for table in first]
    assert len(both[0] & both[1]) > 20
    assert generated_tables(10_000, seed=1) != first


def cross() -> Table:
    """Two branches × three groups with two small cells."""
    counts = {("x", "a"): 2, ("x", "b"): 9, ("x", "c"): 8, ("y", "a"): 7, ("y", "b"): 3, ("y", "c"): 6}
    dimensions = (
        Dimension("branch", dict.fromkeys("xy", "*")),
        Dimension("group", dict.fromkeys("abc", "*")),
    )
    return with_totals(Table("cross", "persons", dimensions, counts))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_exact_optimum_is_what_trying_every_choice_gives(policy):
    tables, rules = as_read([cross()], Rules(), policy)
    found = exact_optimum(tables, rules, seconds=30)
    values = values_of(tables)
    primary = {key for key, value in values.items() if value < rules.n}
    others = [key for key in values if key not in primary]
    least = min(
        sum(values[key] for key in primary.union(extra))
        for size in range(4)
        for extra in combinations(others, size)
        if audit(tables, publication(tables, primary.union(extra)), rules).ok
    )
    assert found.persons == least
    assert found.bound > least - 1
    assert audit(tables, publication(tables, found.withheld), rules).ok


def test_no_sum_of_a_greedy_plan_shows_all_but_one_and_the_audit_still_refuses_it():
    tables = tables_of("small-two-way")
    withheld = greedy(tables, Rules())
    assert cost(tables, withheld)["primary_published"] == 0
    verdicts = attacked(*as_read(tables, Rules(), "shown"), publication(tables, withheld), ASKED)
    assert not verdicts["ok"]
    assert verdicts["exact"] > 0
    assert verdicts["no_verdict"] == 0


def test_a_cell_without_a_verdict_counts_as_a_failure():
    tables = tables_of("small-two-way")
    every = publication(tables, set(values_of(tables)))
    verdicts = attacked(*as_read(tables, Rules(), "shown"), every, ASKED | {"audit_seconds": 0})
    assert not verdicts["ok"]
    assert verdicts["no_verdict"] == 189


def test_amounts_at_the_levels_of_tau_argus_are_tenths_of_persons():
    (table,) = at_tau_levels([cross()])
    assert table.kind == "sum"
    assert table.cells["x", "a"] == 20
    assert table.contributions["x", "a"] == (20,)
    assert table.contributions["x", "b"] == (10, 10)
    assert table.contributors["x", "b"] == 9


def test_every_run_is_asked_once_and_the_section_tells_each_as_it_went():
    runs = list(all_runs())
    assert len(runs) == len(set(runs))
    plan = {
        "cells": 407,
        "primary": 189,
        "withheld": 250,
        "withheld_empty": 0,
        "persons": 900,
        "bound": 880.0,
    }
    took = {"seconds": 1.0, "cpu": 1.0, "peak_mb": 90, "cores": 2, "load": [1, 2], "date": "2017-02-14"}
    bad = {"ok": False, "exact": 1, "narrow": 2, "no_verdict": 3, "contributor": 0, "others": {}, "shrunk": 0}
    figures = plan | took | {"audits": {"shown": bad | took}}
    told = section({Run("small-two-way", "momentum", "shown"): figures, runs[0]: took | {"said": "nothing"}})
    assert "| 900, refused | 880 | – | 1 / 2 / 3: refused | 1.0 + 1.0 |" in told
    assert "the audit refuses it" in told
    assert "no plan: nothing" in told


@pytest.mark.parametrize(
    ("page", "told"), [("benchmarks/results.md", section), ("docs/explanation/protection.md", summary)]
)
def test_the_figures_told_are_those_that_were_measured(page, told):
    assert told(kept()) in (ROOT / page).read_text(encoding="utf-8")
