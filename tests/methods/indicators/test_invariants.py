"""What must hold between indicators, periods, cells and what lies behind them."""

import datetime as dt
import hashlib
from collections import Counter

import pytest

from momentum.methods.indicators import INDICATORS, Period, behind, measure, overlaps, periods, prepare
from tests.methods.indicators.cities import BEGIN, FREEZE

QUARTERS = "2014-07-01..2016-01-01"


def column(measurement, name, *keys):
    return {tuple(row[key] for key in keys): row[name] for row in measurement.table.to_pylist()}


def test_the_stock_of_spells_is_the_previous_one_and_inflow_less_outflow(larger):
    _, prepared, session = larger
    by = ["organisation", "place_kind"]
    day = dt.date(2014, 12, 31)
    before = column(measure(prepared, "stock", at=day, by=by, session=session), "spells", *by)
    period = Period(day + dt.timedelta(days=1), dt.date(2016, 1, 1))
    after = column(measure(prepared, "stock", period=period, by=by, session=session), "spells", *by)
    came = column(measure(prepared, "inflow_spells", period=period, by=by, session=session), "spells", *by)
    left = column(measure(prepared, "outflow_spells", period=period, by=by, session=session), "spells", *by)
    cells = before.keys() | after.keys() | came.keys() | left.keys()
    assert len(cells) > 10
    for cell in cells:
        assert after.get(cell, 0) == before.get(cell, 0) + came.get(cell, 0) - left.get(cell, 0)


def test_the_ladder_and_the_missing_make_up_reach(larger):
    _, prepared, session = larger
    by = ["branch", "target_group"]
    reached = column(measure(prepared, "reach", period="2015", by=by, session=session), "persons", *by)
    rungs = measure(prepared, "ladder_transitions", period="2015", by=by, session=session).table.to_pylist()
    for cell, persons in reached.items():
        here = [row for row in rungs if (row["branch"], row["target_group"]) == cell]
        assert sum(row["persons"] for row in here if "*" not in (row["first"], row["last"])) == persons
        assert [row["persons"] for row in here if row["first"] == row["last"] == "*"] == [persons]


@pytest.mark.parametrize("name", [name for name, one in INDICATORS.items() if one.on_grid])
@pytest.mark.parametrize(
    "by", [(), ("organisation", "target_group"), ("place_kind", "borough")], ids="×".join
)
def test_all_units_of_a_grid_at_once_equal_each_unit_alone(larger, name, by):
    _, prepared, session = larger
    for unit in ("quarter",) if by else ("quarter", "month"):
        whole = measure(prepared, name, period=QUARTERS, by=[unit, *by], session=session).table.to_pylist()
        counts = INDICATORS[name].counts
        expected = {}
        for period in [*periods(QUARTERS, unit)[:4], Period.parse(QUARTERS)]:
            label = "*" if period == Period.parse(QUARTERS) else period.label
            for row in measure(prepared, name, period=period, by=by, session=session).table.to_pylist():
                cell = (label, *(row[key] for key in by))
                expected[cell] = tuple(row[count] for count in counts)
        known = {cell[0] for cell in expected}
        found = {
            (row[unit], *(row[key] for key in by)): tuple(row[count] for count in counts)
            for row in whole
            if row[unit] in known
        }
        assert found == expected


def test_a_list_of_periods_has_a_column_of_its_own_and_no_total_over_it(larger):
    _, prepared, session = larger
    asked = periods(QUARTERS, "quarter")
    listed = measure(prepared, "reach", period=asked, by=["branch"], session=session)
    assert listed.table.column_names == ["period", "branch", "persons"]
    split = measure(prepared, "reach", period=QUARTERS, by=["quarter", "branch"], session=session)
    kept = {key: v for key, v in column(split, "persons", "quarter", "branch").items() if key[0] != "*"}
    assert column(listed, "persons", "period", "branch") == kept
    loose = [Period(BEGIN, dt.date(2015, 2, 3)), Period(dt.date(2015, 1, 1), dt.date(2015, 5, 5))]
    found = column(measure(prepared, "reach", period=loose, session=session), "persons", "period")
    assert found == {
        (one.label,): measure(prepared, "reach", period=one, session=session).table["persons"][0].as_py()
        for one in loose
    }


@pytest.mark.parametrize("name", list(INDICATORS))
def test_as_many_are_behind_a_cell_as_it_counts(larger, name):
    _, prepared, session = larger
    by = ("organisation", "target_group")
    indicator = INDICATORS[name]
    table = measure(prepared, name, period="2015", by=by, session=session).table.to_pylist()
    keys = (*by, *indicator.cell_columns)
    for count in indicator.counts:
        for row in sorted(table, key=lambda row: -row[count])[::7]:
            found = behind(
                prepared, name, {key: row[key] for key in keys}, column=count, period="2015", session=session
            ).to_pylist()
            unit = "spell" if "spells" in indicator.counts and count != "persons" else "person"
            things = (
                {(r["person"], r.get("month")) for r in found}
                if unit == "person"
                else {r["spell"] for r in found}
            )
            assert len(things) == row[count], f"{row} {count}"


