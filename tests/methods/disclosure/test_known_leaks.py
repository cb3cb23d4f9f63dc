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
