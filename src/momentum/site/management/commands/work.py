"""The worker: runs queued tasks, takes up what was broken off, sends mail, and does the daily work."""

import logging
import signal
import threading
import time
from collections.abc import Callable

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError, OperationalError

from momentum.accounts.actions.daily import run_due
from momentum.accounts.actions.mail_queue import tend_mail
from momentum.accounts.actions.starting import refuse_to_start
from momentum.accounts.alone import Busy
from momentum.accounts.daily import ClockSetBack
from momentum.journeys.actions.erasing import take_up
from momentum.monitor.actions import reap
from momentum.monitor.actions.requests import reap_answers
from momentum.site.observing.heartbeat import beat

SECONDS_BETWEEN_ROUNDS = 20
SECONDS_WITHOUT_A_DATABASE = 2
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        refuse_to_start()
        reap()
        stop = threading.Event()
        for task in (reap, reap_answers, take_up, DailyWork(), tend_mail):
            threading.Thread(target=self.keep_at, args=(task, stop), daemon=True).start()
        try:
            self.do_tasks()
        finally:
            stop.set()

    def do_tasks(self) -> None:
        """Queued tasks, one after the other, also across a time without a database."""
        while True:
            try:
                call_command("db_worker", interval=0.5, reload=False)
                return
            except (OperationalError, InterfaceError) as error:
                log.warning("The database does not answer (%s); trying again.", type(error).__name__)
            # Its own farewell is for a worker that runs; one that only waits ends at once.
            for farewell in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                signal.signal(farewell, signal.SIG_DFL)
            connection.close()
            time.sleep(SECONDS_WITHOUT_A_DATABASE)

    def keep_at(self, task: Callable[[], object], stop: threading.Event) -> None:
        while True:
            try:
                task()
                beat()
            except DatabaseError as error:
                log.warning("The database does not answer (%s); trying again.", type(error).__name__)
            except Exception:
                log.exception("A round of the worker broke off; the next one comes.")
            connection.close()
            if stop.wait(SECONDS_BETWEEN_ROUNDS):
                return


class DailyWork:
    """The daily clock; a clock that was set back is told once, not every round."""

    def __init__(self) -> None:
        self.told = ""

    def __call__(self) -> None:
        try:
            run_due()
            self.told = ""
        except Busy:
            return
        except ClockSetBack as problem:
            if self.told != str(problem):
                self.told = str(problem)
                log.error(self.told)
