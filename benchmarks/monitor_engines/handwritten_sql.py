"""DuckDB SQL written by hand over the raw facts, as a careful analyst would: what is needed twice is kept."""

import time
from pathlib import Path

import duckdb
import pyarrow as pa

SHARED = """
CREATE TEMP TABLE quarter AS
SELECT strftime(d, '%Y') || '-Q' || CAST(quarter(d) AS VARCHAR) AS period, d AS first, CAST(d + INTERVAL 3 MONTH AS DATE) AS next
FROM (SELECT CAST(d AS DATE) AS d FROM range(DATE '2012-01-01', DATE '2017-01-01', INTERVAL 3 MONTH) t(d));

CREATE TEMP TABLE who AS SELECT person, CAST(row_number() OVER () AS INTEGER) AS p FROM raw_person;

CREATE TEMP TABLE spell AS
SELECT CAST(row_number() OVER () AS INTEGER) AS s, p, s.organisation, start, coalesce("end", DATE '2017-01-01') AS until,
       k.paid, o.kind = 'social_enterprise' AS social
FROM raw_spell s JOIN who USING (person) JOIN raw_organisation o USING (organisation) JOIN raw_place_kind k ON k.kind = s.place_kind;

CREATE TEMP TABLE held AS
WITH member AS (
  SELECT p, target_group, "from" AS since, coalesce("to", DATE '2017-01-01') AS until FROM raw_membership JOIN who USING (person)),
prior AS (SELECT *, max(until) OVER (PARTITION BY p ORDER BY since ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM member)
SELECT * FROM member
UNION ALL SELECT p, 'none', coalesce(before, DATE '1900-01-01'), since FROM prior WHERE since > coalesce(before, DATE '1900-01-01')
UNION ALL SELECT p, 'none', max(until), DATE '2017-01-01' FROM member GROUP BY p HAVING max(until) < DATE '2017-01-01'
UNION ALL SELECT p, 'none', DATE '1900-01-01', DATE '2017-01-01' FROM who WHERE p NOT IN (SELECT p FROM member);

CREATE TEMP TABLE piece AS
SELECT s, p, organisation, target_group, paid, start AS spell_start, spell.until AS spell_until,
       greatest(start, since) AS start, least(spell.until, held.until) AS until
FROM spell JOIN held USING (p) WHERE social AND start < held.until AND since < spell.until;
"""
SETS = "GROUPING SETS ((period), (period, organisation), (period, target_group), (period, organisation, target_group))"
CELL = "period, coalesce(organisation, '*') AS organisation, coalesce(target_group, '*') AS target_group"
MOVED = """
CREATE TEMP TABLE moved AS
WITH paid AS (
  SELECT p, start, max(until) OVER (PARTITION BY p ORDER BY start, until, s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM spell WHERE paid),
begun AS (SELECT p, start AS day FROM paid WHERE before IS NULL OR before < start),
pair AS (
  SELECT b.p, b.day, q.period, u.organisation, least(u.until, b.day) - 1 AS last_day
  FROM begun b JOIN spell u ON u.p = b.p AND u.social AND NOT u.paid AND u.start < b.day AND b.day <= u.until + 91
  JOIN quarter q ON b.day >= q.first AND b.day < q.next),
earliest AS (SELECT * FROM pair QUALIFY day = min(day) OVER (PARTITION BY p, period))
SELECT e.p, day, period, organisation, target_group
FROM earliest e JOIN held h ON h.p = e.p AND h.since <= last_day AND last_day < h.until
"""
JUDGED = """
CREATE TEMP TABLE judged AS
WITH paid AS (
  SELECT p, start, until, max(until) OVER (PARTITION BY p ORDER BY start, until, s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM spell WHERE paid AND p IN (SELECT p FROM moved)),
numbered AS (SELECT *, sum(CASE WHEN before IS NULL OR start - before > 30 THEN 1 ELSE 0 END) OVER (PARTITION BY p ORDER BY start, until ROWS UNBOUNDED PRECEDING) AS n FROM paid),
stretch AS (SELECT p, n, min(start) AS start, max(until) AS until FROM numbered GROUP BY p, n),
final AS (SELECT p, max(until) AS until FROM paid GROUP BY p),
day AS (SELECT DISTINCT p, day, day + 182 AS tested FROM moved)
SELECT d.p, d.day, max(CASE WHEN t.start <= tested AND tested < t.until THEN 1 ELSE 0 END) AS in_work,
       max(CASE WHEN tested >= DATE '2017-01-01' OR (f.until < DATE '2017-01-01' AND tested >= f.until AND f.until + 30 >= DATE '2017-01-01') THEN 1 ELSE 0 END) AS open
FROM day d JOIN stretch t USING (p) JOIN final f USING (p) GROUP BY d.p, d.day
"""
QUERIES = {
    "stock": f"""SELECT {CELL}, count(DISTINCT p) AS persons, count(DISTINCT s) AS spells FROM piece
        JOIN quarter ON start < next AND until >= next GROUP BY {SETS}""",
    "inflow_spells": f"""SELECT {CELL}, count(DISTINCT s) AS spells FROM piece JOIN quarter ON start >= first AND start < next
        WHERE start = spell_start GROUP BY {SETS}""",
    "outflow_spells": f"""SELECT {CELL}, count(DISTINCT s) AS spells FROM piece JOIN quarter ON until >= first AND until < next
        WHERE until = spell_until AND until < DATE '2017-01-01' GROUP BY {SETS}""",
    "reach": f"""SELECT {CELL}, count(DISTINCT p) AS persons FROM piece JOIN quarter ON start < next AND until > first
        GROUP BY {SETS}""",
    "moved_on": f"SELECT {CELL}, count(DISTINCT p) AS persons FROM moved GROUP BY {SETS}",
    "sustained": f"""SELECT {CELL}, count(DISTINCT p) FILTER (open = 0 AND in_work = 1) AS sustained,
        count(DISTINCT p) FILTER (open = 0) AS observed, count(DISTINCT p) FILTER (open = 1) AS not_yet_observed
        FROM moved JOIN judged USING (p, day) GROUP BY {SETS}""",
    "ladder_transitions": """WITH rung AS (
          SELECT p, CAST(CAST(arg_min(value, date) AS INTEGER) AS VARCHAR) AS first, CAST(CAST(arg_max(value, date) AS INTEGER) AS VARCHAR) AS last
          FROM raw_assessment JOIN who USING (person)
          WHERE instrument = 'ladder' AND date >= DATE '2016-01-01' AND date < DATE '2017-01-01'
          GROUP BY p HAVING max(date) - min(date) >= 90),
        reached AS (SELECT DISTINCT p, organisation, target_group FROM piece WHERE start < DATE '2017-01-01' AND until > DATE '2016-01-01')
        SELECT '2016' AS period, coalesce(organisation, '*') AS organisation, coalesce(target_group, '*') AS target_group,
               coalesce(first, 'missing') AS first, coalesce(last, 'missing') AS last, count(DISTINCT p) AS persons
        FROM (SELECT p, organisation, target_group, coalesce(first, 'missing') AS first, coalesce(last, 'missing') AS last
              FROM reached LEFT JOIN rung USING (p))
        GROUP BY GROUPING SETS ((first, last), (first, last, organisation), (first, last, target_group), (first, last, organisation, target_group))""",
}


