"""What earlier editions and rough values add to what a reader knows, against every table that fits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from momentum.methods.disclosure import CellKey, Dimension, Near, Publication, PublicCell, Rules, Table, audit
from tests.methods.disclosure import random_tables as make
from tests.methods.disclosure.enumeration import every_world
from tests.methods.disclosure.test_known_leaks import SHOWN, flat, kinds, published


def cell(**at: str) -> CellKey:
    return CellKey("persons", frozenset(at.items()))


@st.composite
def told_roughly(draw):
    """One or two tables; cells are told exactly, roughly, or withheld, and an earlier edition told some."""
    tables = draw(st.one_of(make.flat(), make.hierarchy(), make.crossed()))
    keys = {table.key(at): value for table in tables for at, value in table.cells.items()}
    ways, before = {}, {}
    for key in sorted(keys, key=str):
        ways[key] = draw(st.sampled_from(["exact", "withheld", "rough"])) if key.at else "exact"
        if ways[key] != "exact" and draw(st.booleans()):
            below, above = draw(st.integers(0, 2)), draw(st.integers(1, 3))
            before[key] = Near(max(0, keys[key] - below), keys[key] + above)
    rows = {
        table.name: [
            _row(at, value, ways[table.key(at)], draw(st.integers(-2, 2)))
            for at, value in table.cells.items()
        ]
        for table in tables
    }
    return tables, Publication(rows), before


def _row(at, value: int, way: str, moved: int) -> PublicCell:
    if way == "withheld":
        return PublicCell(at, None, "withheld")
    return PublicCell(at, max(0, value + moved), None, 2) if way == "rough" else PublicCell(at, value, None)


@settings(max_examples=40, deadline=None)
@given(told_roughly(), st.sampled_from([0, 40]))
def test_bounds_with_rough_values_are_those_of_all_tables_that_fit(case, integer_cells):
    tables, publication, before = case
    known = {}
    for table in tables:
        for row in publication.published(table.name):
            if row.value is not None:
                known[table.key(row.at)] = (row.value - row.around, row.value + row.around)
    for key, (low, high) in before.items():
        least, most = known.get(key, (low, high))
        known[key] = (max(low, least), min(high, most))
    open_rows = {
        name: [row._replace(value=None, reason="?") if row.around else row for row in rows]
        for name, rows in publication.rows.items()
    }
    worlds = [
        world
        for world in every_world(tables, Publication(open_rows), 0)
        if all(low <= world[key] <= high for key, (low, high) in known.items())
    ]
    found = audit(tables, publication, Rules(width=1), earlier=[before], integer_cells=integer_cells)
    for key, interval in found.intervals.items():
        values = [world[key] for world in worlds]
        if interval.proof != "at least":
            assert (interval.low, interval.high) == (min(values), max(values)), key
        else:
            assert min(values) <= interval.low <= interval.high <= max(values)
    exposed = {f.cell for f in found.findings if f.kind == "exact"}
    counts = {table.key(at): value for table in tables for at, value in table.cells.items()}
    hidden = {t.key(row.at) for t in tables for row in publication.published(t.name) if row.value is None}
    for key in found.intervals:
        single = len({world[key] for world in worlds}) == 1
        assert (key in exposed) == (single and (key in hidden or 0 < counts[key] < 5))


def test_two_months_apart_a_difference_of_two_is_told_by_both_editions():
    table = flat("april", {"A": 52, "B": 60})
    found = audit([table], published(table, withheld=()), SHOWN, earlier=[{cell(group="A"): 50}])
    assert kinds(found) == {"persons (group=A)": "over time"}
    assert [str(step) for step in found.findings[0].steps][:3] == [
        "Table april publishes persons (group=A) = 52.",
        "An earlier edition published persons (group=A) = 50.",
        "The difference of 52 and 50 is 2: the few who came or left.",
    ]


def test_a_value_of_an_earlier_edition_in_a_sum_is_told_where_it_is_used():
    table = flat("now", {"A": 12, "B": 9, "C": 3})
    rows = published(table, withheld={("B",), ("C",)})
    found = audit([table], rows, SHOWN, earlier=[{}, {cell(group="B"): 9}])
    attack = next(finding for finding in found.findings if finding.kind == "exact")
    assert "Earlier edition 2 published persons (group=B) = 9." in map(str, attack.steps)
    assert str(attack.steps[-2]) == "So persons (group=C) must be 3."


def test_rounding_by_two_editions_with_other_noise_narrows_a_cell():
    table = flat("now", {"A": 12, "B": 9, "C": 3})
    rows = [
        PublicCell(at, 5 if value == 3 else 10, None, 4) for at, value in table.cells.items() if at[0] in "BC"
    ]
    rows += [PublicCell(("A",), 12, None), PublicCell(("*",), 24, None)]
    publication = Publication({"now": rows})
    assert audit([table], publication, Rules()).ok
    found = audit(
        [table],
        publication,
        Rules(),
        earlier=[{cell(group="C"): Near(-2, 3)}, {cell(group="B"): Near(8, 10)}],
    )
    assert kinds(found) == {"persons (group=C)": "narrow"}
    assert (found.intervals[cell(group="C")].low, found.intervals[cell(group="C")].high) == (2, 3)
    assert "edition near" in {step.code for step in found.findings[0].steps}


def test_a_rough_value_that_is_farther_off_than_it_says_is_a_contradiction():
    table = flat("rough", {"A": 12, "B": 9})
    rows = [PublicCell(("*",), 21, None), PublicCell(("A",), 20, None, 4), PublicCell(("B",), 9, None, 4)]
    found = audit([table], Publication({"rough": rows}), Rules())
    assert kinds(found)["persons (group=A)"] == "contradiction"
    assert "published as 20 within 4 but counts 12" in found.findings[0].sentence


def test_sums_over_two_hierarchies_of_one_variable_are_both_attacked():
    wijk = Dimension(
        "wijk",
        {"north": "*", "south": "*", "n1": "north", "n2": "north", "s1": "south", "s2": "south"},
        more=({"care1": "*", "care2": "*", "n1": "care1", "s1": "care1", "n2": "care2", "s2": "care2"},),
    )
    leaves = {"n1": 3, "n2": 20, "s1": 30, "s2": 40}
    sums = {"*": 93, "north": 23, "south": 70, "care1": 33, "care2": 60}
    table = Table("wijken", "persons", (wijk,), {(code,): value for code, value in (leaves | sums).items()})
    # By borough alone n1 hides behind n2; by care region n2 and s2 are one sum.
    withheld = {("n1",), ("n2",), ("s1",), ("s2",), ("south",), ("care2",)}
    by_borough = Table(
        "wijken",
        "persons",
        (Dimension("wijk", wijk.parents),),
        {at: v for at, v in table.cells.items() if at[0] in wijk.parents or at == ("*",)},
    )
    alone = audit([by_borough], published(by_borough, withheld=withheld & set(by_borough.cells)), Rules())
    assert cell(wijk="n1") not in {f.cell for f in alone.findings}
    found = audit([table], published(table, withheld=withheld - {("s1",)}), Rules())
    assert kinds(found)["persons (wijk=n1)"] == "exact"


def test_whole_persons_leave_less_than_fractions_where_sums_are_no_network():
    """Twice three cells of which every two stand in a sum: halves fit where whole persons do not.

    a + b + s = b + c + t = a + c + u = 1, and the same again; d = total − all of those. In fractions
    a + b + c can be 1.5, in persons 1, so d can be 6 in fractions and 5 in persons.
    """
    sums = [("a", "b", "s"), ("b", "c", "t"), ("a", "c", "u")]
    leaves = [code + copy for copy in "12" for code in "abcstu"] + ["d"]

    def hierarchy(number: int) -> dict[str, str]:
        inside = {code + copy: f"h{number}{copy}" for copy in "12" for code in sums[number]}
        above = {f"h{number}1": "*", f"h{number}2": "*", f"rest{number}": "*"}
        return above | {code: inside.get(code, f"rest{number}") for code in leaves}

    wijk = Dimension("wijk", hierarchy(0), more=(hierarchy(1), hierarchy(2)))
    counts = dict.fromkeys(leaves, 0) | {"a1": 1, "t1": 1, "a2": 1, "t2": 1, "d": 5}
    cells = {
        (code,): sum(counts[leaf] for leaf in leaves if leaf == code or code in wijk.ancestors(leaf))
        for code in wijk.codes
    } | {("*",): sum(counts.values())}
    table = Table("wijken", "persons", (wijk,), cells)
    found = audit([table], published(table, withheld={(leaf,) for leaf in leaves}), Rules())
    interval = found.intervals[cell(wijk="d")]
    assert (interval.low, interval.high, interval.proof) == (3, 5, "integer")
    assert found.shrunk >= 1
    loose = audit(
        [table], published(table, withheld={(leaf,) for leaf in leaves}), Rules(width=9), integer_cells=0
    )
    assert loose.intervals[cell(wijk="a1")].proof in ("linear", "at least")
    narrow = next(finding for finding in found.findings if finding.cell == cell(wijk="a1"))
    assert narrow.kind == "narrow"
