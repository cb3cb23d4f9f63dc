"""Ready tables: a row is a cell. What is no table is refused with the line or the relation."""

import random
from itertools import product
from time import perf_counter

import pytest

from momentum.methods.disclosure import Near, Table, TableError
from momentum.methods.disclosure.files import (
    cell_costs,
    pinned_cells,
    publication_from,
    published_before,
    tables_from,
)
from momentum.methods.disclosure.spec import read_spec
from momentum.methods.sheets import Sheet, read_sheet
from tests.methods.disclosure.requests import tables

FIRMS = '[table]\nvalue = "persons"\n[dimensions.firm]\nlevels = ["branch"]\n[dimensions.group]\n'


@pytest.mark.parametrize(
    "csv",
    [
        "firm,branch,persons\n*,,9\nfood,,9\ne1,food,5\ne2,food,4\n",
        "firm,branch,persons\n*,*,9\n*,food,9\ne1,food,5\ne2,food,4\n",
    ],
)
def test_coarser_rows_stand_in_either_column(csv):
    spec = FIRMS.replace("[dimensions.group]\n", "")
    assert dict(tables(spec, csv)["persons"].cells) == {("*",): 9, ("food",): 9, ("e1",): 5, ("e2",): 4}


def test_missing_totals_are_added_up_over_every_hierarchy():
    spec = (
        '[table]\nvalue = "persons"\n[dimensions.place]\nlevels = ["borough"]\n'
        '[[dimensions.place.also]]\nlevels = ["region"]\n'
    )
    csv = "place,borough,region,persons\nn1,b1,r1,1\nn2,b1,r2,2\nn3,b2,r1,4\n"
    assert dict(tables(spec, csv)["persons"].cells) == {
        ("n1",): 1, ("n2",): 2, ("n3",): 4, ("b1",): 3, ("b2",): 4, ("r1",): 5, ("r2",): 2, ("*",): 7,
    }  # fmt: skip


def test_several_tables_of_one_long_file_and_of_several_files():
    spec = """
[table]
value = "persons"
[dimensions.firm]
[dimensions.group]
[[tables]]
name = "crossed"
by = ["firm", "group"]
where = { what = "reach" }
[[tables]]
name = "groups"
by = ["group"]
measure = "moved"
file = "moved"
"""
    csv = "what,firm,group,persons\nreach,f1,a,6\nreach,f1,b,7\nreach,f2,a,8\nother,f1,a,1\n"
    found = tables(spec, csv, moved="group,persons\na,2\nb,3\n")
    assert found["crossed"].cells["*", "a"] == 14
    assert found["groups"].cells["*",] == 5
    assert found["groups"].measure == "moved"


SUMS = """
[table]
kind = "sum"
value = "turnover"
contributors = "firms"
largest = ["first", "second"]
[dimensions.branch]
[rules]
p = 10
"""
SUM_ROWS = "branch,turnover,firms,first,second\n*,100,5,50,20\nfood,70,3,50,15\nwood,30,2,20,10\n"


def test_ready_sums_bring_their_contributors():
    table = tables(SUMS, SUM_ROWS)["turnover"]
    assert table.contributions["food",] == (50, 15)
    assert table.contributors["wood",] == 2


