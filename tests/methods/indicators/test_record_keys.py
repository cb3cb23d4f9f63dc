"""Sums of record keys, cell by cell: with every key 1 they are the counts."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from momentum.methods.indicators import INDICATORS, Period, behind, curve, measure

PERIOD = Period.parse("2014..2016")
BREAKDOWNS = [("organisation",), ("target_group", "place_kind")]
KEYED = [name for name in INDICATORS if name != "transition_rates"]


@pytest.fixture
def keyed(larger, tmp_path):
    """A function that gives every person and spell of the larger city a key and returns what can be asked."""
    _, prepared, session = larger

    def give(key_of):
        names = [
            name
            for table, column in (("person", "person"), ("spell_name", "spell"))
            for name in pq.read_table(prepared.directory / f"{table}.parquet")[column].to_pylist()
        ]
        keys = pa.table({"record": names, "key": pa.array([key_of(name) for name in names], pa.int64())})
        pq.write_table(keys, tmp_path / "record_keys.parquet")
        session.register("record_key", tmp_path / "record_keys.parquet")
        return prepared, session

    return give


def cells(measurement, indicator, columns):
    """Each cell that counts somebody, with its values in `columns`."""
    keys = [
        name for name in measurement.table.column_names if name not in (*indicator.counts, *indicator.bases)
    ]
    keys = [name for name in keys if name not in indicator.values]
    return {
        tuple(row[name] for name in keys): tuple(row[name] for name in columns)
        for row in measurement.table.to_pylist()
        if any(row[name] for name in columns)
    }


@pytest.mark.parametrize("by", BREAKDOWNS)
@pytest.mark.parametrize("name", KEYED)
def test_with_every_key_1_the_sums_are_the_counts(keyed, name, by):
    prepared, session = keyed(lambda name: 1)
    indicator = INDICATORS[name]
    asked = {"period": PERIOD, "by": by, "session": session}
    counted = measure(prepared, name, **asked)
    assert cells(measure(prepared, name, keys=True, **asked), indicator, indicator.counts) == cells(
        counted, indicator, indicator.counts
    )


@pytest.mark.parametrize("name", ["stock", "reach", "inflow_spells", "moved_on", "sustained"])
def test_units_of_time_have_their_own_sums(keyed, name):
    prepared, session = keyed(lambda name: 1)
    indicator = INDICATORS[name]
    asked = {"period": Period.parse("2015"), "by": ("quarter",), "session": session}
    assert cells(measure(prepared, name, keys=True, **asked), indicator, indicator.counts) == cells(
        measure(prepared, name, **asked), indicator, indicator.counts
    )


def test_the_curve_of_time_to_paid_work_has_the_sums_of_every_day(keyed):
    prepared, session = keyed(lambda name: 1)
    columns = ("events", "others", "censored")

    def days(keys):
        table = curve(prepared, "time_to_paid_work", period=PERIOD, session=session, keys=keys).table
        rows = table.to_pylist()
        return {
            row["duration"]: [row[name] for name in columns] for row in rows if any(row[n] for n in columns)
        }

    assert days(True) == days(False) != {}


@pytest.mark.parametrize(
    ("name", "column"), [("stock", "persons"), ("stock", "spells"), ("moved_on", "persons")]
)
def test_a_sum_is_that_of_the_keys_of_whoever_is_behind_the_cell(keyed, name, column):
    def key_of(name):
        return int.from_bytes(name.encode()[-4:], "big")

    prepared, session = keyed(key_of)
    asked = {"period": PERIOD, "session": session}
    table = measure(prepared, name, by=("organisation",), keys=True, **asked).table
    for row in table.to_pylist():
        named = behind(prepared, name, {"organisation": row["organisation"]}, column=column, **asked)
        kind = "spell" if column == "spells" else "person"
        assert row[column] == sum(key_of(each) for each in set(named[kind].to_pylist()))


def test_what_has_no_record_keys_is_refused(keyed):
    prepared, session = keyed(lambda name: 1)
    with pytest.raises(ValueError, match="transition_rates counts what has no record keys"):
        measure(prepared, "transition_rates", period=PERIOD, session=session, keys=True)
    with pytest.raises(ValueError, match="length_of_stay counts what has no record keys"):
        curve(prepared, "length_of_stay", period=PERIOD, session=session, keys=True)
