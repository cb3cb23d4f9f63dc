"""What row security costs on PostgreSQL: a list of people, a person's page and an import, with and without it.

    DATABASE_URL=… DATABASE_OWNER_URL=… python benchmarks/row_security.py [--rows 5000]

Runs each in turn as the application, before the wall, and as the owner, whom no policy concerns; in processes of their
own, on the demo city that stands in that database. Nothing that is written stays.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 2
ASKED = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000, help="rows of the imported file")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.rows)))
        return
    seconds: dict[str, dict[str, list[float]]] = {"owner": {}, "application": {}}
    for _ in range(ROUNDS):
        for whose, told in seconds.items():
            for what, several in _in_a_process(whose, arguments.rows).items():
                told.setdefault(what, []).extend(several)
    print(f"{'':<28}{'without':>12}{'with':>12}{'ratio':>8}")
    for what in seconds["owner"]:
        without, with_ = (statistics.median(seconds[whose][what]) for whose in ("owner", "application"))
        print(f"{what:<28}{without * 1000:>9.1f} ms{with_ * 1000:>9.1f} ms{with_ / without:>8.2f}")


def _in_a_process(whose: str, rows: int) -> dict[str, list[float]]:
    environment = os.environ | {
        "MOMENTUM_DATABASE_AS": whose,
        "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
    }
    done = subprocess.run(
        [sys.executable, __file__, "--measure", "--rows", str(rows)],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def measure(rows: int) -> dict[str, list[float]]:
    import django

    django.setup()
    from django.conf import settings
    from django.db.models import Count
    from django.urls import reverse

    from momentum.accounts.models import Mandate
    from momentum.accounts.queries import actor_under, running
    from momentum.accounts.row_security import acting
    from momentum.journeys.queries.people import Filters, people

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # The coach whose organisation offers most places, and so knows most people.
    mandate = (
        Mandate.objects.filter(running(), role="work_coach")
        .select_related("user", "organisation")
        .annotate(places=Count("organisation__places"))
        .order_by("-places", "pk")[0]
    )
    actor = actor_under(mandate.user, mandate)
    with acting(actor):
        journeys = [row.journey.pk for row in people(actor, Filters()).rows]
    client = _signed_in(mandate)
    pages = [reverse("journeys:person", args=[key]) for key in journeys]
    return {
        "a list of people": [_page(client, reverse("journeys:people")) for _ in range(ASKED)],
        "a person's page": [_page(client, pages[number % len(pages)]) for number in range(ASKED)],
        f"an import of {rows} rows": [_import(actor, rows)],
    }


def _signed_in(mandate):
    from django.test import Client

    from momentum.accounts.queries import SESSION_KEY
    from momentum.accounts.sign_in.proofs import prove

    client = Client()
    client.force_login(mandate.user)
    kept = client.session
    prove(kept, mandate.user, "benchmark", second_factor=True)
    kept[SESSION_KEY] = str(mandate.pk)
    kept.save()
    return client


def _page(client, url: str) -> float:
    begun = time.perf_counter()
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return time.perf_counter() - begun


class _TakenBack(Exception):
    pass


def _import(actor, rows: int) -> float:
    """Seconds to take a file in, which is then taken back."""
    from django.db import transaction

    from momentum.accounts.row_security import acting
    from momentum.journeys.actions import imports
    from momentum.sector.models import PlaceKind

    imports.MOST_ROWS = rows
    kind = PlaceKind.objects.order_by("position").first()
    lines = ["person;kind;start;end;birth year"]
    for number in range(rows):
        year, day = 2012 + 2 * (number % 2), 1 + number % 9
        stay = f"0{day}-03-{year};0{day}-02-{year + 1};{1960 + number // 2 % 40}"
        lines.append(f"bench-{number // 2};{kind.name_en};{stay}")
    given = {
        "shape": "spells",
        "end": "exclusive",
        "dates": ["dd-mm-yyyy"],
        "columns": {
            "person": "person", "place_kind": "kind", "start": "start", "end": "end", "birth_year": "birth year",
        },
    }  # fmt: skip
    taken = 0.0
    try:
        with acting(actor), transaction.atomic():
            batch = imports.offer_file(actor, name="bench.csv", data="\n".join(lines).encode())
            batch = imports.map_file(actor, batch, given=given)
            begun = time.perf_counter()
            imports.take_in(actor, batch)
            taken = time.perf_counter() - begun
            raise _TakenBack
    except _TakenBack:
        return taken


if __name__ == "__main__":
    main()
