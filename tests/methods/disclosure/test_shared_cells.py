"""Cells of linked tables that hold the same records are one cell; those that only count alike are not."""

from momentum.methods.disclosure import CellKey, Rules, audit, protect
from momentum.methods.disclosure.files import subsets_of
from momentum.methods.disclosure.sharing import reconciled
from momentum.methods.disclosure.spec import read_spec
from tests.methods.disclosure.requests import tables

SPEC = """
[table]
person = "person"
[dimensions.firm]
levels = ["branch"]
[dimensions.region]
[dimensions.group]
[[tables]]
name = "firms"
by = ["firm", "group"]
[[tables]]
name = "regions"
by = ["region"]
"""
# Firm f1 is all there is in region r1, f2 and f3 are region r2: the regions are firms and branches by other names.
PEOPLE = "person,firm,branch,region,group\n" + "".join(
    f"p{number},{firm},{branch},{region},{'ab'[number % 2]}\n"
    for number, (firm, branch, region) in enumerate(
        [("f1", "food", "r1")] * 9 + [("f2", "wood", "r2")] * 12 + [("f3", "wood", "r2")] * 7
    )
)


def test_a_region_that_is_one_firm_is_that_firms_cell():
    found = tables(SPEC, PEOPLE)
    assert dict(found["firms"].same) == {}
    # f1 is all of food: the highest cell with these persons stands for them.
    assert dict(found["regions"].same) == {
        ("r1",): CellKey("persons", frozenset({("firm", "food")})),
        ("r2",): CellKey("persons", frozenset({("firm", "wood")})),
    }
    assert found["regions"].key(("*",)) == found["firms"].key(("*", "*"))


def test_by_names_they_stay_apart():
    found = tables('shared = "names"\n' + SPEC, PEOPLE)
    assert dict(found["regions"].same) == {}


def test_cells_that_count_alike_but_not_the_same_persons_stay_apart():
    people = "person,firm,branch,region,group\np1,f1,food,r1,a\np2,f1,food,r2,a\np3,f2,wood,r1,a\np4,f2,wood,r2,a\n"
    assert dict(tables(SPEC, people)["regions"].same) == {}


def test_few_persons_in_two_crossed_cells_may_be_a_coincidence():
    spec = SPEC.replace('by = ["region"]', 'by = ["region", "group"]')
    people = PEOPLE + "p90,f4,wood,r2,c\np91,f4,wood,r2,c\np92,f1,food,r1,c\np93,f4,wood,r2,a\n"
    crossed = CellKey("persons", frozenset({("firm", "wood"), ("group", "c")}))
    assert ("r2", "c") not in tables(spec, people)["regions"].same
    assert tables(spec + "[rules]\nn = 2\n", people)["regions"].same["r2", "c"] == crossed
    # The region and the branch themselves are the same, however few they are.
    assert tables(spec + "[rules]\nn = 100\n", people)["regions"].same.keys() == {("r1", "*"), ("r2", "*")}


def test_what_is_withheld_of_a_firm_is_withheld_of_its_region():
    people = PEOPLE + "p90,f4,ice,r3,a\np91,f4,ice,r3,a\n"
    found = list(tables(SPEC, people).values())
    plan = protect(found, Rules(zeros="shown"))
    assert not plan.failures
    rows = {row.at: row.value for row in plan.published("regions")}
    assert rows["r3",] is None
    assert {row.at: row.value for row in plan.published("firms")}["ice", "*"] is None
    assert audit(found, plan, Rules(zeros="shown")).ok


def test_a_level_that_is_a_dimension_of_its_own_is_the_same_cell():
    spec = """
[table]
value = "persons"
[dimensions.firm]
levels = ["branch"]
[dimensions.branch]
[[tables]]
by = ["firm"]
file = "firms"
[[tables]]
by = ["branch"]
"""
    firms = "firm,branch,persons\n*,,20\nfood,,14\nwood,,6\nf1,food,9\nf2,food,5\nf3,wood,6\n"
    found = tables(spec, "branch,persons\n*,20\nfood,14\nwood,6\n", firms=firms)
    one, other = found.values()
    assert one.key(("food",)) == other.key(("food",)) == CellKey("persons", frozenset({("branch", "food")}))


def test_a_narrower_choice_of_records_is_a_part():
    spec = SPEC.replace('name = "regions"', 'name = "moved"\nwhere = { group = "a" }')
    found = list(tables(spec, PEOPLE).values())
    assert subsets_of(read_spec(spec), found) == (("persons of group=a", "persons"),)


def test_what_an_edition_told_of_two_cells_is_known_of_both():
    found = list(tables(SPEC, PEOPLE).values())
    firm, region = found[0].own_key(("food", "*")), found[1].own_key(("r1",))
    alike = [{firm: 9, region: 9}]
    same, told = reconciled(found, alike)
    assert same[1].key(("r1",)) == firm
    assert told == [{firm: 9}]
    apart, told = reconciled(found, [{firm: 9, region: 11}])
    assert apart[1].key(("r1",)) == region
    assert told == [{firm: 9, region: 11}]
    only, told = reconciled(found, [{region: 11}])
    assert only[1].key(("r1",)) == firm
    assert told == [{firm: 11}]
