"""The engines that run an expression: DuckDB by default, Spark where one machine is outgrown.

An expression is compiled to the engine's own dialect without a connection and run on it directly, so
that neither pandas nor a database extension is ever loaded.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Query:
    """An expression in an engine's dialect, and the names of the tables it reads."""

    sql: str
    tables: frozenset[str]


class Session(Protocol):
    """A running engine that knows Parquet files by name."""

    name: str
    version: str

    def register(self, name: str, path: Path, numbered_by: tuple[str, ...] = ()) -> None:
        """Know the Parquet file (or folder of part files) at `path` as table `name`; with `numbered_by`
        an int64 column `row` is added: the 0-based position in the file, which is sorted by that key."""

    def name_view(self, name: str, expression: ir.Table) -> None:
        """Know an expression as table `name`."""

    def compile(self, expression: ir.Table) -> Query:
        """An expression in the engine's dialect."""

    def fetch(self, expression: ir.Table | Query) -> pa.Table:
        """The rows of an expression, compiled or not."""

    def write(self, expression: ir.Table | Query, path: Path) -> None:
        """Write the rows of an expression, compiled or not, to `path` as Parquet."""

    def close(self) -> None:
        """Release what the engine holds."""


def open_session(engine: str = "duckdb", *, threads: int | None = None, memory: str | None = None) -> Session:
    """A session of `engine`. `threads` and `memory` (such as "3GB") limit it; None leaves its default.

    Raises ValueError for an engine that is not one of `ENGINES`.
    """
    if engine == "duckdb":
        return DuckDBSession(threads=threads, memory=memory)
    if engine == "spark":
        return SparkSession(threads=threads, memory=memory)
    raise ValueError(f"There is no engine {engine!r}; choose one of {', '.join(ENGINES)}.")


def files_of(path: Path) -> str:
    """The glob of a table's files: one file, or a folder of part files as Spark writes them."""
    return str(path / "*.parquet") if path.is_dir() else str(path)


class DuckDBSession:
    """DuckDB in this process, with extensions neither installed nor loaded."""

    name = "duckdb"
    version = duckdb.__version__

    def __init__(self, *, threads: int | None = None, memory: str | None = None) -> None:
        self.spill = tempfile.mkdtemp(prefix="momentum-duckdb-")
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": self.spill,
            "preserve_insertion_order": False,
        }
        if threads is not None:
            settings["threads"] = threads
        if memory is not None:
            settings["memory_limit"] = memory
        self.connection = duckdb.connect(config=settings)
        self.postponed: dict[str, Query] = {}

    def beside(self, name: str) -> "DuckDBSession":
        """A session with tables of its own under the limits of this one, and closed with it."""
        other = object.__new__(DuckDBSession)
        other.spill, other.postponed = self.spill, {}
        other.connection = self.connection.cursor()
        other.connection.execute(f'CREATE SCHEMA "{name}"')
        other.connection.execute(f"SET schema = '{name}'")
        return other

    def postpone(self, name: str, query: Query) -> None:
        """Know the rows of `query` as table `name`, brought into memory when they are first asked for."""
        self.postponed[name] = query

    def keep(self, name: str, table: pa.Table) -> None:
        """Know the rows of `table` as table `name`."""
        self.connection.register("_kept", table)
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM _kept')
        self.connection.unregister("_kept")

    def register(self, name: str, path: Path, numbered_by: tuple[str, ...] = ()) -> None:
        files = files_of(path).replace("'", "''")
        numbered = ", file_row_number = true" if numbered_by else ""
        columns = "* EXCLUDE (file_row_number), file_row_number AS row" if numbered_by else "*"
        self.connection.execute(
            f"CREATE OR REPLACE VIEW \"{name}\" AS SELECT {columns} FROM read_parquet('{files}'{numbered})"  # noqa: S608
        )

    def name_view(self, name: str, expression: ir.Table) -> None:
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {self.compile(expression).sql}')

    def fetch(self, expression: ir.Table | Query) -> pa.Table:
        query = expression if isinstance(expression, Query) else self.compile(expression)
        self._bring(query)
        return self.connection.sql(query.sql).to_arrow_table()

    def _bring(self, query: Query) -> None:
        for name in sorted(query.tables):
            rows = self.postponed.pop(name, None)
            if rows is None:
                continue
            self._bring(rows)
            self.connection.execute(f'CREATE TABLE "{name}" AS {rows.sql}')

    def write(self, expression: ir.Table | Query, path: Path) -> None:
        target = str(path).replace("'", "''")
        query = expression if isinstance(expression, Query) else self.compile(expression)
        self.connection.execute(f"COPY ({query.sql}) TO '{target}' (FORMAT parquet, COMPRESSION lz4_raw)")

    def compile(self, expression: ir.Table) -> Query:
        return _compiled(expression, "duckdb")

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self.spill, ignore_errors=True)


class SparkSession:
    """Spark, local unless the environment says otherwise (SPARK_HOME, spark-defaults)."""

    name = "spark"

    def __init__(self, *, threads: int | None = None, memory: str | None = None) -> None:
        from pyspark import sql

        builder = sql.SparkSession.builder.appName("momentum")
        builder = builder.master(f"local[{threads or '*'}]")
        builder = builder.config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", str(threads or 2))
        builder = builder.config("spark.sql.ansi.enabled", "true")
        if memory is not None:
            builder = builder.config("spark.driver.memory", memory.replace("GB", "g"))
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        # the dialect's options exist once its backend is loaded
        self.dialect = ibis.pyspark
        self.version = str(self.session.version)

    def register(self, name: str, path: Path, numbered_by: tuple[str, ...] = ()) -> None:
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        frame = self.session.read.parquet(str(path))
        if numbered_by:
            frame = frame.withColumn("row", f.row_number().over(Window.orderBy(*numbered_by)) - 1)
        frame.createOrReplaceTempView(name)

    def name_view(self, name: str, expression: ir.Table) -> None:
        self.session.sql(self.compile(expression).sql).createOrReplaceTempView(name)

    def fetch(self, expression: ir.Table | Query) -> pa.Table:
        query = expression if isinstance(expression, Query) else self.compile(expression)
        return self.session.sql(query.sql).toArrow()

    def write(self, expression: ir.Table | Query, path: Path) -> None:
        query = expression if isinstance(expression, Query) else self.compile(expression)
        self.session.sql(query.sql).write.mode("overwrite").parquet(str(path))

    def compile(self, expression: ir.Table) -> Query:
        return _compiled(expression, "pyspark")

    def close(self) -> None:
        """The Java process is shared by all sessions of this program and ends with it."""


def _compiled(expression: ir.Table, dialect: str) -> Query:
    tables = frozenset(table.name for table in expression.op().find(ops.UnboundTable))
    return Query(str(ibis.to_sql(expression, dialect=dialect, pretty=False)), tables)


def read_table(path: Path) -> pa.Table:
    """A small Parquet table (file or folder) in memory."""
    return pq.read_table(path)
