"""What a publication as a whole gives away: links, subsets, earlier editions, groups, silent totals."""

from momentum.methods.disclosure import (
    CellKey,
    Dimension,
    Publication,
    PublicCell,
    Rules,
    Table,
    audit,
    protect,
    with_totals,
)
from tests.methods.disclosure.random_tables import BRANCH, FIRM
from tests.methods.disclosure.test_known_leaks import SHOWN, flat, kinds, published

GROUP = Dimension("group", {"g1": "*", "g2": "*"})


def cell(measure: str = "persons", **at: str) -> CellKey:
    return CellKey(measure, frozenset(at.items()))


def test_a_total_that_skips_the_withheld_parts_is_named():
    table = flat("skipped", {"A": 12, "B": 7, "C": 3})
    rows = [PublicCell(("*",), 19, None), PublicCell(("A",), 12, None), PublicCell(("B",), 7, None)]
    rows.append(PublicCell(("C",), None, "withheld"))
    found = audit([table], Publication({"skipped": rows}), SHOWN)
    assert kinds(found)["persons (total)"] == "contradiction"
    assert "published as 19 but counts 22" in found.findings[-1].sentence


def test_one_withheld_cell_in_each_row_is_not_enough():
    table = with_totals(
        Table(
            "two-way",
            "persons",
            (BRANCH, GROUP),
            {("food", "g1"): 3, ("food", "g2"): 20, ("wood", "g1"): 30, ("wood", "g2"): 4},
        )
    )
    found = audit([table], published(table, withheld={("food", "g1"), ("wood", "g2")}), SHOWN)
    assert set(kinds(found).values()) == {"exact"}
    plan = protect([table], SHOWN)
    assert len(plan.withheld) == 4
    assert audit([table], plan, SHOWN).ok


def test_a_hierarchy_is_attacked_through_its_levels():
    counts = {("f1",): 3, ("f2",): 30, ("w1",): 40, ("w2",): 50}
    table = with_totals(Table("firms", "persons", (FIRM,), counts))
    found = audit([table], published(table, withheld={("f1",), ("food",)}), SHOWN)
    assert kinds(found)["persons (branch=food)"] == "exact"
    assert kinds(found)["persons (firm=f1)"] == "exact"
    plan = protect([table], SHOWN)
    assert audit([table], plan, SHOWN).ok


def test_tables_safe_alone_and_not_together():
    firms = with_totals(
        Table("firms", "persons", (FIRM,), {("f1",): 3, ("f2",): 30, ("w1",): 40, ("w2",): 50})
    )
    branches = with_totals(Table("branches", "persons", (BRANCH,), {("food",): 33, ("wood",): 90}))
    firms_only = published(firms, withheld={("f1",), ("food",), ("wood",)})
    assert audit([firms], firms_only, SHOWN).ok is False
    safe = published(firms, withheld={("f1",), ("food",), ("wood",), ("w1",)})
    assert audit([firms], safe, SHOWN).ok
    assert audit([branches], published(branches, withheld=()), SHOWN).ok
    together = Publication(dict(safe.rows) | dict(published(branches, withheld=()).rows))
    found = audit([firms, branches], together, SHOWN)
    assert kinds(found)["persons (firm=f1)"] == "exact"
    assert "contradiction" in {finding.kind for finding in found.findings}
    plan = protect([firms, branches], SHOWN)
    assert audit([firms, branches], plan, SHOWN).ok


def test_a_part_bounds_the_whole_it_is_part_of():
    reach = flat("reach", {"A": 30, "B": 4, "C": 26})
    stock = flat("stock", {"A": 28, "B": 3, "C": 20})
    reach, stock = (Table(t.name, t.name, t.dimensions, t.cells) for t in (reach, stock))
    rows = dict(published(reach, withheld={("B",), ("C",)}).rows)
    rows |= published(stock, withheld={("B",), ("A",)}).rows
    subsets = [("stock", "reach")]
    # reach B + C = 30 and reach C ≥ stock C = 20 leave reach B at most 10; stock B at most reach B.
    free = audit([reach, stock], Publication(rows), SHOWN)
    tied = audit([reach, stock], Publication(rows), SHOWN, subsets=subsets)
    assert free.intervals[cell("reach", group="B")].high == 29
    assert tied.intervals[cell("reach", group="B")].high == 10
    assert tied.intervals[cell("stock", group="B")].high == 10


