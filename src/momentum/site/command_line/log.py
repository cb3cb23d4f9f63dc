"""`momentum log`: anchor the access log, export it, and verify it or an export of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from momentum.accounts.access_log.findings import Report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PLACE = click.Path(exists=True, path_type=Path)


@click.group()
def command() -> None:
    """Anchor, export and verify the access log.

    Nothing here prints who looked at whom: whoever runs the server adds to the log, and does not read it.
    """


@command.command()
@click.argument("file", required=False, type=FILE)
@click.option(
    "--anchors", type=PLACE, help="Folder of anchors, or one of them. Without FILE: the city's own folder."
)
def verify(file: Path | None, anchors: Path | None) -> None:
    """Verify an export in FILE, offline; without FILE, the log in the database.

    Names the first entry that is wrong, and what is wrong with it. Exit code 1: the log does not hold.
    """
    if file is not None:
        from momentum.accounts.access_log.export_files import NoExport, verify_file

        try:
            report = verify_file(file, anchors)
        except NoExport as problem:
            raise click.ClickException(str(problem)) from None
    else:
        from momentum.site.command_line.setting_up import set_up

        set_up()
        from django.conf import settings

        from momentum.accounts.access_log.reading import verify_database

        report = verify_database(anchors or Path(settings.ANCHORS))
    tell(report)
    if not report.holds:
        raise SystemExit(1)


@command.command()
def anchor() -> None:
    """Write the head of the log as today's anchor, as the worker does every day."""
    from momentum.site.command_line.setting_up import set_up

    set_up()
    from momentum.accounts.access_log.anchors import anchor as write
    from momentum.accounts.clock import today
    from momentum.accounts.daily import NotDone

    try:
        click.echo(write(today()))
    except NotDone as problem:
        raise click.ClickException(str(problem)) from None


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--token", envvar="MOMENTUM_TOKEN", help="A privacy officer's token (or MOMENTUM_TOKEN).")
def export(file: Path, token: str | None) -> None:
    """Export the whole log to FILE, as JSON lines.

    The log is read by privacy officers only: whoever exports it here needs a token that one of them makes on the page
    “Export the access log”; it is valid for an hour. The export is written in the log.
    """
    from momentum.site.command_line.setting_up import set_up

    set_up()
    from momentum.accounts.access import Refused, log_refusal
    from momentum.accounts.access_log.export_tokens import actor_of_export_token
    from momentum.accounts.access_log.queries import export_log
    from momentum.accounts.row_security import acting

    actor = actor_of_export_token(token or "")
    with acting(actor):
        try:
            lines = export_log(actor)
        except Refused as refusal:
            log_refusal(actor, refusal, "command line: log export")
            raise click.ClickException(
                "This needs a privacy officer's token, made within the last hour on the page “Export the access log”. "
                "Give it with --token or in MOMENTUM_TOKEN."
            ) from None
        try:
            with _private(file) as stream:
                stream.writelines(lines)
        except FileExistsError:
            raise click.ClickException(f"{file} is there already. Choose another name.") from None
        except OSError as problem:
            file.unlink(missing_ok=True)
            raise click.ClickException(f"{file} was not written: {problem.strerror}.") from None
    click.echo(f"The log is in {file}. It tells who looked at whose records: keep it as you keep those.")


def _private(file: Path) -> BinaryIO:
    """A new file that nobody else reads."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def tell(report: "Report") -> None:
    """What was found: removed segments, what is wrong, what is told besides, and whether it holds."""
    for sentence in report.removed:
        click.echo(f"removed: {sentence}")
    for finding in report.findings:
        click.echo(f"WRONG ({finding.kind}): {finding}")
    for finding in report.warnings:
        click.echo(f"told ({finding.kind}): {finding}")
    if report.unheard:
        click.echo(f"… and {report.unheard} more of these.")
    span = f"{report.entries} entries, {report.first} to {report.last}" if report.entries else "no entries"
    if not report.holds:
        first = min((each.number for each in report.findings if each.number), default=0)
        click.echo(
            f"The log does not hold: {span}" + (f"; the first wrong entry is {first}." if first else ".")
        )
        return
    click.echo(f"The log holds: {span}; every one follows on the one before it.")
    if report.anchored:
        after = report.last - report.anchored
        click.echo(
            f"Anchored until entry {report.anchored}. "
            + (f"For the {after} after it no anchor vouches yet." if after else "Nothing stands after it.")
        )
    else:
        click.echo("No anchor vouches for it: whoever holds the database could have written all of it anew.")