def test_a_cell_of_a_quarter_is_followed_back_within_that_quarter(larger):
    _, prepared, session = larger
    cell = {"quarter": "2015-Q2", "organisation": "bakery"}
    table = measure(prepared, "reach", period="2015", by=list(cell), session=session)
    persons = column(table, "persons", *cell)[tuple(cell.values())]
    found = behind(prepared, "reach", cell, period="2015", session=session)
    assert persons == len(set(found["person"].to_pylist())) > 0
    assert found.column_names == ["person", "spell"]


def test_additive_says_whether_anybody_is_in_two_cells_and_overlaps_how_many(larger):
    _, prepared, session = larger
    by_group = measure(prepared, "reach", period="2015", by=["target_group"], session=session)
    assert not by_group.additive
    cells = column(by_group, "persons", "target_group")
    excess = sum(v for k, v in cells.items() if k != ("*",)) - cells[("*",)]
    assert overlaps(by_group.table, ("target_group",), "persons") == [
        {"target_group": "*", "over": "target_group", "excess": excess}
    ]
    by_home = measure(prepared, "reach", period="2015", by=["borough", "district"], session=session)
    assert by_home.additive
    assert overlaps(by_home.table, ("borough", "district"), "persons") == []
    assert measure(prepared, "inflow_spells", period=QUARTERS, by=["quarter"], session=session).additive
    assert not measure(prepared, "stock", period=QUARTERS, by=["quarter"], session=session).additive


@pytest.mark.parametrize(
    ("name", "by", "fixed"),
    [
        ("reach", ("branch", "organisation", "target_group"), ()),
        ("stock", ("year", "quarter", "borough", "district"), ()),
        ("ladder_transitions", ("target_group", "district"), ("first", "last")),
        ("inflow_spells", ("year", "quarter", "place_kind"), ()),
    ],
)
def test_overlaps_are_sums_of_cells_less_their_totals(larger, name, by, fixed):
    _, prepared, session = larger
    measured = measure(prepared, name, period="2015", by=by, session=session)
    finer = {"branch": ["organisation"], "year": ["quarter"], "borough": ["district"]}
    keys = (*by, *fixed)
    cells = column(measured, INDICATORS[name].counts[0], *keys)
    expected = {}
    for over in by:
        at = by.index(over)
        sums = Counter()
        for cell, count in cells.items():
            if cell[at] != "*" and all(cell[by.index(one)] == "*" for one in finer.get(over, [])):
                sums[(*cell[:at], "*", *cell[at + 1 :])] += count
        for cell, summed in sums.items():
            if summed != cells[cell]:
                expected[(over, *cell)] = summed - cells[cell]
    found = overlaps(measured.table, by, INDICATORS[name].counts[0], fixed)
    assert {(one["over"], *(one[key] for key in keys)): one["excess"] for one in found} == expected
    assert bool(expected) == (name != "inflow_spells")
    assert measured.additive != bool(expected)


def test_a_period_past_the_freeze_is_cut_there_and_provisional(larger):
    _, prepared, session = larger
    late = measure(prepared, "reach", period="2016", session=session)
    cut = measure(prepared, "reach", period=Period(dt.date(2016, 1, 1), FREEZE), session=session)
    assert late.provisional
    assert not cut.provisional
    assert late.table == cut.table
    assert late.lineage["periods"] == ["2016-01-01..2016-02-10"]
    assert any(FREEZE.isoformat() in note for note in late.lineage["notes"])


def test_a_period_that_is_not_whole_quarters_is_not_split_by_quarter(larger):
    _, prepared, session = larger
    with pytest.raises(ValueError, match="does not consist of whole quarters"):
        measure(prepared, "reach", period="2015-02-03..2015-07-01", by=["quarter"], session=session)


def test_every_number_carries_its_lineage(larger):
    _, prepared, session = larger
    found = measure(
        prepared,
        "sustained",
        period="2015",
        by=["branch"],
        where={"kind": "day activity"},
        weeks=13,
        session=session,
    ).lineage
    assert found["indicator"] == "sustained"
    assert found["facts"] == prepared.facts_hash
    assert found["facts"].startswith("sha256:")
    assert found["where"] == {"place_kind": "day activity"}
    assert found["parameters"] == {"within": 91, "weeks": 13}
    assert found["engine"]["name"] == "duckdb"
    assert found["definition"] == INDICATORS["sustained"].definition


def test_parts_of_the_people_add_up_to_all_of_them(larger, tmp_path):
    city, prepared, session = larger
    persons = [row[0] for row in city.person]
    parts = []
    for number in range(3):
        mine = [person for person in persons if hash_of(person) % 3 == number]
        facts = city.write(tmp_path / f"facts-{number}")
        part = prepare(facts, tmp_path / f"part-{number}", only=mine, known=prepared.codes, threads=1)
        assert 0 < len(mine) < len(persons)
        parts.append(part)
    by = ("branch", "target_group")
    for name in [name for name, one in INDICATORS.items() if one.sums]:
        keys = (*by, *INDICATORS[name].cell_columns)
        for count in INDICATORS[name].counts:
            whole = column(measure(prepared, name, period="2015", by=by, session=session), count, *keys)
            summed = Counter()
            for part in parts:
                summed.update(column(measure(part, name, period="2015", by=by), count, *keys))
            assert {k: v for k, v in whole.items() if v} == {k: v for k, v in summed.items() if v}


def hash_of(person):
    return int(hashlib.sha256(person.encode()).hexdigest(), 16)
