"""Every indicator against the slow oracle, on cities made up by hypothesis and on one larger city."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.methods.indicators import INDICATORS, Period, measure, prepare
from momentum.methods.indicators.engine import open_session
from tests.methods.indicators.cities import BEGIN, FREEZE, SPAN, cities
from tests.methods.indicators.oracle import Oracle

SHOWN = {
    "moved_on_rate": ("numerator", "denominator"),
    "time_to_paid_work": (
        "persons",
        "left_out",
        "incidence_91",
        "incidence_182",
        "incidence_364",
        "incidence_728",
    ),
    "wage_value_change": ("persons", "missing", "mean", "median"),
    "hours": ("spells", "left_out", "hours"),
    "length_of_stay": ("spells", "ended", "median"),
    "transition_rates": ("person_months", "of"),
}
PERIODS = [
    (dt.date(2015, 1, 1), dt.date(2016, 1, 1)),
    (dt.date(2015, 3, 17), dt.date(2015, 6, 2)),
    (BEGIN, dt.date(2017, 1, 1)),
    (dt.date(2015, 7, 1), dt.date(2015, 10, 1)),
]
BREAKDOWNS = [
    (),
    ("organisation",),
    ("target_group",),
    ("branch", "organisation", "target_group"),
    ("place_kind", "age_band"),
    ("organisation_borough", "organisation_district"),
    ("borough", "district", "target_group"),
    ("place_kind", "branch"),
]


def found_by(prepared, session, name, begin, end, by, where, **options):
    found = measure(prepared, name, period=Period(begin, end), by=by, where=where, session=session, **options)
    values = SHOWN.get(name, INDICATORS[name].counts)
    keys = (*found.lineage["by"], *INDICATORS[name].cell_columns)
    return {
        tuple(row[key] for key in keys): tuple(row[value] for value in values)
        for row in found.table.to_pylist()
    }


def assert_same(found, expected, name):
    for cell in found.keys() | expected.keys():
        one, other = found.get(cell), expected.get(cell)
        assert one is not None, f"{name}: cell {cell} is missing; expected {other}"
        assert other is not None, f"{name}: cell {cell} should not be there; found {one}"
        for a, b in zip(one, other, strict=True):
            assert (a is None) == (b is None), f"{name} {cell}: {one} is not {other}"
            assert a is None or a == pytest.approx(b, abs=1e-9), f"{name} {cell}: {one} is not {other}"


def check(city, questions):
    with tempfile.TemporaryDirectory() as place:
        prepared = prepare(city.write(Path(place) / "facts"), Path(place) / "prepared", threads=1)
        session = open_session(threads=1)
        prepared.register_in(session)
        try:
            compare(city, prepared, session, questions)
        finally:
            session.close()


def compare(city, prepared, session, questions):
    for name, (begin, end), by, where, options in questions:
        found = found_by(prepared, session, name, begin, end, by, where, **options)
        expected = getattr(Oracle(city, begin, end, by, where, **options), name)()
        assert_same(found, expected, name)


def known_values(city):
    """Filters for values that a city holds."""
    filters = [{}, {"place_kind": "day activity"}, {"organisation": "bakery"}, {"branch": "food"}]
    if city.membership:
        filters.append({"target_group": city.membership[0][1]})
    return filters


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(), data=st.data())
def test_every_indicator_equals_the_oracle_on_made_up_cities(city, data):
    period = data.draw(st.sampled_from(PERIODS))
    by = data.draw(st.sampled_from(BREAKDOWNS))
    where = data.draw(st.sampled_from(known_values(city)))
    options = {
        "within": data.draw(st.sampled_from([0, 30, 91, 400])),
        "weeks": data.draw(st.sampled_from([4, 13, 26])),
    }
    names = data.draw(st.sets(st.sampled_from(list(INDICATORS)), min_size=4, max_size=4))
    check(city, [(name, period, by, where, options) for name in sorted(names)])


@pytest.mark.parametrize("by", BREAKDOWNS, ids="×".join)
def test_every_indicator_equals_the_oracle_in_a_larger_city(larger, by):
    city, prepared, session = larger
    compare(city, prepared, session, [(name, PERIODS[0], by, {}, {}) for name in INDICATORS])


def test_the_larger_city_holds_what_makes_readings_differ(larger):
    oracle = Oracle(larger[0], BEGIN, FREEZE)
    assert oracle.moved_on()[()][0] > 10
    assert oracle.sustained()[()][2] > 2
    assert oracle.stock()[()][0] < oracle.stock()[()][1]
    assert oracle.time_to_paid_work()[()][1] > 5
    assert SPAN > 365
