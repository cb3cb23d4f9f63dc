"""What the analyst reads of a plan: its cost, the bound, and how far both can be relied on."""

import re

import pytest
from django.utils.translation import override

from momentum.monitor import actions
from momentum.monitor.plan_words import goodness, plan_lines
from momentum.monitor.queries.cells import internal

PLAN = {
    "costs": {"threshold": {"cells": 3, "persons": 7}, "complement": {"cells": 4, "persons": 93}},
    "cost": 110.0,
    "bound": 100.0,
    "optimal": False,
    "repeatable": True,
}


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def said(plan, ok=True):
    return [value for _label, value in plan_lines(plan, ok=ok)]


def test_cells_persons_cost_bound_gap_and_how_it_ended_are_told():
    assert said(PLAN) == [
        "7",
        "100",
        "110.0",
        "100.0",
        "10.0%",
        "stopped by the limit, audited all the same",
        "yes",
    ]
    best = said({**PLAN, "bound": 110.0, "optimal": True, "repeatable": False})
    assert best[-3:] == ["0.0%", "proven cheapest", "no: the clock ended the search"]


@pytest.mark.parametrize(
    ("plan", "ok", "told"),
    [
        (PLAN | {"optimal": True}, False, "the check refuses this plan"),
        (PLAN | {"optimal": True, "overridden": [1]}, True, "numbers are published anyway"),
    ],
)
def test_of_a_plan_that_is_refused_or_overridden_nothing_is_proven(plan, ok, told):
    lines = said(plan, ok)
    assert "proven cheapest" not in lines
    assert "100.0" not in lines
    assert any(line.startswith(told) for line in lines)


def test_what_is_not_known_is_not_said():
    assert len(said(PLAN | {"bound": None})) == 5
    earlier = {name: PLAN[name] for name in ("costs", "cost", "optimal")}
    assert said(earlier)[-1].startswith("stopped")
    nothing_withheld = {"costs": {}, "cost": None, "bound": None, "optimal": True, "repeatable": True}
    assert said(nothing_withheld) == ["0", "0"]
    assert [value for _label, value in goodness(nothing_withheld, ok=True)] == [""] * 5


def test_every_line_has_dutch_words():
    english = plan_lines(PLAN, ok=True)
    with override("nl"):
        dutch = plan_lines(PLAN, ok=True)
    assert all(one[0] != other[0] for one, other in zip(english, dutch, strict=True))
    assert dutch[-2][1] == "gestopt door de limiet, wel gecontroleerd"


def test_the_draft_shows_what_its_plan_costs_and_whether_it_is_repeatable(city, draft, as_client):
    plan = internal(draft, "plan.json")
    assert plan["repeatable"] is True
    page = text_of(as_client(city.anna).get("/en/monitor/workshop/2016/"))
    for label, value in plan_lines(plan, ok=True):
        assert f"{label} {value}" in page
    assert "Cost at its own prices" in page


def test_a_built_edition_has_a_bound_also_with_a_pin(city, draft, few_charts):
    plan = internal(draft, "plan.json")
    assert plan["bound"] is not None
    assert plan["bound"] <= plan["cost"] + 1e-6
    persons = sum(each["persons"] for each in plan["costs"].values())
    cells = sum(each["cells"] for each in plan["costs"].values())
    assert plan["cost"] == pytest.approx(persons + cells / 100, abs=1.0)
    table, at = next(
        (name, at)
        for name, told in internal(draft, "cells.json").items()
        for at, _value, reason in told["cells"]
        if reason == "threshold"
    )
    actions.pin(city.anna, draft, table=table, at=at)
    actions.rebuild(city.anna, draft, enqueue=False)
    again = internal(actions.run_build(draft.pk), "plan.json")
    assert [each["code"] for each in again["notes"]] == ["pinned in vain"]
    assert again["cost"] == pytest.approx(plan["cost"], abs=1.0)
    assert again["bound"] is not None
