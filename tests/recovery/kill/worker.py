"""Keeps the worker running as a service manager would: a killed one is started again at once, here by a fork.

What waits for minutes in a city waits for seconds here, so that many deaths fit in one run.
"""

import os
import sys
import time
from datetime import timedelta

import django


def hurry() -> None:
    from momentum.methods.disclosure.protecting.effort import Effort
    from momentum.monitor.actions import building, progress
    from momentum.monitor.charts import pictures
    from momentum.site.management.commands import work

    building.reap.__kwdefaults__["silent"] = timedelta(seconds=4)
    progress.BEAT = 1.0
    work.SECONDS_BETWEEN_ROUNDS = 1
    # A plan that is cheap enough is as safe as the cheapest, and found in a fraction of the time.
    whole = Effort.times
    Effort.times = lambda effort, factor: whole(effort, factor / 20)
    # Drawing takes most of the time of a small edition, and is as well killed in the first picture.
    first = dict([next(iter(pictures.PICTURES.items()))])
    pictures.PICTURES.clear()
    pictures.PICTURES.update(first)


def main() -> None:
    django.setup()
    hurry()
    while os.getppid() != 1:
        child = os.fork()
        if child == 0:
            from django.core.management import call_command

            call_command("work")
            sys.exit(0)
        print(child, flush=True)
        _pid, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            time.sleep(0.5)


if __name__ == "__main__":
    main()
