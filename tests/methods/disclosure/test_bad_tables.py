"""Bad input: each refused with a sentence that says what and where."""

import pytest

from momentum.methods.disclosure import Dimension, Rules, Table, TableError, protect, with_totals

AB = Dimension("group", {"A": "*", "B": "*"})
BRANCH = Dimension("branch", {"x": "*", "y": "*"})


def table(cells: dict, name: str = "t", **more) -> Table:
    return Table(name, "persons", (AB,), cells, **more)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {("*",): 9, ("A",): 5, ("B",): 5},
            "does not add up: persons .total. counts 9, its parts .A, B. together 10",
        ),
        ({("*",): 4, ("A",): 5, ("B",): -1}, "t: group=B holds -1; a count of persons cannot be negative"),
        ({("*",): 5, ("A",): 5, ("B",): 0.5}, "holds 0.5; a count is a whole number"),
        ({("*",): 5, ("A",): 5, ("Z",): 1}, "'Z' is not a code of dimension group"),
        ({("*", "A"): 5}, "2 coordinates for 1 dimensions"),
    ],
)
def test_wrong_cells(cells, sentence):
    with pytest.raises(TableError, match=sentence):
        protect([table(cells)])


def test_a_missing_total():
    with pytest.raises(TableError, match="the total persons .total. is missing while its parts count 12"):
        protect([table({("A",): 5, ("B",): 7})], Rules(zeros="shown"))


def test_hierarchies_with_circles_and_orphans():
    with pytest.raises(TableError, match="its own ancestor"):
        Dimension("group", {"A": "B", "B": "A"})
    with pytest.raises(TableError, match="A has the parent B, which has no parent itself"):
        Dimension("group", {"A": "B"})
    with pytest.raises(TableError, match="the total"):
        Dimension("group", {"*": "A", "A": "*"})


def test_the_same_cell_with_two_counts():
    crossed = with_totals(Table("u", "persons", (AB, BRANCH), {("A", "x"): 6, ("B", "y"): 8}))
    other = table({("*",): 15, ("A",): 7, ("B",): 8})
    with pytest.raises(
        TableError, match=r"persons \(.*\) counts 1\d? in table u and|counts 14 in table u and 15 in table t"
    ):
        protect([crossed, other])


def test_two_tables_of_one_name():
    cells = {("*",): 11, ("A",): 5, ("B",): 6}
    with pytest.raises(TableError, match="Two tables are called t"):
        protect([table(cells), table(cells)])


def test_a_part_larger_than_its_whole():
    with pytest.raises(TableError, match="counts more than"):
        protect([table({("*",): 9, ("A",): 10, ("B",): 5}, additive=False)])
    stock = Table("stock", "stock", (AB,), {("*",): 12, ("A",): 6, ("B",): 6})
    reach = Table("reach", "reach", (AB,), {("*",): 11, ("A",): 5, ("B",): 6})
    with pytest.raises(TableError, match=r"stock \(.*\) counts more than reach"):
        protect([stock, reach], subsets=[("stock", "reach")])


def test_totals_of_a_table_that_does_not_add_up_must_be_given():
    with pytest.raises(TableError, match="cannot be added up"):
        with_totals(table({("A",): 5, ("B",): 7}, additive=False))


def test_a_structural_zero_that_counts_somebody():
    cells = {("*",): 11, ("A",): 5, ("B",): 6}
    with pytest.raises(TableError, match="listed as structurally empty but counts 5"):
        protect([table(cells, structural=frozenset({("A",)}))])


@pytest.mark.parametrize("rule", [{"n": 0}, {"width": 0}, {"zeros": "hidden"}])
def test_rules_that_make_no_sense(rule):
    with pytest.raises(TableError):
        Rules(**rule)
