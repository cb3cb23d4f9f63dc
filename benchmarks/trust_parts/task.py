"""One task that is timed from within, so that starting the program is not in it; runs on either program.

task.py import ROWS     takes ROWS rows in as an enterprise's manager, in files of 5,000
task.py edition N       builds an edition of the demo city's last year, without publishing it
"""

import json
import sys
import time
from contextlib import nullcontext
from datetime import date

import django

django.setup()


from momentum.accounts.policy import Role  # noqa: E402
from momentum.accounts.queries import actor_under, demo_mandates  # noqa: E402

AT_ONCE = 5000
GIVEN = {
    "shape": "spells", "end": "inclusive", "dates": ["dd-mm-yyyy"], "decimal": ",",
    "columns": {"person": "person", "place_kind": "kind", "start": "start", "end": "end", "hours_per_week": "hours"},
}  # fmt: skip


def acting(actor):
    """The program with row-level security is told who acts; the one before knew no such thing."""
    try:
        from momentum.accounts.row_security import acting as told
    except ImportError:
        return nullcontext()
    return told(actor)


def somebody(role):
    mandate = next(each for each in demo_mandates() if each.role == role)
    return actor_under(mandate.user, mandate)


def file_of(first: int, rows: int, kind: str) -> bytes:
    lines = ["person;kind;start;end;hours"]
    for number in range(first, first + rows):
        start, end = date(2012 + number % 4, 1 + number % 12, 1 + number % 27), date(2016, 1 + number % 11, 3)
        lines.append(f"B{number};{kind};{start:%d-%m-%Y};{end:%d-%m-%Y};{16 + number % 20}")
    return "\r\n".join([*lines, ""]).encode()


def take_in(rows: int) -> float:
    from momentum.journeys.actions import imports
    from momentum.sector.models import PlaceKind

    actor, seconds = somebody(Role.ENTERPRISE_MANAGER), 0.0
    with acting(actor):
        kind = PlaceKind.objects.order_by("position").first().name_nl
        for first in range(0, rows, AT_ONCE):
            data = file_of(first, min(AT_ONCE, rows - first), kind)
            started = time.perf_counter()
            batch = imports.offer_file(actor, name="stays.csv", data=data)
            batch = imports.map_file(actor, batch, given=GIVEN)
            imports.take_in(actor, batch)
            seconds += time.perf_counter() - started
    return seconds


def edition(number: str) -> float:
    from momentum.monitor import actions

    actor = somebody(Role.ANALYST)
    with acting(actor):
        started = time.perf_counter()
        new = actions.new_edition(
            actor, period_from=date(2015, 1, 1), period_to=date(2016, 1, 1), freeze=date(2016, 7, 1),
            title_nl=f"Proef {number}", title_en=f"Trial {number}", slug=f"trial-{number}", enqueue=False,
        )  # fmt: skip
        built = actions.run_build(new.pk)
        seconds = time.perf_counter() - started
    if built.state != "draft":
        raise SystemExit(f"the edition is {built.state}")
    return seconds


if __name__ == "__main__":
    what, argument = sys.argv[1:]
    print(json.dumps({"seconds": take_in(int(argument)) if what == "import" else edition(argument)}))
