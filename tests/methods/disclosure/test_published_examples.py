"""Examples with known answers, from papers and handbooks; each says where it stands."""

from collections.abc import Iterable

import pytest

from momentum.methods.disclosure import Dimension, Near, Rules, Table, audit, protect, with_totals
from tests.methods.disclosure.test_known_leaks import SHOWN, kinds, published

TOLD_NOTHING = Rules(zeros="withheld")


def crossed(name: str, columns: Iterable[str], rows: dict[str, tuple[int, ...]]) -> Table:
    columns = tuple(columns)
    cells = {
        (row, column): v for row, values in rows.items() for column, v in zip(columns, values, strict=True)
    }
    dimensions = (
        Dimension("row", dict.fromkeys(rows, "*")),
        Dimension("column", dict.fromkeys(columns, "*")),
    )
    return with_totals(Table(name, "persons", dimensions, cells))


def intervals(found) -> dict[str, tuple[int, int | None]]:
    return {str(key): (each.low, each.high) for key, each in found.intervals.items()}


def test_the_feasibility_interval_of_geurts():
    """Geurts (1992), table 10; Hundepool et al., Handbook on SDC, 2nd edition (2024), section 4.2.2, example 3: the
    four cells of which only the margins 7, 3, 6 and 4 are known; cell (1, 1) lies between 3 and 6."""
    table = crossed("geurts", "12", {"1": (4, 3), "2": (2, 1), "3": (3, 3)})
    hidden = {("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")}
    found = audit([table], published(table, withheld=hidden), Rules(n=1, width=1, zeros="withheld"))
    assert intervals(found)["persons (column=1, row=1)"] == (3, 6)
    assert intervals(found)["persons (column=2, row=2)"] == (0, 3)


def investments() -> Table:
    """Fischetti & Salazar-González (2001), Management Science 47(7), the table of investments by activity and region."""
    return crossed("investments", "ABC", {"I": (20, 50, 10), "II": (8, 19, 22), "III": (17, 32, 12)})


def test_one_withheld_cell_is_what_the_row_leaves():
    """The sensitive cell is II × C = 22; withheld alone it is 49 − 8 − 19."""
    table = investments()
    found = audit([table], published(table, withheld={("II", "C")}), TOLD_NOTHING)
    assert intervals(found) == {"persons (column=C, row=II)": (22, 22)}


def test_four_withheld_cells_leave_what_their_sums_allow():
    """With II and III × A and C withheld: II × A + II × C = 30 and II × C + III × C = 34, II × A ≤ 25, so 5 to 30."""
    table = investments()
    hidden = {("II", "A"), ("II", "C"), ("III", "A"), ("III", "C")}
    found = audit([table], published(table, withheld=hidden), TOLD_NOTHING)
    assert intervals(found)["persons (column=C, row=II)"] == (5, 30)
    assert intervals(found)["persons (column=A, row=II)"] == (0, 25)
    assert intervals(found)["persons (column=C, row=III)"] == (4, 29)


def test_two_tables_that_are_safe_alone_give_a_cell_away_together():
    """The package sdcTable, tests/testthat/test-linked-tables.r: regions A B I J K L M N of 2 2 8 8 3 3 3 7, added up by
    county (A–J, K–N) and by size (L + M big). Cells of at most 3 withheld: small − county 1 = K + N = 10, so K = 3."""
    counts = dict(zip("ABIJKLMN", (2, 2, 8, 8, 3, 3, 3, 7), strict=True))
    county = {code: "county 1" if code in "ABIJ" else "county 2" for code in counts}
    size = {code: "big" if code in "LM" else "small" for code in counts}
    by_county, by_size = (
        with_totals(
            Table(
                name, "persons", (Dimension("region", parents | tops),), {(c,): v for c, v in counts.items()}
            )
        )
        for name, parents, tops in (
            ("county", county, dict.fromkeys(["county 1", "county 2"], "*")),
            ("size", size, dict.fromkeys(["big", "small"], "*")),
        )
    )
    rules = Rules(n=4, width=1, zeros="withheld")
    hidden = {(code,) for code, count in counts.items() if count <= 3}
    both = published(by_county, by_size, withheld=hidden)
    assert audit([by_county], both, rules).ok
    assert audit([by_size], both, rules).ok
    found = audit([by_county, by_size], both, rules)
    assert kinds(found)["persons (region=K)"] == "exact"
    assert intervals(found)["persons (region=K)"] == (3, 3)
    plan = protect([by_county, by_size], rules)
    assert not plan.failures
    assert audit([by_county, by_size], plan, rules).ok


