"""Three-way tables are no networks: whole persons can leave less than fractions do, and the audit counts how often."""

from itertools import product

from momentum.methods.disclosure import Dimension, Rules, Table, audit, with_totals
from tests.methods.disclosure.test_known_leaks import published

WAYS = tuple(Dimension(name, {name + code: "*" for code in "012"}) for name in "ijk")
REST = ("i2", "j2", "k2")


def at(*codes: str) -> tuple[str, ...]:
    return tuple(name + code for name, code in zip("ijk", codes, strict=True))


def may_hold_somebody(codes: tuple[str, ...]) -> bool:
    """At least one 2, and no 0 beside a 1."""
    return "2" in codes and not {"0", "1"} <= set(codes)


def test_whole_persons_leave_less_in_a_three_way_table_and_it_is_reported():
    """Of each way the codes 0 and 1 count one person. Nobody has three codes 0 or three codes 1, nor a 0 and a 1.

    The three persons with a 0 can be three halves who have two 0s each, or two whole ones at least; so with 1. Of 9 in all
    that leaves 9 − 3 = 6 in fractions and 9 − 4 = 5 in persons for the cell (2, 2, 2).
    """
    counts = {at(*codes): 0 for codes in product("012", repeat=3)}
    for code in "01":
        counts |= {at(code, "2", code): 1, at("2", code, "2"): 1}
    counts[REST] = 5
    table = with_totals(Table("three", "persons", WAYS, counts))
    inner = {at(*codes) for codes in product("012", repeat=3) if may_hold_somebody(codes)}
    lines = {place for place in product(*(d.codes for d in WAYS)) if place.count("*") == 1}
    shown = published(table, withheld=inner | lines)
    whole = audit([table], shown, Rules(width=9))
    fractions = audit([table], shown, Rules(width=9), integer_cells=0)
    key = table.key(REST)
    assert (whole.intervals[key].low, whole.intervals[key].high, whole.intervals[key].proof) == (
        3,
        5,
        "integer",
    )
    assert fractions.intervals[key].high == 6
    assert whole.shrunk >= 1
    assert fractions.shrunk == 0
