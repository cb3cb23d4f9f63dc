"""Running the daily work: in order, one process at a time, a failing job beside the others."""

import logging
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from momentum.accounts.alone import alone
from momentum.accounts.clock import today
from momentum.accounts.daily import Job, NotDone, check_clock, days_due, jobs
from momentum.accounts.models import DailyRun, DailyState
from momentum.accounts.row_security import as_system

AGAIN_AFTER = timedelta(hours=1)
"""How long a job that failed is left alone before the clock tries it again."""

log = logging.getLogger(__name__)
Tell = Callable[[DailyRun], None]


def run_due(tell: Tell = lambda _run: None, *, again_after: timedelta = AGAIN_AFTER) -> list[DailyRun]:
    """Run every job for every day it is due, and return what ran, failed runs included.

    Raises `daily.ClockSetBack` where today lies before work that is done, `Busy` where another process is at it.
    """
    with alone("daily"):
        day = today()
        check_clock(day)
        waiting = {job.name: days_due(job, day) for job in jobs()}
        ran: list[DailyRun] = []
        for each in sorted({due for days in waiting.values() for due in days}):
            for job in jobs():
                if each not in waiting[job.name]:
                    continue
                if _failed_lately(job, each, again_after):
                    waiting[job.name] = []
                    continue
                run = _run(job, each)
                tell(run)
                ran.append(run)
                if run.state == DailyState.FAILED:
                    # Its later days come after this one: they wait for it, the other jobs do not.
                    waiting[job.name] = []
        return ran


def run_job(job: Job, day: date | None = None) -> DailyRun:
    """Run one job now, whether it is due or not. Raises as `run_due` does."""
    with alone("daily"):
        check_clock(today())
        return _run(job, day or today())


def _failed_lately(job: Job, day: date, again_after: timedelta) -> bool:
    since = timezone.now() - again_after
    return DailyRun.objects.filter(
        job=job.name, day=day, state=DailyState.FAILED, ended_at__gt=since
    ).exists()


def _run(job: Job, day: date) -> DailyRun:
    run, _made = DailyRun.objects.get_or_create(
        job=job.name, day=day, defaults={"started_at": timezone.now()}
    )
    run.state, run.attempts, run.started_at, run.ended_at, run.told = (
        DailyState.RUNNING,
        run.attempts + 1,
        timezone.now(),
        None,
        "",
    )
    run.save()
    try:
        with as_system("daily"):
            run.told, run.state = job.run(day)[:1000], DailyState.DONE
    except NotDone as reason:
        run.told, run.state = str(reason)[:1000], DailyState.FAILED
    except Exception as error:
        # Messages of errors may quote a record; their kind and place do not.
        run.told, run.state = f"Stopped by an error: {_kind_and_place(error)}.", DailyState.FAILED
    if run.state == DailyState.FAILED:
        log.error("The daily job %s of %s failed: %s", job.name, day, run.told)
    run.ended_at = timezone.now()
    run.save()
    return run


def _kind_and_place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno} ({last.name})"
