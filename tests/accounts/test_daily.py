"""What runs once a day: missed days, failures, two processes, a kill, a clock set back."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from momentum.accounts import daily
from momentum.accounts.actions.daily import run_due, run_job
from momentum.accounts.alone import Busy, alone
from momentum.accounts.daily import ClockSetBack, NotDone
from momentum.accounts.models import DailyRun
from momentum.site.command_line import main

TODAY = date(2016, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    """No job but those of the test; `ran` holds what they did."""
    monkeypatch.setattr(daily, "_jobs", {})


@pytest.fixture
def ran():
    return []


def job(ran, name, error=None, **options):
    def run(day):
        ran.append((name, day))
        if error:
            raise error
        return f"{name} did it"

    daily.register(name, run, **options)


def done_on(name, day):
    DailyRun.objects.create(job=name, day=day, state="done", started_at="2016-01-01T00:00Z")


def test_each_job_runs_once_a_day_in_its_order(ran):
    job(ran, "later")
    job(ran, "first", order=10)
    run_due()
    run_due()
    assert ran == [("first", TODAY), ("later", TODAY)]
    assert DailyRun.objects.get(job="first").told == "first did it"


def test_missed_days_are_caught_up_day_by_day(ran):
    for name in ("chain", "sweep"):
        done_on(name, TODAY - timedelta(days=3))
    job(ran, "chain")
    job(ran, "sweep", each_day=False)
    run_due()
    days = [TODAY - timedelta(days=back) for back in (2, 1, 0)]
    assert ran == [("chain", days[0]), ("chain", days[1]), ("chain", days[2]), ("sweep", TODAY)]


def test_a_failing_job_is_told_and_stops_no_other_and_its_later_days_wait(ran, caplog):
    done_on("broken", TODAY - timedelta(days=2))
    job(ran, "broken", ValueError("Jan Jansen"), order=1)
    job(ran, "sound", order=2)
    run_due()
    assert ran == [("broken", TODAY - timedelta(days=1)), ("sound", TODAY)]
    told = DailyRun.objects.get(job="broken", state="failed").told
    assert "ValueError in test_daily.py" in told
    assert "broken" in caplog.text
    # What an error quotes may be a person's: neither the record nor the log repeats it.
    assert "Jan Jansen" not in told + caplog.text


def test_a_job_that_failed_is_tried_again_but_not_every_round(ran):
    job(ran, "broken", NotDone("The disk is full."))
    assert [run.told for run in run_due()] == ["The disk is full."]
    assert run_due() == []
    job(ran, "broken")
    assert [run.state for run in run_due(again_after=timedelta(0))] == ["done"]
    assert DailyRun.objects.get().attempts == 2


def test_a_clock_set_back_is_told_and_nothing_runs(ran, settings):
    job(ran, "sweep")
    run_due()
    settings.TODAY = TODAY - timedelta(days=1)
    with pytest.raises(ClockSetBack, match="says 2016-11-23.*of 2016-11-24 is done"):
        run_due()
    told = CliRunner().invoke(main, ["daily", "run", "sweep"])
    assert told.exit_code == 1
    assert "the clock was set back" in told.output
    assert ran == [("sweep", TODAY)]
    settings.TODAY = TODAY + timedelta(days=1)
    run_due()
    assert ran[1:] == [("sweep", TODAY + timedelta(days=1))]


class Killed(BaseException):
    """Ends the process as a kill does: no handler sees it."""


def test_a_run_that_was_broken_off_is_begun_again(ran):
    job(ran, "sweep", Killed())
    with pytest.raises(Killed):
        run_due()
    assert DailyRun.objects.get().state == "running"
    job(ran, "sweep")
    run_due()
    assert ran == [("sweep", TODAY), ("sweep", TODAY)]
    assert (DailyRun.objects.get().state, DailyRun.objects.get().attempts) == ("done", 2)


HOLDING = """
import sys, django
django.setup()
from momentum.accounts.alone import alone
with alone("daily"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_one_process_at_a_time(ran, tmp_path):
    job(ran, "sweep")
    other = started(HOLDING, tmp_path)
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy):
            run_due()
        with pytest.raises(Busy):
            run_job(daily.jobs()[0])
        other.kill()
        other.wait(10)
        run_due()
    finally:
        other.kill()
        other.communicate()
    assert ran == [("sweep", TODAY)]


def test_another_work_is_not_held_up():
    with alone("daily"), alone("retention"):
        pass


def test_the_command_says_what_ran_and_fails_with_its_jobs(ran):
    job(ran, "sweep")
    told = CliRunner().invoke(main, ["daily", "run"])
    assert (told.exit_code, told.output) == (0, "2016-11-24\tsweep\tdone\tsweep did it\n")
    assert CliRunner().invoke(main, ["daily", "run"]).output == "Nothing is due.\n"
    assert "sweep\tdone for today" in CliRunner().invoke(main, ["daily", "list"]).output
    job(ran, "broken", NotDone("The disk is full."))
    told = CliRunner().invoke(main, ["daily", "run"])
    assert told.exit_code == 1
    assert "The disk is full." in told.output
    told = CliRunner().invoke(main, ["daily", "run", "dust"])
    assert "There is no daily job “dust”. There are: broken, sweep." in told.output


def started(program, tmp_path):
    """The program in a process of its own, on the tests' database and day."""
    from django.conf import settings
    from django.db import connection

    database = connection.settings_dict["NAME"]
    lines = [
        "from tests.settings import *",
        "from datetime import date",
        f"VAR = Path({str(settings.VAR)!r})",
    ]
    lines += [f"TODAY = date.fromisoformat('{TODAY}')", f"DATABASES['default']['NAME'] = {str(database)!r}"]
    (tmp_path / "elsewhere.py").write_text("\n".join(lines), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "elsewhere", "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.getcwd()}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
