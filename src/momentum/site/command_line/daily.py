"""`momentum daily`: what runs by itself once a day."""

from typing import TYPE_CHECKING

import click

from momentum.site.command_line.setting_up import set_up

if TYPE_CHECKING:
    from momentum.accounts.models import DailyRun


@click.group()
def command() -> None:
    """See and run what the worker runs once every calendar day."""


@command.command()
@click.argument("name", required=False)
def run(name: str | None) -> None:
    """Run what is due now, or the job NAME whether it is due or not.

    The worker does this by itself. Exit code 1: a job failed, another process is at it, or the clock was set back.
    """
    set_up()
    from datetime import timedelta

    from momentum.accounts.actions.daily import run_due, run_job
    from momentum.accounts.alone import Busy
    from momentum.accounts.daily import ClockSetBack, jobs

    try:
        if name is None:
            ran = run_due(_tell, again_after=timedelta(0))
            if not ran:
                click.echo("Nothing is due.")
        else:
            chosen = {job.name: job for job in jobs()}
            if name not in chosen:
                raise click.ClickException(f"There is no daily job “{name}”. There are: {', '.join(chosen)}.")
            ran = [run_job(chosen[name])]
            _tell(ran[0])
    except ClockSetBack as problem:
        raise click.ClickException(str(problem)) from None
    except Busy:
        raise click.ClickException("Another process is at the daily work; try again in a moment.") from None
    if any(each.state == "failed" for each in ran):
        raise SystemExit(1)


@command.command("list")
@click.option("--days", default=7, show_default=True, help="How many days back.")
def list_runs(days: int) -> None:
    """List the jobs and what became of them in the last days."""
    set_up()
    from datetime import timedelta

    from momentum.accounts.clock import today
    from momentum.accounts.daily import ClockSetBack, check_clock, days_due, jobs
    from momentum.accounts.models import DailyRun

    for job in jobs():
        due = days_due(job, today())
        click.echo(f"{job.name}\t{f'due for {len(due)} days' if due else 'done for today'}")
    for each in DailyRun.objects.filter(day__gt=today() - timedelta(days=days)):
        _tell(each)
    try:
        check_clock(today())
    except ClockSetBack as problem:
        raise click.ClickException(str(problem)) from None


def _tell(run: "DailyRun") -> None:
    click.echo(f"{run.day}\t{run.job}\t{run.state}\t{run.told}")
