"""A figure is withheld where anything it needs is withheld or below n."""

import pytest

from momentum.methods.disclosure import CellKey, Derived, Rules, may_publish, withheld_figures

REACH = CellKey("reach", frozenset())
MOVED = CellKey("moved on and reached", frozenset())
RULES = Rules(n=5)


@pytest.mark.parametrize(
    ("published", "may"),
    [
        ({REACH: 100, MOVED: 20}, True),
        ({REACH: 100, MOVED: 5}, True),
        ({REACH: 100, MOVED: 0}, False),
        ({REACH: 100, MOVED: 4}, False),
        ({REACH: 100}, False),
        ({}, False),
    ],
)
def test_a_rate_needs_both_its_counts(published, may):
    assert may_publish(Derived("moved_on_rate", (MOVED, REACH)), published, RULES) is may


@pytest.mark.parametrize(("persons", "may"), [(5, True), (4, False), (1, False), (0, False)])
def test_a_mean_or_curve_needs_enough_persons_behind_it(persons, may):
    assert may_publish(Derived("mean", (REACH,), (persons,)), {REACH: 100}, RULES) is may
    assert may_publish(Derived("curve", (), (30, persons)), {}, RULES) is may


def test_an_average_over_one_person_is_withheld():
    assert withheld_figures(
        [Derived("average", persons=(1,)), Derived("other", persons=(9,))], {}, RULES
    ) == {"average"}


def test_a_figure_that_rests_on_nothing_named_is_refused():
    assert not may_publish(Derived("bare"), {REACH: 100}, RULES)