def test_linking_finds_the_woman_who_lives_and_works_in_the_area():
    """Handbook on SDC (2024), section 5.2, disclosure by linking: 22 live and work in area A, 21 of them men."""
    everybody = crossed("everybody", ("both", "lives", "works"), {"men": (21, 58, 23), "women": (1, 5, 4)})
    women = {(row, column) for row, column in everybody.cells if row == "women"}
    found = audit([everybody], published(everybody, withheld=women), SHOWN)
    assert intervals(found)["persons (column=both, row=women)"] == (1, 1)
    assert intervals(found)["persons (column=lives, row=women)"] == (5, 5)
    assert intervals(found)["persons (column=works, row=women)"] == (4, 4)


def test_two_ways_to_cut_hours_up_single_one_man_out():
    """Handbook on SDC (2024), section 5.2, sub-population tables: men by hours, cut at 20 and cut at 25."""
    parts = {"under 20": 6, "20–24": 1, "25–39": 8, "40–59": 5, "60–69": 8, "70 and more": 4}
    rest = {"40–59": "*", "60–69": "*", "70 and more": "*"}
    first = {"under 20": "*", "20–39": "*", "20–24": "20–39", "25–39": "20–39"} | rest
    second = {"under 25": "*", "25–39": "*", "under 20": "under 25", "20–24": "under 25"} | rest
    hours = Dimension("hours", first, more=(second,))
    table = with_totals(Table("men", "persons", (hours,), {(code,): count for code, count in parts.items()}))
    # The first table published shows no 20–24 and 25–39, the second no under 20 and 20–24.
    found = audit([table], published(table, withheld={("20–24",)}), SHOWN)
    assert intervals(found)["persons (hours=20–24)"] == (1, 1)
    assert table.cells["20–39",] == 9
    assert table.cells["under 25",] == 7


def test_areas_that_nearly_coincide_differ_by_a_few_people():
    """Handbook on SDC (2024), section 5.2, geographical differencing: 50 and 52 men work more than 30 hours."""
    area = Dimension("area", {"1991": "*", "2001": "1991", "between": "1991"})
    hours = Dimension("hours", dict.fromkeys(("more than 30", "16 to 30", "15 or less"), "*"))
    counts = {("2001", h): n for h, n in zip(hours.parents, (50, 128, 39), strict=True)}
    between = {("between", h): n for h, n in zip(hours.parents, (2, 2, 0), strict=True)}
    table = with_totals(Table("men", "persons", (area, hours), counts | between))
    hidden = {("between", h) for h in (*hours.parents, "*")}
    found = audit([table], published(table, withheld=hidden), SHOWN)
    assert intervals(found)["persons (area=between, hours=more than 30)"] == (2, 2)
    assert intervals(found)["persons (area=between, hours=16 to 30)"] == (2, 2)


def test_everybody_in_one_category_tells_of_each_of_them():
    """Handbook on SDC (2024), section 5.2, group attribute disclosure: all six who are married work full time."""
    rows = {"married": (6, 0), "divorced": (5, 1), "single": (2, 2)}
    table = crossed("hours", ("full time", "part time"), rows)
    rules = Rules(n=1, width=1, sensitive=frozenset({"column"}), zeros="shown")
    found = audit([table], published(table, withheld=set()), rules)
    assert "persons (column=full time, row=married)" in kinds(found)


