"""Sums: p%, dominance and too few contributors, from their definitions, with the protection each needs."""

import pytest

from momentum.methods.disclosure import Dimension, Publication, PublicCell, Rules, Table, audit
from momentum.methods.disclosure.auditing.sums import sum_protection
from tests.methods.disclosure.test_known_leaks import kinds, published


@pytest.mark.parametrize(
    ("value", "contributions", "rules", "distance"),
    [
        # 100 = 90 + 8 + 2: the second misses the first by 2, ten percent of 90 is 9.
        (100, (90, 8), Rules(p=10), 7),
        (100, (90, 1), Rules(p=10), None),
        (100, (100,), Rules(p=15), 15),
        # 90 + 8 is 98% of 100; it would be 85% of 115.3.
        (100, (90, 8), Rules(dominance=(2, 85)), 16),
        (100, (50, 30), Rules(dominance=(2, 85)), None),
        (100, (50, 35), Rules(dominance=(2, 85)), None),
        (1000, (333, 300), Rules(p=0.3), None),
    ],
)
def test_the_protection_of_a_sum(value, contributions, rules, distance):
    needed = sum_protection(value, contributions, 20, rules)
    assert (needed.distance if needed else None) == distance


def test_few_contributors_are_a_reason_of_their_own():
    assert sum_protection(100, (), 4, Rules()).distance == 0
    assert sum_protection(100, (), 5, Rules()) is None
    assert sum_protection(0, (), 0, Rules()) is None


def turnover(**more) -> Table:
    """A: 100 of which 90 and 8 (p = 10% wants 7); B and C broad."""
    return Table(
        "turnover",
        "euros",
        (Dimension("group", dict.fromkeys("ABC", "*")),),
        {("*",): 700, ("A",): 100, ("B",): 200, ("C",): 400},
        kind="sum",
        contributions={("A",): (90, 8), ("B",): (60, 50), ("C",): (90, 80), ("*",): (90, 90)},
        contributors={("A",): 9, ("B",): 9, ("C",): 30, ("*",): 48},
        **more,
    )


P = Rules(p=10)


def test_a_dominated_sum_published_is_found():
    found = audit([turnover()], published(turnover(), withheld=()), P)
    assert kinds(found) == {"euros (group=A)": "primary published"}
    assert "to within 10%" in found.findings[0].sentence


def test_a_sum_needs_room_above_and_below():
    table = turnover()
    assert audit([table], published(table, withheld={("A",), ("B",)}), P).ok
    rows = [
        PublicCell(("*",), 700, None),
        PublicCell(("A",), None, "withheld"),
        PublicCell(("B",), 204, None, 6),
        PublicCell(("C",), 400, None),
    ]
    found = audit([table], Publication({"turnover": rows}), P)
    # B lies in 198 … 210, so A in 90 … 102: 10 below, but only 2 above.
    assert kinds(found) == {"euros (group=A)": "narrow"}
    interval = found.intervals[table.key(("A",))]
    assert (interval.low, interval.high) == (90, 102)
    assert found.findings[0].steps[-2].code == "near a sum"
    wider = [*rows[:2], PublicCell(("B",), 200, None, 8), rows[3]]
    assert audit([table], Publication({"turnover": wider}), P).ok


def test_a_sum_of_a_small_amount_is_no_count_of_persons():
    table = Table(
        "pence",
        "pence",
        (Dimension("group", {"A": "*", "B": "*"}),),
        {("*",): 7, ("A",): 3, ("B",): 4},
        kind="sum",
        contributors={("A",): 9, ("B",): 9, ("*",): 18},
    )
    assert audit([table], published(table, withheld=()), Rules()).ok
