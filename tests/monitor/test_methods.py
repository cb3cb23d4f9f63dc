"""Editions whose tables are rounded or carry noise: what is published, what hangs on it, what the next edition knows."""

import pytest

from momentum.methods.disclosure import Near
from momentum.monitor import actions, showing
from momentum.monitor.building.files import folder_of, public_of
from momentum.monitor.building.inputs import Inputs, inputs_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.outcome_tables import share_of
from momentum.monitor.building.public import WITHHELD
from momentum.monitor.choices import Choices, Treatment
from momentum.monitor.contents import MEASURES
from momentum.monitor.models import EditionState
from momentum.monitor.queries.cells import internal
from momentum.monitor.verification import verify


def all_under(method, **options):
    return Choices(treatments={name: Treatment(method, **options) for name in MEASURES}).to_json()


def figures(edition, table):
    told = showing.table_named(public_of(edition), table)
    return {
        (row["head"]["code"], column["key"]): cell
        for row in told["rows"]
        for column, cell in zip(told["columns"][1:], row["cells"], strict=True)
    }


@pytest.fixture
def rounded(new):
    return new(options=all_under("rounding", base=5))


@pytest.fixture
def noisy(new):
    return new(options=all_under("cell-key"))


def test_every_count_of_a_rounded_edition_is_a_multiple_and_the_next_one_knows_how_near(city, rounded, new):
    assert rounded.state == EditionState.DRAFT, internal(rounded, "audit.json")["findings"][:3]
    for table in public_of(rounded)["tables"]:
        kinds = [column["kind"] for column in table["columns"][1:]]
        for row in table["rows"]:
            for cell, kind in zip(row["cells"], kinds, strict=True):
                if kind == "count":
                    assert cell in (None, WITHHELD) or cell % 5 == 0
    assert verify(rounded).outcome == "identical"
    actions.submit(city.anna, rounded)
    actions.approve(city.bo, rounded, content_hash=rounded.content_hash)
    actions.publish(city.anna, rounded)
    later = new()
    assert later.state != EditionState.FAILED, later.progress.error
    (earlier,) = inputs_of(later).earlier
    near = [told for told in earlier.values() if isinstance(told, Near)]
    assert near
    assert all(told.high - told.low <= 8 for told in near)
    told = read_json(folder_of(later) / "inputs.json")
    assert Inputs.from_json(told).to_json() == told


def test_rates_of_rounded_counts_are_those_a_reader_computes_and_what_needs_exact_ones_is_withheld(rounded):
    rate = figures(rounded, "moved_on_rate")
    counts = [rate["2016", key] for key in ("moved_on_and_reached", "reached")]
    assert [rate["2016", key] for key in ("rate", "low", "high")] == list(share_of(*counts))
    assert {figures(rounded, "wage_value")["2016", key] for key in ("mean", "median")} == {WITHHELD}
    assert {cell for (_row, key), cell in figures(rounded, "hours").items() if key == "hours"} == {WITHHELD}
    assert {
        cell for (_row, key), cell in figures(rounded, "time_to_paid_work").items() if key == "incidence"
    } == {WITHHELD}


def test_noise_is_small_and_the_same_when_counted_again(noisy):
    audit = internal(noisy, "audit.json")
    assert noisy.state in (EditionState.DRAFT, EditionState.REFUSED), noisy.progress.error
    cells = internal(noisy, "cells.json")["stock_by_organisation"]
    moved = [
        abs(value - shown) for (_at, value, _why), shown in zip(cells["cells"], cells["shown"], strict=True)
    ]
    assert 0 < max(moved) <= 5
    assert verify(noisy).outcome == "identical"
    assert audit["checked"] > 0


def test_methods_side_by_side_are_attacked_together(new):
    """One indicator rounded beside others that withhold: either the check holds, or it says how it does not."""
    chosen = Choices(treatments={"hours_spells": Treatment("rounding")}).to_json()
    edition = new(options=chosen)
    assert edition.state in (EditionState.DRAFT, EditionState.REFUSED), edition.progress.error
    table = showing.table_named(public_of(edition), "hours")
    assert [told["method"] for told in table["protection"]] == ["rounding", "suppression"]
    assert [told["method"] for told in showing.table_named(public_of(edition), "by_year")["protection"]] == [
        "suppression"
    ]


def test_zeros_shown_in_one_indicator_only(new):
    edition = new(options=Choices(treatments={"stock": Treatment(zeros="shown")}).to_json())
    assert edition.state in (EditionState.DRAFT, EditionState.REFUSED), edition.progress.error
    cells = internal(edition, "cells.json")["stock_by_organisation"]["cells"]
    assert not [at for at, value, reason in cells if reason and value == 0]
    told = public_of(edition)["tables"]
    assert {
        each["zeros"] for each in showing.table_named({"tables": told}, "stock_by_age")["protection"]
    } == {"shown"}
    assert {each["zeros"] for each in showing.table_named({"tables": told}, "ladder")["protection"]} == {
        "withheld"
    }
