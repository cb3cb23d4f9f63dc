"""`momentum doctor`: looks at everything the server stands on."""

import json
from dataclasses import asdict

import click

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--send-test-mail",
    metavar="ADDRESS",
    help="Also hand a test mail to the mail server, and tell its answer.",
)
def command(as_json: bool, send_test_mail: str | None) -> None:
    """Look at settings, database, keys, disk, log, backups, worker, tasks, e-mail and certificate.

    Says what to do about each thing that is wrong. Exit code 0: all is well; 1: something needs attention;
    2: something is broken.
    """
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError, ValueError) as error:
        # Without settings none of the checks can be loaded.
        todo = "Correct the settings; docs/reference/settings.md lists them."
        _tell([{"about": "settings", "status": "fail", "said": str(error), "todo": todo}], as_json)
        raise SystemExit(2) from None
    from momentum.site.doctor import EXIT_CODES, examine, worst

    findings = list(examine())
    if send_test_mail:
        from momentum.site.doctor.trial_letter import send

        findings.append(send(send_test_mail))
    _tell([asdict(each) for each in findings], as_json)
    raise SystemExit(EXIT_CODES[worst(findings)])


def _tell(rows: list[dict[str, str]], as_json: bool) -> None:
    """Findings as rows of `about`, `status`, `said` and `todo`."""
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for row in rows:
        mark, colour = MARKS[row["status"]]
        click.echo(f"{click.style(mark, fg=colour, bold=True)}  {row['about']}: {row['said']}")
        if row["todo"]:
            click.echo(f"      → {row['todo']}")
