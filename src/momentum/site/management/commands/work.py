"""The worker: runs queued tasks, and takes up again what a killed worker left behind."""

import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from momentum.monitor.actions import reap

SECONDS_BETWEEN_ROUNDS = 20


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        reap()
        stop = threading.Event()
        threading.Thread(target=self.keep_reaping, args=(stop,), daemon=True).start()
        try:
            call_command("db_worker", interval=0.5, reload=False)
        finally:
            stop.set()

    def keep_reaping(self, stop: threading.Event) -> None:
        while not stop.wait(SECONDS_BETWEEN_ROUNDS):
            reap()
            connection.close()