def test_a_subset_that_pins_a_cell_is_found_and_avoided():
    reach = Table("reach", "reach", (GROUP,), {("*",): 40, ("g1",): 36, ("g2",): 4})
    stock = Table("stock", "stock", (GROUP,), {("*",): 39, ("g1",): 35, ("g2",): 4})
    subsets = [("stock", "reach")]
    rows = dict(published(reach, withheld={("g1",), ("g2",)}).rows)
    rows |= published(stock, withheld={("g1",), ("g2",)}).rows
    assert audit([reach, stock], Publication(rows), SHOWN, subsets=subsets).ok
    rows = dict(published(reach, withheld={("*",), ("g2",)}).rows) | dict(
        published(stock, withheld={("*",), ("g2",)}).rows
    )
    assert audit([reach, stock], Publication(rows), SHOWN, subsets=subsets).ok
    plan = protect([reach, stock], SHOWN, subsets=subsets)
    assert audit([reach, stock], plan, SHOWN, subsets=subsets).ok


def test_what_an_earlier_edition_published_is_no_complement():
    table = flat("now", {"A": 12, "B": 9, "C": 3})
    earlier = [{cell(group="B"): 9}]
    plan = protect([table], SHOWN, earlier=earlier)
    assert cell(group="B") not in plan.withheld
    assert cell(group="A") in plan.withheld
    assert audit([table], plan, SHOWN, earlier=earlier).ok
    without = protect([table], SHOWN)
    assert cell(group="B") in without.withheld
    found = audit([table], without, SHOWN, earlier=earlier)
    assert kinds(found) == {"persons (group=B)": "published before", "persons (group=C)": "exact"}


def test_a_primary_cell_published_before_is_a_failure_and_a_finding():
    table = flat("now", {"A": 12, "B": 9, "C": 3})
    earlier = [{cell(group="C"): 3}]
    plan = protect([table], SHOWN, earlier=earlier)
    assert any("an earlier edition published" in sentence for sentence in plan.failures)
    found = audit([table], plan, SHOWN, earlier=earlier)
    assert kinds(found)["persons (group=C)"] == "published before"
    assert cell(group="C") in plan.withheld


def test_a_small_revision_is_primary_except_of_the_grand_total():
    table = flat("now", {"A": 50, "B": 60, "C": 70})
    earlier = [{cell(group="A"): 48, cell(): 178}]
    plan = protect([table], SHOWN, earlier=earlier)
    assert plan.withheld[cell(group="A")] == "revision"
    assert cell() not in plan.withheld
    assert audit([table], plan, SHOWN, earlier=earlier).ok
    found = audit([table], published(table, withheld=()), SHOWN, earlier=earlier)
    assert kinds(found) == {"persons (group=A)": "over time"}
    large = protect([table], SHOWN, earlier=[{cell(group="A"): 45, cell(): 175}])
    assert not large.withheld


def test_published_cells_of_one_edition_are_the_earlier_of_the_next():
    table = flat("now", {"A": 12, "B": 9, "C": 3})
    first = protect([table], SHOWN)
    again = protect([table], SHOWN, earlier=[first.published_cells()])
    assert again.withheld == first.withheld


SENSITIVE = frozenset({"group"})


def one_group(zeros: str) -> tuple[Table, Rules]:
    cells = {("food", "g1"): 20, ("food", "g2"): 0, ("wood", "g1"): 30, ("wood", "g2"): 25}
    return with_totals(Table("groups", "persons", (BRANCH, GROUP), cells)), Rules(
        zeros=zeros, sensitive=SENSITIVE
    )


def test_everybody_in_one_group_is_hidden_where_zeros_may_be_withheld():
    table, rules = one_group("withheld")
    plan = protect([table], rules)
    assert plan.withheld[cell(branch="food", group="g1")] == "group"
    assert not plan.failures
    assert audit([table], plan, rules).ok
    bare = audit([table], published(table, withheld=()), rules)
    assert {"primary published", "group"} <= {finding.kind for finding in bare.findings}
    assert audit([table], published(table, withheld=()), Rules()).ok


