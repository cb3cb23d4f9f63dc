"""`momentum measure`: one indicator from a directory of facts."""

import contextlib
import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from momentum.methods.indicators import Measurement, Prepared

FORMATS = ("csv", "json", "parquet")


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("indicator")
@click.option("--period", help="2016, 2016-Q1, 2016-01, FROM..TO or all. [default: all]")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="A day instead of a period (stock).")
@click.option(
    "--within",
    type=click.IntRange(0),
    default=91,
    show_default=True,
    help="Days, for moved_on and what hangs on it.",
)
@click.option("--weeks", type=click.IntRange(1), default=26, show_default=True, help="Weeks, for sustained.")
@click.option(
    "--where",
    multiple=True,
    metavar="DIMENSION=VALUE",
    help="Count only this, such as kind=training; may be repeated.",
)
@click.option(
    "--by", default="", metavar="A,B", help="Break down by these dimensions, such as quarter,organisation."
)
@click.option("--curve", "daily", is_flag=True, help="Day by day (time_to_paid_work, length_of_stay).")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to write the table. [default: by the name of --out, else csv]",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What computes it.",
)
@click.option("--threads", type=click.IntRange(1), help="Use at most this many threads.")
@click.option("--memory", metavar="SIZE", help="Use at most this much memory, such as 3GB.")
def command(
    directory: Path,
    indicator: str,
    period: str | None,
    at: datetime | None,
    within: int,
    weeks: int,
    where: tuple[str, ...],
    by: str,
    daily: bool,
    form: str | None,
    out: Path | None,
    engine: str,
    threads: int | None,
    memory: str | None,
) -> None:
    """Measure INDICATOR from the facts in DIR (see `momentum facts import`).

    `momentum indicators` lists what can be measured. The facts are prepared once and kept in DIR where it can
    be written to.
    """
    from momentum.methods.indicators import curve, measure

    form = form or _form_of(out)
    if form == "parquet" and out is None:
        raise click.ClickException("A Parquet file cannot be shown on the screen; say where with --out.")
    question: dict[str, Any] = {
        "period": period,
        "by": [name.strip() for name in by.split(",") if name.strip()],
        "where": _filter(where),
        "engine": engine,
    }
    with _refusals(), prepared_facts(directory, threads, memory) as prepared:
        if daily:
            found = curve(prepared, indicator, **question)
        else:
            question |= {"within": within, "weeks": weeks, "threads": threads, "memory": memory}
            found = measure(prepared, indicator, at=at.date() if at else None, **question)
        for note in found.lineage["notes"]:
            click.echo(note, err=True)
        _write(found, form, out)


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """A user's mistake is one sentence."""
    try:
        yield
    except (ValueError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'The facts'}: {error.strerror}.") from None


@contextlib.contextmanager
def prepared_facts(directory: Path, threads: int | None, memory: str | None) -> "Iterator[Prepared]":
    """The prepared facts of a directory, kept in it for the next time where that can be.

    Raises FileNotFoundError or ValueError where it holds no facts that can be used.
    """
    from momentum.methods.indicators import open_prepared, prepare
    from momentum.methods.indicators.preparation.raw import open_facts

    digest = open_facts(directory).hash.removeprefix("sha256:")[:16]
    kept = directory / f"prepared-{digest}"
    ready = None
    with contextlib.suppress(FileNotFoundError, ValueError):
        ready = open_prepared(kept)
    if ready:
        yield ready
        return
    click.echo("Preparing the facts …", err=True)
    try:
        ready = prepare(directory, kept, threads=threads, memory=memory)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
    else:
        yield ready
        return
    with tempfile.TemporaryDirectory(prefix="momentum-") as place:
        yield prepare(directory, Path(place) / "prepared", threads=threads, memory=memory)


def _filter(pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise click.ClickException(f"--where {pair}: write DIMENSION=VALUE, such as kind=training.")
        if name.strip() in found:
            raise click.ClickException(
                f"--where names {name.strip()} twice; one value of a dimension can be kept."
            )
        found[name.strip()] = value.strip()
    return found


def _form_of(out: Path | None) -> str:
    ending = out.suffix.lstrip(".").lower() if out else ""
    return ending if ending in FORMATS else "csv"


def _write(found: "Measurement", form: str, out: Path | None) -> None:
    content = {"csv": _csv, "json": _json, "parquet": _parquet}[form](found)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    os.replace(part, out)


def _csv(found: "Measurement") -> bytes:
    import csv
    import io

    from momentum.methods.sheets import neutral

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.table.column_names)
    for row in zip(*found.table.to_pydict().values(), strict=True):
        writer.writerow([neutral(cell) if isinstance(cell, str) and cell != "*" else cell for cell in row])
    return text.getvalue().encode("utf-8")


def _json(found: "Measurement") -> bytes:
    whole = {
        "lineage": found.lineage,
        "additive": found.additive,
        "provisional": found.provisional,
        "rows": found.table.to_pylist(),
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _parquet(found: "Measurement") -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    described = found.table.replace_schema_metadata(
        {"lineage": json.dumps(found.lineage, ensure_ascii=False)}
    )
    pq.write_table(described, sink)
    return bytes(sink.getvalue())
