"""`momentum disclose`: protect tables of counts and sums, or audit protected ones."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit
    from momentum.methods.disclosure.files import Request
    from momentum.site.command_line.disclose.making import Choice, Made

PROTECT = "protect"
SHORTEST_SECRET = 16
MANY = 20
METHODS = ("suppression", "rounding", "cell-key")


class ProtectUnlessNamed(click.Group):
    """`disclose TABLE …` protects; `disclose audit TABLE …` audits."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [PROTECT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=ProtectUnlessNamed)
def command() -> None:
    """Protect tables of counts and sums, or audit protected ones.

    \b
    momentum disclose TABLE.csv --spec SPEC.toml --out DIR
    momentum disclose TABLE.csv --spec SPEC.toml --compare
    momentum disclose audit TABLE.csv --spec SPEC.toml --plan PLAN.json|PROTECTED.csv

    TABLE is a table (totals as * or left to be added up) or a file of records, such as a row for each person.
    Nothing is published unless the audit finds nothing.
    """


existing = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)
new_file = click.Path(dir_okay=False, path_type=Path)
spec_option = click.option(
    "--spec", "spec_path", required=True, type=existing, help="What the columns are, and the rules (TOML)."
)
report_option = click.option(
    "--report",
    type=new_file,
    help="Also write the report here, whatever the verdict: for the analyst only.",
)


@command.command(PROTECT)
@click.argument("table_path", metavar="TABLE", type=existing)
@spec_option
@click.option("--out", type=folder, help="Folder for the results.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default=METHODS[0],
    show_default=True,
    help="How to protect.",
)
@click.option(
    "--profile",
    type=click.Choice(["fast", "best"]),
    help="How long to search for a choice that withholds little. [default: as in the spec, else fast]",
)
@click.option(
    "--base",
    type=click.IntRange(2, 1000),
    default=5,
    show_default=True,
    help="Rounding: every number becomes a multiple of it.",
)
@click.option(
    "--key-file",
    type=existing,
    help="Cell keys: a file with a secret of at least 16 bytes, the same for every edition.",
)
@click.option("--compare", is_flag=True, help="Show what each method costs, side by side; publish nothing.")
@click.option("--xlsx", is_flag=True, help="Also write the published tables as XLSX.")
@report_option
def protect_table(
    table_path: Path,
    spec_path: Path,
    out: Path | None,
    method: str,
    profile: Literal["fast", "best"] | None,
    base: int,
    key_file: Path | None,
    compare: bool,
    xlsx: bool,
    report: Path | None,
) -> None:
    """Protect TABLE, audit it, and write what may be published, its receipt and the analyst's report."""
    from momentum.site.command_line.disclose.comparing import compare as side_by_side
    from momentum.site.command_line.disclose.making import Choice
    from momentum.site.command_line.disclose.report import report_on_plan
    from momentum.site.command_line.disclose.writing import write_results

    if out is None and not compare:
        raise click.UsageError("Say where the results go with --out, or ask for --compare.")
    request = _request(table_path, spec_path)
    if compare:
        secret = _secret(key_file) if key_file else secrets.token_bytes(32)
        click.echo(side_by_side(request, [Choice(each, profile, base, secret) for each in METHODS]))
        return
    made = _made(request, Choice(method, profile, base, _secret(key_file) if method == "cell-key" else b""))
    if report:
        report.write_text(report_on_plan(request, made), encoding="utf-8")
    if not made.safe or out is None:
        _refuse(made, out)
    with _sentences():
        names = write_results(out, request, made, table_path, spec_path, xlsx=xlsx)
    _say(request, made, out, names)


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
@report_option
def audit_table(table_path: Path, spec_path: Path, plan_path: Path, report: Path | None) -> None:
    """Attack a protected version of TABLE; exit 1 and print the attack if anything can be learnt."""
    from momentum.site.command_line.disclose.given import publication_in
    from momentum.site.command_line.disclose.making import attack
    from momentum.site.command_line.disclose.report import report_on_audit

    request = _request(table_path, spec_path)
    with _sentences():
        publication = publication_in(plan_path, request)
        verdict = attack(request, publication)
    if report:
        report.write_text(report_on_audit(verdict, plan_path.name), encoding="utf-8")
    _tell(verdict, err=False)
    if not verdict.ok:
        raise click.ClickException(f"{len(verdict.findings)} findings: this must not be published.")
    click.echo(f"{verdict.checked} withheld cells checked; nothing can be learnt that must be hidden.")


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
    from momentum.site.command_line.disclose.given import text_of

    with _sentences():
        return read_request(table_path, read_spec(text_of(spec_path)), spec_path.parent)


def _secret(key_file: Path | None) -> bytes:
    if key_file is None:
        raise click.UsageError("Cell keys take a secret that stays the same: give its file with --key-file.")
    secret = key_file.read_bytes().strip()
    if len(secret) < SHORTEST_SECRET:
        raise click.ClickException(
            f"The secret in {key_file} has {len(secret)} bytes; take at least {SHORTEST_SECRET}, by chance: "
            "head -c 32 /dev/urandom > FILE."
        )
    return secret


def _made(request: "Request", choice: "Choice") -> "Made":
    from momentum.site.command_line.disclose.making import make

    cells = sum(len(table.cells) for table in request.tables)
    click.echo(f"{choice.method}: protecting and auditing {cells} cells …", err=True)
    with _sentences():
        return make(request, choice)


def _refuse(made: "Made", out: Path | None) -> NoReturn:
    for sentence in (*made.outcome.failures, *made.broken)[:MANY]:
        click.echo(sentence, err=True)
    _tell(made.verdict, err=True)
    raise click.ClickException(
        f"The table cannot be published: {len(made.objections)} findings above. Nothing was written to {out}."
    )


def _tell(verdict: "Audit", *, err: bool) -> None:
    """The worst findings step by step, and how many more there are of each kind."""
    for finding in verdict.findings[:MANY]:
        click.echo(f"{finding.kind}: {finding.sentence}", err=err)
        for number, step in enumerate(finding.steps, 1):
            click.echo(f"  {number}. {step}", err=err)
    for kind, number in Counter(finding.kind for finding in verdict.findings[MANY:]).items():
        click.echo(f"{kind}: {number} more; --report FILE keeps what can be learnt of them.", err=err)


def _say(request: "Request", made: "Made", out: Path, names: list[str]) -> None:
    from momentum.site.command_line.disclose.making import costs_by_reason
    from momentum.site.command_line.disclose.receipt import MARKED

    for reason, (cells, persons, amounts) in costs_by_reason(request, made.outcome).items():
        beside = f" and {amounts} in amounts" if amounts else ""
        click.echo(f"{reason}: {cells} cells withheld, {persons} persons{beside} in them", err=True)
    for note in made.outcome.notes:
        click.echo(note, err=True)
    if made.by_the_clock:
        click.echo(MARKED, err=True)
    click.echo(
        f"{', '.join(names)} in {out} may be published; plan.json, audit.json and report.html are for the analyst only."
    )
