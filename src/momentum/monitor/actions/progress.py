"""How far a build is, and whether somebody is still at it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection
from django.db.models import F, Model
from django.utils import timezone
from django_tasks.base import Task

from momentum.monitor.building.steps import Tell
from momentum.monitor.models import BuildProgress, Edition, EditionState

BEAT = 3.0


def reset(edition: Edition) -> None:
    BuildProgress.objects.update_or_create(
        edition=edition,
        defaults={
            "step": "",
            "done": 0,
            "total": 0,
            "attempts": 0,
            "error": "",
            "beat": timezone.now(),
        },
    )


def begin(edition: Edition) -> int:
    """Count an attempt, and return its number."""
    mine = BuildProgress.objects.filter(edition=edition)
    mine.update(attempts=F("attempts") + 1, beat=timezone.now(), step="freeze", done=0, total=1, error="")
    return mine.values_list("attempts", flat=True).get()


def is_mine(edition: Edition, attempt: int) -> bool:
    """Whether no later attempt took the work over."""
    return BuildProgress.objects.filter(edition=edition, attempts=attempt).exists()


def end(edition: Edition, error: str = "") -> None:
    BuildProgress.objects.filter(edition=edition).update(beat=timezone.now(), error=error, done=F("total"))


def touch(edition: Edition) -> None:
    BuildProgress.objects.filter(edition=edition).update(beat=timezone.now())


def teller(edition: Edition, also: Tell | None = None) -> Tell:
    """What the steps tell their progress to: the database, and `also` whoever watches here."""

    def tell(step: str, done: int, total: int) -> None:
        BuildProgress.objects.filter(edition=edition).update(
            step=step, done=done, total=total, beat=timezone.now()
        )
        if also:
            also(step, done, total)

    return tell


def silent_editions(silent: timedelta) -> list[Edition]:
    """Editions being built whose last sign of life is older than `silent`."""
    since = timezone.now() - silent
    return list(
        Edition.objects.filter(state=EditionState.BUILDING, progress__beat__lte=since).select_related(
            "progress"
        )
    )


def waits(work: Task, record: Model) -> bool:
    """Whether this work on a record is still in the queue, behind others."""
    return any(_tasks(work, record, "READY"))


def forget_tasks(work: Task, record: Model) -> None:
    """Work on a record that a dead worker left running: nobody will end it otherwise."""
    for task in _tasks(work, record, "RUNNING"):
        task.set_failed(RuntimeError("the worker died"))


def _tasks(work: Task, record: Model, status: str) -> Iterator[Any]:
    from django_tasks_db.models import DBTaskResult

    for task in DBTaskResult.objects.filter(task_path=work.module_path, status=status):
        if task.args_kwargs["args"] == [str(record.pk)]:
            yield task


@contextmanager
def beating(edition_id: str) -> Iterator[None]:
    """A heart that beats beside the work on an edition."""
    mine = BuildProgress.objects.filter(edition__pk=edition_id)
    with heart(lambda: mine.update(beat=timezone.now())):
        yield


@contextmanager
def heart(beat: Callable[[], object]) -> Iterator[None]:
    """Call `beat` every few seconds beside the block, also through a step that takes long."""
    stop = threading.Event()

    def keep() -> None:
        while not stop.wait(BEAT):
            # Another writer may hold the database for a while: the next beat will do.
            with suppress(OperationalError):
                beat()
        connection.close()

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
