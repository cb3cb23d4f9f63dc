"""`momentum facts`: people's files into checked facts, without a database."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from momentum.methods.facts import Facts, Problem, Reading

PROBLEMS_SHOWN = 50


@click.group()
def command() -> None:
    """Turn people's files into checked facts."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    "mapping_file",
    required=True,
    type=click.Path(path_type=Path),
    help="What its columns mean, as TOML.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The directory of facts to make.")
@click.option(
    "--freeze",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Facts hold the days before this date. By default today, or the day after a calendar.",
)
@click.option("--replace", is_flag=True, help="Replace the directory if it exists.")
@click.option(
    "--problems",
    "problems_file",
    type=click.Path(path_type=Path),
    help="Write every problem to this CSV file.",
)
def import_file(
    file: Path,
    mapping_file: Path,
    out: Path,
    freeze: datetime | None,
    replace: bool,
    problems_file: Path | None,
) -> None:
    """Read FILE (CSV, XLSX or ODS) by a mapping and write checked facts as Parquet: all of it or nothing.

    The exit code is 1, and nothing is written, if any row has a problem.
    """
    from momentum.methods.facts import FactsError, read_facts, read_mapping, write_facts
    from momentum.methods.facts.directory import check_target

    try:
        check_target(out, replace=replace)
        mapping = read_mapping(mapping_file)
        click.echo(f"Reading {file} …", err=True)
        today = date.today()
        reading = read_facts(file, mapping, today=today, freeze=freeze.date() if freeze else None)
        if reading.facts is None:
            raise _refusal(reading, problems_file)
        click.echo(f"Writing {out} …", err=True)
        manifest = write_facts(reading.facts, out, replace=replace)
    except FactsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or out}: {error.strerror}. Nothing was written."
        ) from None
    _receipt(out, reading.facts, manifest, len(reading.rows))


def _refusal(reading: "Reading", problems_file: Path | None) -> click.ClickException:
    """Print the problems, write them all where asked, and return what to end with."""
    problems = reading.problems
    for problem in problems[:PROBLEMS_SHOWN]:
        click.echo(str(problem), err=True)
    if problems_file is not None:
        _write_problems(problems, problems_file)
        click.echo(f"All problems are in {problems_file}.", err=True)
    elif len(problems) > PROBLEMS_SHOWN:
        click.echo(f"… and {len(problems) - PROBLEMS_SHOWN} more; --problems FILE.csv writes all.", err=True)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return click.ClickException(f"{count}; nothing was written.")


def _write_problems(problems: "list[Problem]", path: Path) -> None:
    from momentum.methods.sheets import write_csv

    rows = [(one.file, one.row, one.column, one.code, one.sentence) for one in problems]
    with path.open("wb") as out:
        write_csv(out, ("file", "row", "column", "code", "problem"), rows)


def _receipt(out: Path, facts: "Facts", manifest: dict[str, Any], rows: int) -> None:
    lines = {
        "facts": out,
        "rows": rows,
        "persons": manifest["files"]["person"]["rows"],
        "spells": manifest["files"]["spell"]["rows"],
        "freeze": manifest["freeze"],
        "hash": manifest["hash"],
    }
    if manifest["unknown_start_before"]:
        lines["unknown start before"] = manifest["unknown_start_before"]
    if manifest["end_reasons_not_recorded"]:
        lines["ends without a recorded reason"] = manifest["end_reasons_not_recorded"]
    for reason, count in manifest["left_out"].items():
        lines[f"left out, {reason}"] = count
    for name, value in lines.items():
        click.echo(f"{name}: {value}")
    for note in facts.notes:
        click.echo(f"note: {note}")
