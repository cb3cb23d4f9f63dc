"""What runs beside the pages: the worker, its tasks, and what it does once a day."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from momentum.accounts.clock import today
from momentum.accounts.daily import ClockSetBack, check_clock, jobs, last_done
from momentum.accounts.models import DailyRun, DailyState
from momentum.site.doctor.findings import Finding, fail, ok, warn
from momentum.site.observing.heartbeat import last_beat

SILENT = timedelta(seconds=90)
LONG = timedelta(minutes=10)
VERY_LONG = timedelta(hours=6)


def worker() -> Iterator[Finding]:
    beat = last_beat()
    if beat is None:
        yield fail(
            "worker",
            "has never run here",
            "Start it: systemctl start momentum-worker (make run does it too).",
        )
    elif now() - beat > SILENT:
        yield fail(
            "worker",
            f"was last heard at {beat:%Y-%m-%d %H:%M} UTC",
            "See what it said last (journalctl -u momentum-worker), and start it again.",
        )
    else:
        yield ok("worker", "alive")


def tasks() -> Iterator[Finding]:
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    late = waiting.filter(enqueued_at__lt=now() - LONG).count()
    stuck = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now() - VERY_LONG
    ).count()
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gt=now() - timedelta(days=1)
    ).count()
    if late:
        yield fail("tasks", f"{late} wait for more than ten minutes", "See whether the worker is alive.")
    if stuck:
        yield warn(
            "tasks", f"{stuck} run for more than six hours", "Start the worker again: they are taken up anew."
        )
    if failed:
        yield warn("tasks", f"{failed} failed since yesterday", "Look for task_failed in the worker's log.")
    if not (late or stuck or failed):
        yield ok("tasks", f"{waiting.count()} waiting, none for long")


def daily() -> Iterator[Finding]:
    """What the worker does once a day, and whether each did so lately."""
    day = today()
    try:
        check_clock(day)
    except ClockSetBack as problem:
        yield fail("daily work", str(problem), "Set the clock of this machine right.")
        return
    said = [(job, last_done(job)) for job in jobs()]
    late = [job.name for job, last in said if last is not None and last < day - timedelta(days=1)]
    never = [job.name for job, last in said if last is None]
    failed = list(DailyRun.objects.filter(state=DailyState.FAILED, day__gte=day - timedelta(days=1)))
    for run in failed:
        yield fail(
            "daily work",
            f"{run.job} of {run.day}: {run.told}",
            f"Mend it, then: momentum daily run {run.job}.",
        )
    if late:
        yield fail(
            "daily work", f"not done since yesterday: {', '.join(late)}", "See whether the worker is alive."
        )
    if never:
        yield warn(
            "daily work",
            f"never done: {', '.join(never)}",
            "The worker does it; by hand: momentum daily run.",
        )
    if not (failed or late or never):
        yield ok("daily work", f"{len(said)} jobs, each done today or yesterday")
