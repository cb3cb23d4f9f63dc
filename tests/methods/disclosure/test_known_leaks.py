"""Plans found in textbooks and in the wild that leak, each caught and explained."""

from collections.abc import Collection, Mapping

from momentum.methods.disclosure import (
    Coordinates,
    Dimension,
    Publication,
    PublicCell,
    Rules,
    Table,
    audit,
    protect,
)

SHOWN = Rules(zeros="shown")


def flat(name: str, counts: Mapping[str, int], total: int | None = None) -> Table:
    cells = {(code,): count for code, count in counts.items()}
    cells["*",] = sum(counts.values()) if total is None else total
    return Table(name, "persons", (Dimension("group", dict.fromkeys(counts, "*")),), cells)


def published(*tables: Table, withheld: Collection[Coordinates]) -> Publication:
    return Publication(
        {
            table.name: [
                PublicCell(at, None if at in withheld else value, "withheld" if at in withheld else None)
                for at, value in table.cells.items()
            ]
            for table in tables
        }
    )


def kinds(found) -> dict[str, str]:
    return {str(finding.cell): finding.kind for finding in found.findings}


def test_two_cells_under_five_of_two_left_are_one_each():
    table = flat("fourteen", {"A": 12, "B": 1, "C": 1})
    found = audit([table], published(table, withheld={("B",), ("C",)}), SHOWN)
    assert kinds(found) == {"persons (group=B)": "exact", "persons (group=C)": "exact"}
    sentence = found.findings[0].sentence
    assert "must be 1" in sentence
    assert "persons (total) = 14" in sentence
    assert "12 published" in sentence
    assert "at least 1 because zeros are shown" in sentence


def test_one_cell_under_five_is_total_minus_the_rest():
    table = flat("twenty", {"A": 12, "B": 5, "C": 3})
    found = audit([table], published(table, withheld={("C",)}), SHOWN)
    assert kinds(found) == {"persons (group=C)": "exact"}
    assert "must be 3: persons (total) = 20 = persons (group=C) + 17 published" in found.findings[0].sentence


def test_protected_versions_of_both_hold():
    for counts in ({"A": 12, "B": 1, "C": 1}, {"A": 12, "B": 5, "C": 3}):
        table = flat("protected", counts)
        plan = protect([table], SHOWN)
        assert plan.optimal
        assert not plan.failures
        assert audit([table], plan, SHOWN).ok


def test_a_total_that_skips_the_withheld_parts_is_caught():
    """Two totals of one and the same group, with and without the withheld parts, differ by what they hide."""
    table = flat("fourteen", {"A": 12, "B": 1, "C": 1})
    rows = list(published(table, withheld={("B",), ("C",)}).published("fourteen"))
    skipping = [row._replace(value=12) if row.at == ("*",) else row for row in rows]
    found = audit([table], Publication({"fourteen": skipping}), SHOWN)
    assert not found.ok
    assert any("is published as 12 but counts 14" in finding.sentence for finding in found.findings)


def test_a_small_cell_that_was_forgotten_is_caught():
    table = flat("forgotten", {"A": 12, "B": 4, "C": 9})
    found = audit([table], published(table, withheld=set()), SHOWN)
    assert kinds(found) == {"persons (group=B)": "primary published"}


def test_the_difference_between_two_months_is_the_person_who_came():
    """January told 20 with this group, February tells 21: whoever reads both knows about one person."""
    february = flat("reach", {"A": 12, "B": 9})
    january = {february.key(("*",)): 20, february.key(("A",)): 11, february.key(("B",)): 9}
    found = audit([february], published(february, withheld=set()), SHOWN, earlier=[january])
    assert kinds(found) == {"persons (group=A)": "over time"}
    assert [str(step) for step in found.findings[0].steps][-2] == (
        "The difference of 12 and 11 is 1: the few who came or left."
    )
    plan = protect([february], SHOWN, earlier=[january])
    assert february.key(("A",)) in plan.withheld


def test_a_cell_withheld_now_that_an_earlier_month_published_is_no_secret():
    table = flat("reach", {"A": 12, "B": 3, "C": 8})
    plan = published(table, withheld={("B",), ("C",)})
    assert audit([table], plan, SHOWN).ok
    found = audit([table], plan, SHOWN, earlier=[{table.key(("C",)): 8}])
    assert not found.ok
    assert "persons (group=B)" in kinds(found)


def test_the_same_cell_shown_in_another_table_is_caught():
    first = flat("first", {"A": 12, "B": 3, "C": 8})
    second = Table("second", "persons", first.dimensions, first.cells)
    both = published(first, second, withheld=set())
    hidden = published(first, withheld={("B",), ("C",)})
    found = audit(
        [first, second],
        Publication({"first": hidden.published("first"), "second": both.published("second")}),
        SHOWN,
    )
    assert not found.ok
    assert any(finding.cell == first.key(("B",)) for finding in found.findings)