def test_what_two_who_know_themselves_tell_of_each_other():
    """Handbook on SDC (2024), section 4.2.2: two single contributors in one sum each know the other's amount."""
    firms = Dimension("firm", {"one": "*", "two": "*", "three": "*"})
    table = with_totals(Table("firms", "persons", (firms,), {("one",): 4, ("two",): 3, ("three",): 40}))
    plan = published(table, withheld={("one",), ("two",)})
    assert audit([table], plan, TOLD_NOTHING).ok
    found = audit([table], plan, Rules(zeros="withheld", holders=frozenset({"firm"})))
    assert set(kinds(found).values()) == {"contributor"}
    assert set(kinds(found)) == {"persons (firm=one)", "persons (firm=two)"}


def test_an_interval_told_before_narrows_what_sums_leave():
    """The investments again, to a reader whom an earlier edition told that II × A lies between 6 and 10."""
    table = investments()
    hidden = {("II", "A"), ("II", "C"), ("III", "A"), ("III", "C")}
    told = {table.key(("II", "A")): Near(6, 10)}
    found = audit([table], published(table, withheld=hidden), TOLD_NOTHING, earlier=[told])
    assert intervals(found)["persons (column=C, row=II)"] == (20, 24)


def amounts(beside: int) -> Table:
    """A sum of 330 from contributions of 300, 20 and 10, and one beside it from many small ones."""
    cells = {("a",): 330, ("b",): beside, ("c",): 900, ("*",): 1230 + beside}
    return Table(
        "turnover",
        "turnover",
        (Dimension("branch", dict.fromkeys("abc", "*")),),
        cells,
        kind="sum",
        contributions={("a",): (300, 20, 10), ("b",): (2, 2), ("c",): (30, 30), ("*",): (300, 30)},
        contributors={("a",): 3, ("b",): 12, ("c",): 40, ("*",): 55},
    )


@pytest.mark.parametrize(("beside", "safe"), [(22, False), (23, True)])
def test_the_upper_bound_that_dominance_asks_for(beside, safe):
    """Handbook on SDC (2024), section 4.2.2, example 4: 300, 20 and 10 under (1, 85) needs an upper bound of 352.94."""
    rules = Rules(n=1, dominance=(1, 85.0), zeros="withheld")
    table = amounts(beside)
    hidden = {("a",), ("b",)}
    found = audit([table], published(table, withheld=hidden), rules)
    assert found.ok is safe
    assert intervals(found)["turnover (branch=a)"] == (0, 330 + beside)


@pytest.mark.parametrize(
    ("total", "two", "p", "dominance", "unsafe"),
    [
        # Example 1: (1, 90) finds nothing, though the second can estimate the first to within 2%.
        (100_000, (50_000, 49_000), None, (1, 90.0), False),
        (100_000, (50_000, 49_000), 10.0, None, True),
        # Example 2: safe under p = 10, since 60,000 is 15.4% above 52,000; not under (2, 90.9).
        (110_000, (52_000, 50_000), 10.0, None, False),
        (110_000, (52_000, 50_000), None, (2, 100 / 1.1), True),
    ],
)
def test_which_sums_the_rules_call_unsafe(total, two, p, dominance, unsafe):
    """Handbook on SDC (2024), section 4.2.1, examples 1 and 2."""
    cells = {("a",): total, ("b",): 900_000, ("*",): total + 900_000}
    table = Table(
        "turnover",
        "turnover",
        (Dimension("branch", dict.fromkeys("ab", "*")),),
        cells,
        kind="sum",
        contributions={("a",): two, ("b",): (9_000, 9_000), ("*",): two},
        contributors={("a",): 9, ("b",): 400, ("*",): 409},
    )
    rules = Rules(n=1, p=p, dominance=dominance)
    found = audit([table], published(table, withheld=set()), rules)
    assert (kinds(found).get("turnover (branch=a)") == "primary published") is unsafe