def test_shown_zeros_give_a_group_away_and_it_is_said():
    table, rules = one_group("shown")
    plan = protect([table], rules)
    assert any("Everybody in persons (branch=food)" in sentence for sentence in plan.failures)
    assert "group" in {finding.kind for finding in audit([table], plan, rules).findings}


def test_a_harmless_code_is_no_group():
    groups = Dimension("group", {"none": "*", "g2": "*"})
    table = with_totals(Table("groups", "persons", (groups,), {("none",): 20, ("g2",): 0}))
    assert not protect([table], Rules(sensitive=SENSITIVE)).withheld


def test_leaving_the_zeros_out_tells_that_a_listed_cell_is_not_empty():
    table = flat("four", {"A": 12, "B": 1, "C": 1, "D": 0})
    rules = Rules()
    listed = published(table, withheld={("B",), ("C",), ("D",)})
    assert audit([table], listed, rules).intervals[cell(group="B")].low == 0
    silent = Publication({"four": [row for row in listed.rows["four"] if row.at != ("D",)]})
    found = audit([table], silent, rules)
    assert kinds(found) == {"persons (group=B)": "exact", "persons (group=C)": "exact"}


def test_different_reasons_for_the_public_are_a_finding():
    table = flat("reasons", {"A": 12, "B": 9, "C": 3})
    rows = [
        row if row.value is not None else row._replace(reason="under 5" if row.at == ("C",) else "complement")
        for row in published(table, withheld={("A",), ("C",)}).rows["reasons"]
    ]
    found = audit([table], Publication({"reasons": rows}), SHOWN)
    assert any("different reasons" in finding.sentence for finding in found.findings)


def test_the_public_sees_one_reason_and_the_analyst_all():
    table = flat("reasons", {"A": 12, "B": 9, "C": 3})
    plan = protect([table], SHOWN)
    public = plan.published("reasons")
    assert {row.reason for row in public if row.value is None} == {"withheld to protect whom it counts"}
    assert [row.at for row in public] == [("*",), ("A",), ("B",), ("C",)]
    assert {row.reason for row in plan.analyst("reasons") if row.withheld} == {"threshold", "complement"}
    assert plan.costs() == {"complement": (1, 9), "threshold": (1, 3)}


def test_a_pinned_cell_stays_where_it_can_and_is_noted_where_it_cannot():
    table = flat("pinned", {"A": 12, "B": 9, "C": 3})
    plan = protect([table], SHOWN, pinned=[cell(group="B")])
    assert cell(group="B") not in plan.withheld
    assert not plan.notes
    plan = protect([table], SHOWN, pinned=[cell(group="C")])
    assert plan.notes == ("persons (group=C) was pinned but had to be withheld.",)


def test_structural_zeros_are_shown_and_known():
    dimension = Dimension("group", {"A": "*", "B": "*", "C": "*"})
    cells = {("*",): 15, ("A",): 12, ("B",): 3, ("C",): 0}
    free = Table("free", "persons", (dimension,), cells)
    plan = protect([free], Rules())
    assert set(plan.withheld) == {cell(group="B"), cell(group="A")} or cell(group="C") in plan.withheld
    fixed = Table("fixed", "persons", (dimension,), cells, structural=frozenset({("C",)}))
    plan = protect([fixed], Rules())
    assert set(plan.withheld) == {cell(group="A"), cell(group="B")}
    assert audit([fixed], plan, Rules()).ok


def test_what_cannot_be_protected_is_named():
    table = flat("known", {"A": 12, "B": 9, "C": 3})
    earlier = [{cell(group="A"): 12, cell(group="B"): 9, cell(): 24}]
    plan = protect([table], SHOWN, earlier=earlier)
    assert any("persons (group=C) cannot be given an interval 3 wide" in s for s in plan.failures)
    assert not audit([table], plan, SHOWN, earlier=earlier).ok
