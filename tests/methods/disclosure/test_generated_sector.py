"""The generated sector of data/disclosure, (enterprise within branch) × target group, both zero policies."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from momentum.methods.disclosure import Dimension, Rules, Table, audit, protect, with_totals

SMALL = Path(__file__).parents[3] / "data" / "disclosure" / "small.csv"


@pytest.fixture(scope="module")
def sector() -> Table:
    with open(SMALL, encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    enterprise = {p["branch"]: "*" for p in people} | {p["enterprise"]: p["branch"] for p in people}
    group = {p["target_group"]: "*" for p in people}
    cells = Counter((p["enterprise"], p["target_group"]) for p in people)
    dimensions = (
        Dimension("enterprise", dict(sorted(enterprise.items()))),
        Dimension("target_group", dict(sorted(group.items()))),
    )
    return with_totals(Table("sector", "persons", dimensions, cells))


@pytest.mark.parametrize(("zeros", "most"), [("withheld", 597), ("shown", 870)])
def test_every_primary_cell_is_wide_at_no_more_than_known_costs(sector, zeros, most):
    rules = Rules(zeros=zeros)
    plan = protect([sector], rules)
    costs = plan.costs()
    assert len(sector.cells) == 407
    assert costs["threshold"] == (189, 372)
    assert costs["threshold"].persons + costs["complement"].persons <= most
    assert plan.optimal
    found = audit([sector], plan, rules)
    assert found.ok
    assert set(found.intervals) == set(plan.withheld)
    assert protect([sector], rules).withheld == plan.withheld


def test_a_plan_that_forgets_that_the_zeros_are_shown_is_caught(sector):
    forgetful = protect([sector], Rules(zeros="withheld"))
    hidden = {key for key in forgetful.withheld if forgetful.values[key]}
    known = {key: value for key, value in forgetful.values.items() if key not in hidden}

    class Shown:
        def published(self, name):
            return [
                row._replace(value=0, reason=None) if known.get(sector.key(row.at)) == 0 else row
                for row in forgetful.published(name)
            ]

    found = audit([sector], Shown(), Rules(zeros="shown"))
    exact = {finding.cell for finding in found.findings if finding.kind == "exact"}
    assert len(exact) > 40
    assert all(found.intervals[key].low == forgetful.values[key] for key in exact)
