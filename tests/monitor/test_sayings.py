"""What protection says of its own work: kept as codes, told to every reader in their own language."""

from types import SimpleNamespace

import numpy as np
import pytest
from django.utils.translation import override

from momentum.methods.disclosure import CellKey, Dimension, Rules, Table, protect
from momentum.methods.disclosure.cell_keys import perturbed
from momentum.methods.disclosure.protecting import plan
from momentum.methods.disclosure.protecting.failures import failures
from momentum.methods.disclosure.rounding import rounded
from momentum.monitor import sayings
from momentum.monitor.sayings import SENTENCES, UNKNOWN, coded, told

CELL = CellKey("stock/2016", frozenset({("branch", "care")}))
OTHER = CellKey("stock/2016", frozenset())


def said_of_a_system(kind, lower):
    system = SimpleNamespace(
        keys=[CELL, OTHER],
        groups=[(0, 1, 2)],
        lower=[lower, 0],
        grids=[SimpleNamespace(table=SimpleNamespace(measure="stock/2016", kind=kind))],
    )
    outcome = SimpleNamespace(impossible=[0, 2], narrow=[1])
    return failures(system, Rules(), SimpleNamespace(of=np.array([0, 1, 2])), outcome, [0])


def everything_said():
    """Every sentence that a method may say of its own work, by the functions that make them."""
    yield from (each for kind in ("count", "sum") for low in (0, 1) for each in said_of_a_system(kind, low))
    for timed in (False, True):
        cells = SimpleNamespace(components=[[0, 1]], keys=[CELL, OTHER], values=np.array([1, 9]))
        chosen = SimpleNamespace(
            open=np.array([True, True]), timed=timed, wide=np.array([True, True]), rounded=np.array([10, 10])
        )
        yield from rounded._failures(cells, chosen, 5)
        yield from rounded._notes(cells, chosen, 5)
    yield from plan._notes([CELL], {CELL: "threshold"}, False)
    part = CellKey("moved_on/2016", frozenset())
    whole = CellKey("reach/2016", frozenset())
    values = {part: 5, whole: 5}
    yield from perturbed._notes(values, {part: 6, whole: 5}, [values], [("moved_on/2016", "reach/2016")])


def test_every_sentence_of_the_methods_has_a_code():
    kept = [coded(sentence) for sentence in everything_said()]
    assert {each["code"] for each in kept} == set(sayings.PATTERNS)
    assert UNKNOWN not in {each["code"] for each in kept}


@pytest.mark.parametrize("saying", [coded(sentence) for sentence in everything_said()])
def test_every_saying_reads_in_both_languages_with_its_figures(saying):
    assert "{" not in told(saying, str)
    with override("nl"):
        dutch = told(saying, str)
    assert dutch != told(saying, str)
    for value in saying["params"].values():
        assert value in dutch


def test_every_code_has_a_sentence():
    assert set(sayings.PATTERNS) | {"given away"} == set(SENTENCES)


def test_what_no_code_fits_and_what_an_earlier_release_kept_is_told_as_it_was():
    assert told(coded("Something new."), str) == "Something new."
    kept = f"{CELL} was pinned but had to be withheld."
    assert (
        told(kept, lambda text: text.replace(str(CELL), "care")) == "care was pinned but had to be withheld."
    )


def test_a_cell_that_no_plan_protects_is_kept_as_a_code():
    alone = Table("t", "stock/2016", (Dimension("branch", {"care": "*"}),), {("care",): 2, ("*",): 2})
    found = protect([alone], Rules(), earlier=[{alone.key(("*",)): 2, alone.key(("care",)): 2}])
    assert found.failures
    assert {coded(each)["code"] for each in found.failures} <= set(SENTENCES)