@pytest.mark.parametrize(
    ("spec", "csv", "sentence"),
    [
        (FIRMS, "firm,branch,group,persons\n*,,*,10\nfood,,*,9\ne1,food,*,5\ne2,food,*,4\n",
         "does not add up over firm: persons: total is 10, its parts .food. together 9"),
        (FIRMS, "firm,branch,group,persons\n*,,*,9\ne1,food,a,5\ne2,food,a,4\n",
         "the total persons: firm=food, group=a is missing, while its parts over firm .e1, e2. together are 9"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,5\ne1,wood,b,4\n",
         r"e1 lies in food \(line 2\) and in wood \(line 3\)"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,5\ne1,,b,4\n", "e1 lies in food .line 2., but line 3 does not say so"),
        (FIRMS.replace('levels = ["branch"]', 'parents = { e1 = "food", food = "e1" }'),
         "firm,group,persons\ne1,a,5\n", "e1 is its own ancestor. Break the circle"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,5\ne1,food,a,5\n", "Line 3 repeats the cell e1, a of line 2"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,-5\n", "Line 2 holds -5: a count of persons cannot be negative"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,\"1,200\"\n", "Write it without separators"),
        (FIRMS, "firm,branch,group,persons\ne1,food,a,\n", "Line 2 holds '' where a count of persons is expected"),
        (SUMS, SUM_ROWS.replace("50,20", "20,50"), "largest contributions are 20, 50; give them from the largest"),
        (SUMS, SUM_ROWS.replace("*,100,5", "*,100,0"), "adds up to 100 with 0 contributors"),
        (SUMS, SUM_ROWS.replace("30,2,20,10", "30,2,20,15"), "branch=wood is 30, less than its largest contributions"),
        (SUMS, "branch,turnover,firms,first,second\nfood,70,3,50,15\n", "holds no totals. Those of sums must be given"),
        (SUMS.replace('largest = ["first", "second"]\n', ""), SUM_ROWS, "look at the 2 largest contributions"),
        (SUMS.replace('contributors = "firms"\n', ""), SUM_ROWS, "the number of contributors, as contributors"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(spec, csv, sentence):
    with pytest.raises(TableError, match=sentence):
        tables(spec, csv)


def test_a_part_of_a_table_that_is_not_additive_is_no_larger_than_the_whole():
    spec = '[table]\nvalue = "persons"\nadditive = false\n[dimensions.group]\n'
    assert tables(spec, "group,persons\n*,9\na,8\nb,7\n")["persons"].cells["*",] == 9
    with pytest.raises(
        TableError, match="a part of persons: total over group counts 10, more than the whole"
    ):
        tables(spec, "group,persons\n*,9\na,10\nb,7\n")


@pytest.mark.parametrize(
    ("also", "sentence"),
    [
        ('{ n1 = "r1", n2 = "r1", r1 = "*" }', "n3 belongs to the total, but to none of the parts"),
        ('{ n1 = "r1", n2 = "r1", n3 = "r2", r1 = "*" }', "n3 has the parent r2, which has no parent itself"),
        ('{ n1 = "r1", n2 = "r1", n3 = "*", r1 = "n1" }', "its own ancestor"),
        ('{ n1 = "r1", b1 = "r2", n3 = "r2", r1 = "*", r2 = "*" }', "n1 lies in r1 and in r2, two parts of the total"),
    ],
)  # fmt: skip
def test_a_second_hierarchy_divides_the_whole_and_nothing_twice(also, sentence):
    spec = (
        '[table]\nvalue = "persons"\n[dimensions.place]\n'
        'parents = { n1 = "b1", n2 = "b1", n3 = "b2", b1 = "*", b2 = "*" }\n'
        f"[[dimensions.place.also]]\nparents = {also}\n"
    )
    with pytest.raises(TableError, match=sentence):
        tables(spec, "place,persons\nn1,5\n")


def test_coarser_codes_may_be_divided_again():
    spec = (
        '[table]\nvalue = "persons"\n[dimensions.place]\n'
        'parents = { n1 = "b1", n2 = "b1", n3 = "b2", b1 = "*", b2 = "*" }\n'
        '[[dimensions.place.also]]\nparents = { b1 = "north", b2 = "north", north = "*" }\n'
    )
    cells = tables(spec, "place,persons\nn1,5\nn2,1\nn3,2\n")["persons"].cells
    assert cells["north",] == cells["*",] == 8


def test_places_and_costs_of_a_spec():
    spec = (
        FIRMS.replace("[table]", '[table]\nname = "t"')
        + '[[pinned]]\ngroup = "a"\n[[costs]]\nfirm = "food"\ntimes = 10\n'
    )
    read = read_spec(spec)
    found = list(tables(spec, "firm,branch,group,persons\ne1,food,a,5\ne2,wood,a,4\ne1,food,b,3\n").values())
    assert [str(key) for key in pinned_cells(read, found)] == ["persons (group=a)"]
    assert {str(key): cost for key, cost in cell_costs(read, found).items()} == {
        "persons (firm=food, group=a)": 60.0,
        "persons (firm=food, group=b)": 40.0,
        "persons (firm=food)": 90.0,
    }
    with pytest.raises(TableError, match="names Z, which is no code"):
        pinned_cells(read_spec(spec.replace('group = "a"', 'group = "Z"')), found)


def test_an_earlier_edition_that_rounded_told_a_range():
    spec = '[table]\nvalue = "persons"\n[dimensions.group]\n'
    found = list(tables(spec, "group,persons\n*,9\na,5\nb,4\n").values())
    before = read_sheet(b"group,persons,around,withheld\n*,10,4,\na,5,0,\nb,,,withheld\nz,20,4,\n")
    told = published_before(before, read_spec(spec), found)
    assert {str(key): value for key, value in told.items()} == {
        "persons (total)": Near(6, 14),
        "persons (group=a)": 5,
        "persons (group=z)": Near(16, 24),
    }


@pytest.mark.parametrize(
    ("csv", "sentence"),
    [
        ("group,persons\na,5\na,5\n", "Line 3 of the protected table repeats the cell a"),
        ("group,persons\nq,5\n", "Line 2 of the protected table has 'q', which is not a code"),
        ("group,persons\na,five\n", "Line 2 holds 'five' where a published value is expected"),
        ("team,persons\na,5\n", "There is no column group"),
    ],
)
def test_what_is_no_protected_table_is_refused(csv, sentence):
    spec = '[table]\nvalue = "persons"\n[dimensions.group]\n'
    found = list(tables(spec, "group,persons\n*,9\na,5\nb,4\n").values())
    with pytest.raises(TableError, match=sentence):
        publication_from(read_sheet(csv.encode()), read_spec(spec), found)


def test_a_hundred_thousand_cells_take_seconds():
    chance = random.Random(2)
    rows = [
        (f"e{firm}", f"b{firm % 10}", f"g{group}", f"q{quarter}", str(chance.randrange(50)))
        for firm, group, quarter in product(range(1500), range(8), range(8))
    ]
    sheet = Sheet(("firm", "branch", "group", "quarter", "persons"), rows, list(range(2, len(rows) + 2)))
    spec = read_spec(FIRMS + "[dimensions.quarter]\n")
    began = perf_counter()
    (table,) = tables_from(sheet, spec)
    assert perf_counter() - began < 15
    assert isinstance(table, Table)
    assert len(table.cells) > 100_000
    assert table.cells["*", "*", "*"] == sum(int(row[-1]) for row in rows)
