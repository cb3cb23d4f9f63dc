"""The cells of a table on request are called as every edition calls them, whatever the breakdown."""

from dataclasses import replace

from momentum.methods.disclosure import TOTAL, CellKey
from momentum.methods.indicators import Period
from momentum.monitor.answering.counting import table_of
from momentum.monitor.answering.frame import is_part
from momentum.monitor.answering.question import Question
from momentum.monitor.building.kept_tables import table_from_json, table_to_json
from momentum.monitor.building.tables import crossed
from momentum.monitor.contents import DISTRICT, ORGANISATION

YEAR = Period.parse("2016")
LEVELS = ("branch", "organisation_borough", "organisation_district", "organisation")
ROWS = [
    {**dict.fromkeys(LEVELS, TOTAL), **given, "persons": persons}
    for persons, given in (
        (17, {}),
        (17, {"branch": "food"}),
        (17, {"organisation_borough": "north"}),
        (17, {"branch": "food", "organisation_borough": "north"}),
        (17, {"organisation_borough": "north", "organisation_district": "north-1"}),
        (9, dict(zip(LEVELS, ("food", "north", "north-1", "bakery"), strict=True))),
        (8, dict(zip(LEVELS, ("food", "north", "north-1", "kitchen"), strict=True))),
    )
]


def keys(table):
    return {table.key(at): value for at, value in table.cells.items()}


def test_a_table_by_organisation_shares_its_cells_with_both_tables_of_an_edition():
    asked = keys(table_of("answer", Question("stock", ("organisation",), YEAR), ROWS, True))
    for axis in (ORGANISATION, DISTRICT):
        rows = [
            row
            for row in ROWS
            if all(
                row[level] == TOTAL or row["organisation"] != TOTAL
                for level in LEVELS
                if level not in axis.levels
            )
        ]
        edition = keys(crossed("edition", "stock/2016", [axis], rows, "persons", True))
        assert len(edition) > 3
        assert edition.items() <= asked.items()
    assert len(asked) == 6, "a branch and a borough together are no cell of this table"


def test_a_coarse_level_alone_is_the_same_cell_as_above_the_fine_one():
    for level, code in (
        ("branch", "branch:food"),
        ("organisation_district", "organisation_district:north-1"),
    ):
        rows = [row for row in ROWS if row["organisation"] == TOTAL]
        asked = keys(table_of("answer", Question("stock", (level,), YEAR), rows, True))
        assert asked[CellKey("stock/2016", frozenset({(level, code)}))] == 17


def test_what_is_a_part_of_what_is_known_across_periods_and_measures():
    assert is_part("stock/2016", "reach/2016")
    assert is_part("inflow_persons/2016", "inflow_persons/2015-01-01..2017-01-01")
    assert not is_part("inflow_persons/2015-01-01..2017-01-01", "inflow_persons/2016")
    # Counted on one and the same day, whatever the period is called.
    assert is_part("stock/2016", "stock/2015-01-01..2017-01-01")
    assert is_part("stock/2015-01-01..2017-01-01", "stock/2016")
    assert not is_part("stock/2015", "stock/2016")
    assert not is_part("moved_on/2016", "moved_on/2015-01-01..2017-01-01")


def test_a_table_is_kept_with_its_hierarchies_and_its_policy_for_zeros():
    table = table_of("answer", Question("stock", ("organisation",), YEAR), ROWS, False)
    table = replace(table, zeros="shown")
    assert len(table.dimensions[0].hierarchies) == 2
    assert table_from_json(table_to_json(table), "answer") == table