def run(facts: Path, place: Path, memory: str) -> tuple[dict[str, float], pa.Table]:
    """Seconds per step, and the standard set as one long table."""
    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(place / "spill"),
            "preserve_insertion_order": False,
        }
    )
    for name in ("person", "spell", "membership", "organisation", "place_kind", "assessment"):
        connection.execute(f"CREATE VIEW raw_{name} AS FROM read_parquet('{facts / name}.parquet')")
    seconds = {}
    began = time.perf_counter()
    connection.execute(SHARED)
    seconds["shared tables"] = time.perf_counter() - began
    tables = []
    for name, query in QUERIES.items():
        began = time.perf_counter()
        if name == "moved_on":
            connection.execute(MOVED)
        if name == "sustained":
            connection.execute(JUDGED)
        table = connection.sql(query).to_arrow_table()
        seconds[name] = time.perf_counter() - began
        tables += _long(table, name)
    connection.close()
    seconds["measure"] = sum(seconds.values())
    return seconds, pa.concat_tables(tables)


def _long(table: pa.Table, name: str) -> list[pa.Table]:
    from monitor_engines.momentum_prepared import long

    keys = {"period", "organisation", "target_group", "first", "last"}
    counts = [column for column in table.column_names if column not in keys]
    single = name == "ladder_transitions"
    return [long(table, name if single else f"{name}.{count}", count) for count in counts]
