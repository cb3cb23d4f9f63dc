"""Records into tables: every total, persons once, sums with their contributors, and fast."""

import random
from collections import Counter
from itertools import product
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum.methods.disclosure import TOTAL, TableError
from momentum.methods.disclosure.adding_up import check_sums
from momentum.methods.disclosure.files import tables_from
from momentum.methods.disclosure.spec import read_spec
from momentum.methods.sheets import Sheet
from tests.methods.disclosure.requests import tables

FOUR = """
[table]
person = "person"
[dimensions.neighbourhood]
levels = ["borough", "part"]
[[dimensions.neighbourhood.also]]
levels = ["region"]
[dimensions.group]
"""
places = st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.integers(0, 6))


def by_hand(
    rows: list[dict[str, str]], chains: list[list[str]], person: str
) -> dict[tuple[str, ...], set[str]]:
    """Every cell with its persons, one row and one combination at a time."""
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        for at in product(*([row[column] for column in chain] + [TOTAL] for chain in chains)):
            found.setdefault(at, set()).add(row[person])
    return found


@given(st.lists(places, max_size=30))
def test_every_cell_of_every_hierarchy_counts_its_distinct_persons(drawn):
    rows = [
        {
            "person": f"p{person}",
            "neighbourhood": f"n{n}",
            "borough": f"b{n // 2}",
            "part": f"p{n // 4}",
            "region": f"r{n % 2}",
            "group": group,
        }
        for n, group, person in [(0, "a", 99), *drawn]
    ]
    csv = ",".join(rows[0]) + "\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    table = tables(FOUR, csv)["persons"]
    expected = by_hand(rows, [["neighbourhood", "borough", "part", "region"], ["group"]], "person")
    assert dict(table.cells) == {at: len(persons) for at, persons in expected.items()}
    places_of = {}
    for row in rows:
        places_of.setdefault(row["person"], set()).add((row["neighbourhood"], row["group"]))
    assert table.additive == all(len(at) == 1 for at in places_of.values())
    check_sums([table])


def test_two_hierarchies_over_one_variable_each_divide_the_whole():
    csv = (
        "neighbourhood,borough,part,region,group,person\nn1,b1,p1,r1,a,1\nn2,b1,p1,r2,a,2\nn3,b2,p1,r1,a,3\n"
    )
    dimension = tables(FOUR, csv)["persons"].dimensions[0]
    assert dimension.parents == {"n1": "b1", "n2": "b1", "n3": "b2", "b1": "p1", "b2": "p1", "p1": "*"}
    assert dimension.more == ({"n1": "r1", "n2": "r2", "n3": "r1", "r1": "*", "r2": "*"},)


SUMS = """
[table]
kind = "sum"
value = "wage"
contributor = "firm"
[dimensions.branch]
[rules]
preset = "money"
"""


def test_sums_know_their_contributors_and_the_largest_of_them():
    csv = "firm,branch,wage\nf1,food,10\nf1,food,5\nf2,food,7\nf3,food,1\nf1,wood,4\n"
    table = tables(SUMS, csv)["wage"]
    assert table.kind == "sum"
    assert dict(table.cells) == {("*",): 27, ("food",): 23, ("wood",): 4}
    assert dict(table.contributors) == {("*",): 3, ("food",): 3, ("wood",): 1}
    assert dict(table.contributions) == {("*",): (19, 7), ("food",): (15, 7), ("wood",): (4,)}


def test_as_many_largest_contributions_as_the_rules_look_at():
    spec = SUMS.replace('preset = "money"', "dominance = [3, 75]")
    csv = "firm,branch,wage\nf1,food,10\nf2,food,7\nf3,food,1\nf4,food,2\n"
    assert tables(spec, csv)["wage"].contributions["food",] == (10, 7, 2)


def test_a_sum_without_contributors_has_a_contributor_in_each_record():
    spec = SUMS.replace('contributor = "firm"', 'rows = "records"')
    assert tables(spec, "firm,branch,wage\nf1,food,10\nf1,food,5\n")["wage"].contributors["food",] == 2


def test_where_chooses_records_and_empty_tables_have_a_total():
    spec = '[table]\nwhere = { kind = ["a", "b"] }\nname = "t"\n[dimensions.group]\n'
    csv = "group,kind\nx,a\nx,c\ny,b\n"
    assert dict(tables(spec, csv)["t"].cells) == {("*",): 2, ("x",): 1, ("y",): 1}
    none = tables(spec.replace('["a", "b"]', '"z"'), csv)["t"]
    assert dict(none.cells) == {("*",): 0}


@pytest.mark.parametrize(
    ("csv", "sentence"),
    [
        ("firm,branch,wage\nf1,food,1.5\n", "Line 2 holds '1.5' where an amount in whole units is expected. Write it"),
        ("firm,branch,wage\nf1,food,-3\n", "Line 2 holds -3: an amount in whole units cannot be negative"),
        ("firm,branch,wage\n,food,3\n", "Line 2 has no firm. Give each record its firm"),
        ("firm,branch,wage\nf1,,3\n", "Line 2 has no branch"),
        ("firm,branch,wage\nf1,*,3\n", "stands for the total"),
        ("firm,branch,wage\nf1,food,9999999999999999\n", "cannot be reckoned with exactly"),
    ],
)  # fmt: skip
def test_records_without_a_place_or_amount(csv, sentence):
    with pytest.raises(TableError, match=sentence.replace("*", r"\*")):
        tables(SUMS, csv)


def test_a_record_stands_at_the_finest_code():
    spec = '[dimensions.firm]\nparents = { e1 = "food", food = "*" }\n'
    with pytest.raises(TableError, match="Line 3: food of dimension firm is divided further"):
        tables(spec, "firm\ne1\nfood\n")
    with pytest.raises(TableError, match="Line 3: 'e2' is not a code of dimension firm"):
        tables(spec, "firm\ne1\ne2\n")


def test_who_says_that_it_is_additive_is_told_who_stands_in_two_cells():
    spec = '[table]\nperson = "person"\nadditive = true\n[dimensions.group]\n'
    with pytest.raises(TableError, match="lines 2 and 4 put one person in two cells"):
        tables(spec, "person,group\np1,a\np2,a\np1,b\n")


def test_a_hundred_thousand_records_over_four_dimensions_take_seconds():
    chance = random.Random(1)
    rows = []
    for number in range(100_000):
        firm, place = int(400 * chance.random() ** 3), chance.randrange(60)
        rows.append((f"p{number}", f"e{firm}", f"b{firm % 20}", f"g{chance.randrange(6)}",
                     f"q{chance.randrange(8)}", f"n{place}", f"d{place % 8}"))  # fmt: skip
    sheet = Sheet(
        ("person", "firm", "branch", "group", "quarter", "place", "borough"),
        rows,
        list(range(2, len(rows) + 2)),
    )
    spec = read_spec(
        '[table]\nperson = "person"\n[dimensions.firm]\nlevels = ["branch"]\n[dimensions.group]\n'
        '[dimensions.quarter]\n[dimensions.place]\nlevels = ["borough"]\n'
    )
    began = perf_counter()
    (table,) = tables_from(sheet, spec)
    assert perf_counter() - began < 15
    firms = Counter(row[1] for row in rows)
    assert table.cells["e0", "*", "*", "*"] == firms["e0"]
    assert table.cells["*", "*", "*", "*"] == 100_000
