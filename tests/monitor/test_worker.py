"""A worker killed in the middle of an edition: nothing half done is visible, and the work begins again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from momentum.monitor import actions
from momentum.monitor.building.files import folder_of
from momentum.monitor.models import BuildProgress, Edition, EditionState
from tests.monitor.conftest import PERIOD, TITLES

WORKER = """
import os, sys, django
django.setup()
from momentum.monitor.actions import progress
tell = progress.teller
def slowly(edition, also=None):
    inner = tell(edition, also)
    def told(step, done, total):
        inner(step, done, total)
        if step == "audit":
            print("reached", flush=True)
            import time; time.sleep(60)
    return told
progress.teller = slowly
from django.core.management import call_command
call_command("db_worker", batch=True, interval=0.1, reload=False, startup_delay=False, verbosity=0)
"""


@pytest.fixture
def queued(city):
    return actions.new_edition(city.anna, **PERIOD, **TITLES)


def work(**options):
    call_command(
        "db_worker", batch=True, interval=0, reload=False, startup_delay=False, verbosity=0, **options
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_builds_what_waits(few_charts, queued):
    assert queued.state == EditionState.BUILDING
    work()
    queued.refresh_from_db()
    assert queued.state == EditionState.DRAFT
    assert queued.progress.attempts == 1


def elsewhere(tmp_path):
    """A database, files and keys that a second process can open too."""
    environment = {
        **os.environ,
        "MOMENTUM_VAR": str(tmp_path),
        "MOMENTUM_TODAY": "2017-03-14",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }

    def python(text, **options):
        return subprocess.run(
            [sys.executable, "-c", text],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            **options,
        ).stdout

    return environment, python


def test_kill_9_in_the_middle_leaves_nothing_half_done_and_the_work_is_done_again(tmp_path):
    environment, python = elsewhere(tmp_path)
    python(
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from tests.monitor import small_city; from tests.monitor.conftest import PERIOD, TITLES\n"
        "from momentum.monitor import actions\n"
        "actions.new_edition(small_city.build().anna, **PERIOD, **TITLES)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline().strip() == "reached"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    stands = (
        "import django; django.setup()\n"
        "from momentum.monitor.models import Edition; e = Edition.objects.get()\n"
        "from momentum.monitor.building.files import folder_of\n"
        "print(e.state, folder_of(e).exists(), e.progress.attempts)\n"
    )
    assert python(stands).split() == ["building", "False", "1"]
    again = python(
        "import django; django.setup()\n"
        "from datetime import timedelta\n"
        "from django.core.management import call_command\n"
        "from momentum.monitor import actions\n"
        "print(len(actions.reap(silent=timedelta(hours=1))), len(actions.reap(silent=timedelta(0))))\n"
        "call_command('db_worker', batch=True, interval=0, reload=False, startup_delay=False, verbosity=0)\n"
    )
    assert again.split() == ["0", "1"]
    assert python(stands).split() == ["draft", "True", "2"]
    assert [path.name for path in (tmp_path / "editions").iterdir() if path.name.startswith(".")] == []


def test_a_build_that_beats_is_left_alone_and_a_silent_one_is_begun_again(queued):
    progress = BuildProgress.objects.filter(edition=queued)
    progress.update(attempts=1, beat=timezone.now())
    assert actions.reap() == []
    progress.update(beat=timezone.now() - timedelta(minutes=5))
    assert actions.reap() == [queued]


@pytest.mark.django_db(transaction=True)
def test_one_that_waits_behind_another_is_not_queued_twice(queued):
    BuildProgress.objects.filter(edition=queued).update(beat=timezone.now() - timedelta(minutes=5))
    assert actions.reap() == []
    assert DBTaskResult.objects.count() == 1


def test_after_three_attempts_it_is_given_up_with_a_sentence(queued):
    BuildProgress.objects.filter(edition=queued).update(
        attempts=3, beat=timezone.now() - timedelta(minutes=5)
    )
    actions.reap()
    queued.refresh_from_db()
    assert queued.state == EditionState.FAILED
    assert "broken off 3 times" in queued.progress.error


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_dead_worker_does_not_run_for_ever(few_charts, queued):
    task = DBTaskResult.objects.get()
    task.claim("a worker that died")
    BuildProgress.objects.filter(edition=queued).update(
        attempts=1, beat=timezone.now() - timedelta(minutes=5)
    )
    actions.reap()
    task.refresh_from_db()
    assert task.status == "FAILED"
    work()
    queued.refresh_from_db()
    assert queued.state == EditionState.DRAFT


def test_a_slow_worker_whose_work_was_taken_over_does_not_overwrite_it(city, few_charts):
    edition = actions.new_edition(city.anna, **PERIOD, **TITLES, enqueue=False)

    def taken_over(step, done, total):
        if step == "audit":
            BuildProgress.objects.filter(edition=edition).update(attempts=2)

    actions.run_build(edition.pk, taken_over)
    edition.refresh_from_db()
    assert edition.state == EditionState.BUILDING
    assert not folder_of(edition).exists()


def test_running_a_finished_build_again_changes_nothing(city, draft):
    before = Edition.objects.values().get(pk=draft.pk)
    actions.run_build(draft.pk)
    assert Edition.objects.values().get(pk=draft.pk) == before


def test_progress_is_true(city, few_charts):
    told = []
    edition = actions.new_edition(city.anna, **PERIOD, **TITLES, enqueue=False)
    actions.run_build(edition.pk, lambda *step: told.append(step))
    measured = [step for step in told if step[0] == "measure"]
    assert [done for _step, done, _total in measured] == list(range(len(measured)))
    assert measured[-1][1] == measured[-1][2]
    from momentum.monitor.building.steps import STEPS

    assert [step for step in dict.fromkeys(step for step, _d, _t in told)] == list(STEPS)
    assert time.time() - edition.progress.beat.timestamp() < 60
