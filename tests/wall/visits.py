"""Visits the small city as the application's role, in a process of its own, and tells what came of them as JSON.

python -m tests.wall.visits pages        # every listed page about Sanne, by everybody
"""

import json
import sys
import threading

import django


def signed_in(mandate: str):
    """A browser in which this person signed in, with a second factor."""
    from django.test import Client

    from momentum.accounts.models import Mandate
    from momentum.accounts.sign_in.proofs import prove

    user = Mandate.objects.select_related("user").get(pk=mandate).user
    client = Client()
    client.force_login(user)
    kept = client.session
    prove(kept, user, "test", second_factor=True)
    kept.save()
    return client


def pages() -> dict[str, object]:
    """What each role gets for each page about one person, and which of it the first wall would open."""
    from django.urls import reverse

    from momentum.journeys.models import Journey

    assert Journey.objects.count() == 0  # nobody acts here, in the application's role
    told = json.load(sys.stdin)
    found: dict[str, dict[str, int]] = {}
    for role, mandate in told["mandates"].items():
        client = signed_in(mandate)
        found[role] = {
            f"{name} {person}": client.get(reverse(f"journeys:{name}", args=[key])).status_code
            for name in ("person", "print_person", "grounds")
            for person, key in told["journeys"].items()
        }
        found[role]["people"] = client.get(reverse("journeys:people")).status_code
        found[role]["follow_ups"] = client.get(reverse("journeys:follow_ups")).status_code
        found[role]["mine"] = client.get(reverse("journeys:mine")).status_code
        found[role]["my_access"] = client.get(reverse("accounts:my_access")).status_code
        found[role]["desk"] = client.get(reverse("desk")).status_code
    return found


def at_once() -> dict[str, object]:
    """Two people's requests at the same time, many times over, each thread on a connection it keeps."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    told = json.load(sys.stdin)
    wrong: list[str] = []
    start = threading.Barrier(3)

    def visit(mandate: str, own: str, other: str) -> None:
        client = signed_in(mandate)
        start.wait(20)
        for _ in range(8):
            for key, status in ((own, 200), (other, 404)):
                got = client.get(reverse("journeys:person", args=[key])).status_code
                if got != status:
                    wrong.append(f"{mandate} {key}: {got}")
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('momentum.mandate', true)")
                if cursor.fetchone()[0]:
                    wrong.append("the request was over and its actor was not")
        connection.close()

    def visitor() -> None:
        client = Client()
        start.wait(20)
        for _ in range(8):
            if client.get(reverse("journeys:person", args=[told["journeys"]["sanne"]])).status_code != 404:
                wrong.append("a visitor saw Sanne")
        connection.close()

    journeys = told["journeys"]
    threads = [
        threading.Thread(
            target=visit, args=(told["mandates"]["work_coach"], journeys["sanne"], journeys["piet"])
        ),
        threading.Thread(
            target=visit, args=(told["strangers"]["work_coach"], journeys["piet"], journeys["sanne"])
        ),
        threading.Thread(target=visitor),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return {"wrong": wrong}


def sessions() -> dict[str, object]:
    """What a connection was told, after everything that can go wrong within a request."""
    from django.db import connection, transaction

    from momentum.accounts.actor import VISITOR, Actor
    from momentum.accounts.models import Mandate
    from momentum.accounts.row_security import Wall, acting, as_system, session
    from momentum.journeys.models import Identity

    told = json.load(sys.stdin)
    mandate = Mandate.objects.select_related("user", "organisation").get(pk=told["mandates"]["work_coach"])
    noor = Actor(user=mandate.user, role=mandate.role, organisation=mandate.organisation, mandate=mandate)
    seen: dict[str, object] = {}

    def note(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('momentum.mandate', true), current_setting('momentum.system', true)"
            )
            seen[name] = [*map(bool, cursor.fetchone()), Identity.objects.count()]

    note("before")
    with acting(noor):
        note("acting")
        with as_system("seats"):
            note("with a task")
        with acting(VISITOR):
            note("a visitor within")
        note("acting again")
        connection.close()
        note("on a connection made anew")
        try:
            with transaction.atomic():
                Identity.objects.count()
                raise ZeroDivisionError
        except ZeroDivisionError:
            note("after a rollback")
    note("after")
    try:
        with acting(noor):
            raise ZeroDivisionError
    except ZeroDivisionError:
        note("after an error")
    try:
        with transaction.atomic(), acting(noor), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
    except Exception as error:
        seen["error kept"] = type(error).__name__
    note("after a broken transaction")
    with Wall() as wall:
        note("nobody yet")
        wall.enter(noor)
        note("somebody")
    note("after the request")
    said = []
    session._say = lambda *arguments: said.append(arguments)
    with Wall():
        pass
    seen["told for a visitor"] = len(said)
    return seen


if __name__ == "__main__":
    django.setup()
    json.dump({"pages": pages, "at_once": at_once, "sessions": sessions}[sys.argv[1]](), sys.stdout)
