"""`momentum disclose`: protect a table of counts, or audit a protected one."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit, Plan, Publication, Table
    from momentum.methods.disclosure.files import Request
    from momentum.methods.disclosure.spec import Spec

PROTECT = "protect"


class ProtectUnlessNamed(click.Group):
    """`disclose TABLE …` protects; `disclose audit TABLE …` audits."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [PROTECT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=ProtectUnlessNamed)
def command() -> None:
    """Protect a table of counts, or audit a protected one.

    \b
    momentum disclose TABLE.csv --spec SPEC.toml --out DIR
    momentum disclose audit TABLE.csv --spec SPEC.toml --plan PLAN.json|PROTECTED.csv

    TABLE is a table of counts (totals as * or left to be added up) or a file with a row for each person.
    Nothing is published unless the audit finds nothing.
    """


existing = click.Path(exists=True, dir_okay=False, path_type=Path)
spec_option = click.option(
    "--spec", "spec_path", required=True, type=existing, help="What the columns are (TOML)."
)


@command.command(PROTECT)
@click.argument("table_path", metavar="TABLE", type=existing)
@spec_option
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results."
)
def protect_table(table_path: Path, spec_path: Path, out: Path) -> None:
    """Protect TABLE, audit it, and write protected.csv, plan.json and audit.json."""
    from momentum.methods.disclosure import audit, protect

    request = _request(table_path, spec_path)
    spec, tables = request.spec, request.tables
    click.echo(f"Protecting {sum(len(t.cells) for t in tables)} cells …", err=True)
    with _sentences():
        plan = protect(
            tables,
            spec.rules,
            earlier=request.earlier,
            subsets=request.subsets,
            pinned=request.pinned,
            seed=spec.seed,
            effort=spec.effort,
            time_limit=spec.time_limit,
        )
        click.echo("Auditing …", err=True)
        verdict = audit(tables, plan, spec.rules, earlier=request.earlier, subsets=request.subsets)
    if plan.failures or not verdict.ok:
        for sentence in [*plan.failures, *(finding.sentence for finding in verdict.findings)]:
            click.echo(sentence, err=True)
        raise click.ClickException(
            f"The table cannot be published: {len(plan.failures) + len(verdict.findings)} findings above. "
            f"Nothing was written to {out}."
        )
    _write(out, spec, tables, plan, verdict)
    _say(plan, out)


@command.command("audit")
@click.argument("table_path", metavar="TABLE", type=existing)
@spec_option
@click.option(
    "--plan",
    "plan_path",
    required=True,
    type=existing,
    help="A plan.json, or a protected table (CSV, XLSX, ODS), however it was made.",
)
def audit_table(table_path: Path, spec_path: Path, plan_path: Path) -> None:
    """Attack a protected version of TABLE; exit 1 and print the attack if anything can be learnt."""
    from momentum.methods.disclosure import audit

    request = _request(table_path, spec_path)
    spec, tables = request.spec, request.tables
    with _sentences():
        publication = _publication(plan_path, spec, tables)
        verdict = audit(tables, publication, spec.rules, earlier=request.earlier, subsets=request.subsets)
    for finding in verdict.findings:
        click.echo(f"{finding.kind}: {finding.sentence}")
    if not verdict.ok:
        raise click.ClickException(f"{len(verdict.findings)} findings: this must not be published.")
    click.echo(f"{len(verdict.intervals)} withheld cells checked; nothing can be learnt that must be hidden.")


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what is wrong with the input into a sentence for the user."""
    from momentum.methods.disclosure import TableError
    from momentum.methods.sheets import SheetError

    try:
        yield
    except (TableError, SheetError) as error:
        raise click.ClickException(str(error)) from None


def _request(table_path: Path, spec_path: Path) -> "Request":
    from momentum.methods.disclosure.files import read_request
    from momentum.methods.disclosure.spec import read_spec

    with _sentences():
        return read_request(table_path, read_spec(_text(spec_path)), spec_path.parent)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} is not written in UTF-8. Save it as UTF-8.") from None


def _publication(path: Path, spec: "Spec", tables: "Sequence[Table]") -> "Publication":
    from momentum.methods.disclosure import Publication, PublicCell, TableError
    from momentum.methods.disclosure.files import publication_from
    from momentum.methods.sheets import read_sheet

    if path.suffix.lower() != ".json":
        return publication_from(read_sheet(path), spec, tables)
    try:
        rows = json.loads(_text(path))["cells"]
        names = [d.name for d in spec.dimensions]
        found: dict[str, list[PublicCell]] = {table.name: [] for table in tables}
        for row in rows:
            at = tuple(row["at"][name] for name in names)
            reason = "withheld" if row["withheld"] else None
            found[row["table"]].append(PublicCell(at, None if reason else row["value"], reason))
    except (ValueError, KeyError, TypeError) as error:
        raise TableError(f"{path} is not a plan of this table ({error}).") from None
    return Publication(found)


def _write(out: Path, spec: "Spec", tables: "Sequence[Table]", plan: "Plan", verdict: "Audit") -> None:
    from momentum.methods.disclosure import Publication
    from momentum.methods.disclosure.files import protected_sheet
    from momentum.methods.sheets import write_csv

    public = Publication({table.name: plan.published(table.name) for table in tables})
    header, rows = protected_sheet(spec, tables, public)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        new = Path(folder)
        with open(new / "protected.csv", "wb") as file:
            write_csv(file, header, rows)
        for name, content in (("plan.json", _plan_record(plan)), ("audit.json", _audit_record(verdict))):
            (new / name).write_text(
                json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        for name in ("plan.json", "audit.json", "protected.csv"):
            os.replace(new / name, out / name)


def _plan_record(plan: "Plan") -> dict[str, Any]:
    return {
        "note": "For the analyst only: it holds every count and says which cells are primary.",
        "optimal": plan.optimal,
        "repeatable": plan.repeatable,
        "costs": {reason: cost._asdict() for reason, cost in plan.costs().items()},
        "notes": plan.notes,
        "cells": [
            {
                "table": table.name,
                "at": {d.name: code for d, code in zip(table.dimensions, cell.at, strict=True)},
                "value": cell.value,
                "withheld": cell.withheld,
                "reason": cell.reason,
            }
            for table in plan.tables
            for cell in plan.analyst(table.name)
        ],
    }


def _audit_record(verdict: "Audit") -> dict[str, Any]:
    return {
        "ok": verdict.ok,
        "findings": [{"kind": f.kind, "cell": str(f.cell), "sentence": f.sentence} for f in verdict.findings],
        "intervals": [
            {"cell": str(key), "low": i.low, "high": i.high, "proof": i.proof}
            for key, i in verdict.intervals.items()
        ],
    }


def _say(plan: "Plan", out: Path) -> None:
    for reason, cost in plan.costs().items():
        click.echo(f"{reason}: {cost.cells} cells withheld, {cost.persons} persons in them", err=True)
    for note in plan.notes:
        click.echo(note, err=True)
    click.echo(
        f"{out / 'protected.csv'} may be published; plan.json and audit.json are for the analyst only."
    )
