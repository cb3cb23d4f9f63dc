"""Against published figures and other people's software."""

import datetime as dt

import duckdb
import ibis
import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from momentum.methods.indicators import curve, measure, prepare
from momentum.methods.indicators.moved_on import wilson
from momentum.methods.indicators.survival import daily, median_of
from tests.methods.indicators.city import City


def value_of(expression):
    """The value of an expression without tables."""
    return duckdb.execute(ibis.to_sql(expression.as_table(), dialect="duckdb")).fetchone()[0]


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score, no continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_newcombe_published_it(count, n, low, high):
    found = [value_of(end) for end in wilson(ibis.literal(count), ibis.literal(n))]
    assert found == [pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)]


def test_wilsons_interval_is_empty_without_anybody_and_never_leaves_the_unit_interval():
    assert [value_of(end) for end in wilson(ibis.literal(0), ibis.literal(0))] == [None, None]
    assert value_of(wilson(ibis.literal(0), ibis.literal(7))[0]) == 0.0
    assert value_of(wilson(ibis.literal(7), ibis.literal(7))[1]) == 1.0


FREIREICH = {
    # Freireich et al. (1963): weeks of remission; censored ones are negative (Cox & Oakes 1984, p. 8)
    "6-MP": [6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35],
    "placebo": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
}


@pytest.mark.parametrize(("arm", "median"), [("6-MP", 23), ("placebo", 8)])
def test_kaplan_meier_medians_of_the_leukaemia_trial(arm, median):
    rows = ibis.memtable(
        [{"duration": abs(t), "event": int(t > 0), "other": 0, "left_out": 0} for t in FREIREICH[arm]]
    )
    table = ibis.duckdb.connect().to_pyarrow(median_of(daily(rows, ()), ()))
    assert table["median"].to_pylist() == [median]
    assert table["spells"].to_pylist() == [21]


def test_time_to_paid_work_equals_the_cumulative_incidence_of_statsmodels(tmp_path):

    rng = np.random.default_rng(7)
    freeze = dt.date(2017, 1, 1)
    city = City(freeze=freeze)
    times, status = [], []
    for i in range(400):
        person = f"p{i:03d}"
        city.person.append((person, 1980, None))
        start = freeze - dt.timedelta(days=int(rng.integers(120, 1500)))
        length = int(rng.integers(10, 900))
        end = start + dt.timedelta(days=length)
        running = end >= freeze
        city.spell.append(
            (f"{person}a", person, "bakery", "day activity", start, None if running else end, None)
        )
        left = (freeze - start).days if running else length
        paid = int(rng.integers(1, 1400))
        day = start + dt.timedelta(days=paid)
        if day < freeze and (running or paid <= left + 91):
            times.append(paid)
            status.append(1)
            city.spell.append((f"{person}b", person, "firm", "regular job", day, None, None))
        else:
            times.append(left)
            decided = not running and (freeze - end).days > 91
            status.append(2 if decided else 0)
    prepared = prepare(city.write(tmp_path / "facts"), tmp_path / "prepared", threads=1)
    known = CumIncidenceRight(np.array(times), np.array(status))
    at = dict(zip(known.times.tolist(), known.cinc[0].tolist(), strict=True))
    found = {
        row["duration"]: row["incidence"] for row in curve(prepared, "time_to_paid_work").table.to_pylist()
    }
    assert found.keys() == {float(t) for t in set(times)}
    for duration, incidence in at.items():
        assert found[duration] == pytest.approx(incidence, abs=1e-12)
    row = measure(prepared, "time_to_paid_work").table.to_pylist()[0]
    assert row["persons"] == 400
    for day in (91, 182, 364, 728):
        assert row[f"incidence_{day}"] == pytest.approx(max(v for t, v in at.items() if t <= day), abs=1e-12)
