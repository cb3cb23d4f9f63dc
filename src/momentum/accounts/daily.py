"""What runs by itself once every calendar day: jobs that rooms register, and which of them are due.

    daily.register("anchor", anchor, order=10)      # in AppConfig.ready()

A job is a function of the day that returns a sentence about what it did, without anybody's data in it. It may
be broken off anywhere and is then run again for the same day, so it has to bear that.
`momentum.accounts.actions.daily` runs what is due here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from momentum.accounts.models import DailyRun, DailyState

Run = Callable[[date], str]


@dataclass(frozen=True)
class Job:
    """`each_day`: after days without a clock every missed day is run; otherwise the last one stands for all."""

    name: str
    run: Run
    order: int
    each_day: bool


class NotDone(Exception):
    """What a job raises to say in a sentence why its work was not done; the sentence holds nobody's data."""


class ClockSetBack(Exception):
    """The day it is lies before a day whose work is done."""

    def __init__(self, today: date, last: date) -> None:
        super().__init__(
            f"The clock says {today}, but the daily work of {last} is done already: the clock was set back. "
            f"Nothing runs until it is past {last} again. Set the clock of this machine right (or "
            "MOMENTUM_TODAY, where that is set)."
        )
        self.today, self.last = today, last


_jobs: dict[str, Job] = {}


def register(name: str, run: Run, *, order: int = 50, each_day: bool = True) -> None:
    """Have `run(day)` called once a calendar day, those with a lower `order` first."""
    _jobs[name] = Job(name, run, order, each_day)


def jobs() -> list[Job]:
    """Every registered job in the order in which they run."""
    return sorted(_jobs.values(), key=lambda job: (job.order, job.name))


def last_done(job: Job) -> date | None:
    """The last day for which the job came to its end."""
    done = DailyRun.objects.filter(job=job.name, state=DailyState.DONE)
    return done.order_by("-day").values_list("day", flat=True).first()


def days_due(job: Job, today: date) -> list[date]:
    """The days up to `today` for which the job has still to run, oldest first. A new job begins today."""
    last = last_done(job)
    if last is None:
        first = DailyRun.objects.filter(job=job.name).order_by("day").values_list("day", flat=True).first()
        last = (first or today) - timedelta(days=1)
    missed = [last + timedelta(days=count) for count in range(1, (today - last).days + 1)]
    return missed if job.each_day else missed[-1:]


def check_clock(today: date) -> None:
    """Raises `ClockSetBack` where `today` lies before a day whose work is done."""
    last = (
        DailyRun.objects.filter(state=DailyState.DONE).order_by("-day").values_list("day", flat=True).first()
    )
    if last is not None and today < last:
        raise ClockSetBack(today, last)
