"""New keys while the city works on: killed anywhere it goes on, and nothing is unreadable at any moment."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from click.testing import CliRunner
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from momentum.accounts.access_log.sealing import ANSWER, TEXT, opened, seal_answer, seal_text
from momentum.accounts.keys import SealBroken, person_keys, rotation, rows
from momentum.accounts.keys.rotation import sealed_models, without_key
from momentum.accounts.keys.sealing import key_of
from momentum.accounts.models import LogQuestion
from momentum.journeys.models import CorrectionRequest, Identity, Journey
from momentum.site.command_line.keys import command

PACKAGE = configured.PACKAGE
SEED = int(os.environ.get("MOMENTUM_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    settings.LEDGER = tmp_path / "ledger"


@pytest.fixture
def people(db):
    """Thirty people, each with a history."""
    made = [
        Identity.objects.create(pseudonym=f"{number:064x}", first_name=f"Naam {number}", last_name="Rond")
        for number in range(30)
    ]
    journey = Journey.objects.create(pseudonym=made[0].pseudonym)
    CorrectionRequest.objects.create(journey=journey, about="x", text="Een week eerder.")
    return made


def names():
    return [each.first_name for each in Identity.objects.order_by("pseudonym")]


NAMES = [f"Naam {number}" for number in range(30)]


def all_texts():
    return [text for model in sealed_models() for _place, text in rows.sealed_rows(model, "default")]


def test_everything_is_sealed_anew_and_old_keys_are_gone(people):
    before, references = all_texts(), person_keys().references([each.pseudonym for each in people])
    wrapping = person_keys().wrapping.current()
    rotation.renew_wrapping()
    assert person_keys().wrapping.current() != wrapping
    assert rotation.begin() == 30
    assert rotation.begin() == 0
    assert names() == NAMES
    done = rotation.reseal()
    assert (done.values, done.broken) == (len(before), [])
    assert rotation.finish(at_once=True) == 30
    after = all_texts()
    assert {key_of(text) for text in before}.isdisjoint(key_of(text) for text in after)
    assert len(after) == len(before)
    assert names() == NAMES
    assert CorrectionRequest.objects.get().text == "Een week eerder."
    assert person_keys().references([each.pseudonym for each in people]) == references
    assert list(without_key()) == []


def test_what_is_sealed_without_a_sealed_field_is_sealed_anew_too(people):
    asker = people[0].pseudonym
    text = seal_text(asker, "Waarom keek u?")
    LogQuestion.objects.create(
        number=1, reference=person_keys().reference(asker), kind="question", text=text, due=date(2016, 12, 1),
        asked_on=date(2016, 11, 1), answer=seal_answer(text, "Voor uw afspraak."), answered_on=date(2016, 11, 2),
        state="answered",
    )  # fmt: skip
    assert CliRunner().invoke(command, ["rotate", "--at-once"]).exit_code == 0
    row = LogQuestion.objects.get()
    assert (opened(row.text, TEXT), opened(row.answer, ANSWER)) == ("Waarom keek u?", "Voor uw afspraak.")


def test_whoever_seals_by_hand_says_so():
    """A column whose text is sealed by a call, and that nobody registered, would be lost with the old keys."""
    known = {
        "accounts/sealed_fields.py",
        "accounts/keys/store.py",
        "accounts/keys/rows.py",
        "accounts/access_log/sealing.py",
        "journeys/migrations/0008_accounts_of_participants_are_sealed.py",
    }
    calls = re.compile(r"(person_keys\(\)|store)\.seal\(")
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if calls.search(path.read_text("utf-8"))
    }
    assert found <= known
    assert {"accounts.logquestion"} == set(rows._by_hand)


def test_old_keys_stay_while_a_request_may_still_write_with_them(people, monkeypatch):
    """Sealed before the rotation, written after it: as a long request does."""
    late = Identity.objects.get(pk=people[0].pk)
    late.last_name = "Laat"
    late._meta.get_field("last_name").pre_save(late, add=False)
    rotation.begin()
    rotation.reseal()
    assert rotation.finish() is None
    late.save()
    assert Identity.objects.get(pk=late.pk).last_name == "Laat"
    an_hour_later = timezone.now() + rotation.STILL_WRITING + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: an_hour_later)
    assert rotation.finish_daily(None) == "30 old keys removed"
    assert Identity.objects.get(pk=late.pk).last_name == "Laat"


def test_what_somebody_saves_meanwhile_stays(people, monkeypatch):
    rotation.begin()
    opened = person_keys().open

    def saved_in_between(sealed, field):
        plain = opened(sealed, field)
        if plain == "Naam 3":
            monkeypatch.undo()
            one = Identity.objects.get(pk=people[3].pk)
            one.first_name = "Nieuw"
            one.save()
        return plain

    monkeypatch.setattr(person_keys(), "open", saved_in_between)
    rotation.reseal()
    assert Identity.objects.get(pk=people[3].pk).first_name == "Nieuw"


def test_a_value_that_was_tampered_with_is_told_and_stops_nothing(people):
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_name FROM journeys_identity WHERE pseudonym = %s", [people[0].pseudonym])
        stolen = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE journeys_identity SET last_name = %s WHERE pseudonym = %s", [stolen, people[1].pseudonym]
        )
    told = CliRunner().invoke(command, ["rotate", "--at-once"])
    assert told.exit_code == 1
    assert f"journeys_identity {people[1].pk} last_name: does not open" in told.output
    assert names() == NAMES
    with pytest.raises(Exception, match="key") as refused:
        _ = Identity.objects.get(pk=people[1].pk).last_name
    assert refused.type is not SealBroken


def test_the_erased_stay_erased(people):
    person_keys().destroy(people[5].pseudonym)
    assert CliRunner().invoke(command, ["rotate", "--at-once"]).exit_code == 0
    assert Identity.objects.get(pk=people[5].pk).first_name == "erased"
    assert rotation.status().destroyed == 1
    assert "keys destroyed\t1" in CliRunner().invoke(command, ["status"]).output


def test_a_check_of_rows_finds_what_has_no_key(people):
    assert CliRunner().invoke(command, ["check", "--rows"]).exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journeys_identity SET first_name = 'Open' WHERE pseudonym = %s", ["0" * 64])
    told = CliRunner().invoke(command, ["check", "--rows"])
    assert told.exit_code == 1
    assert f"journeys_identity {people[0].pk} first_name" in told.output


@pytest.fixture
def shared(transactional_db, tmp_path):
    """The address of the tests' database for a second process; SQLite's, which lies in memory, as a file for both."""
    to = connection.settings_dict
    if connection.vendor == "postgresql":
        yield f"postgres://{to['USER']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
        return
    file = tmp_path / "shared.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    in_memory, connection.connection, name = connection.connection, None, to["NAME"]
    to["NAME"] = str(file)
    yield f"sqlite:///{file}"
    connection.connection.close()
    connection.connection, to["NAME"] = in_memory, name


@pytest.fixture
def rotating(shared, settings, tmp_path):
    """A program beside this one: told anything, it rotates in a new process, whose number it answers."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
        "MOMENTUM_VAR": str(tmp_path),
        "MOMENTUM_KEYS": str(settings.KEYS),
        "DATABASE_URL": shared,
    }
    program = [sys.executable, str(Path(__file__).with_name("rotating.py"))]
    with subprocess.Popen(program, env=environment, stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as beside:
        assert beside.stdout.readline() == "ready\n"
        yield beside
        beside.stdin.close()


def test_killed_at_random_instants_it_goes_on(rotating, people):
    """Meanwhile this process reads and writes."""
    drawn = random.Random(SEED)
    before = {key_of(text) for text in all_texts()}
    turns, killed = 12, 0
    for turn in range(turns):
        rotating.stdin.write("\n")
        number = int(rotating.stdout.readline())
        if turn < turns - 1:
            time.sleep(drawn.uniform(0, 0.15))
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        one = Identity.objects.get(pk=people[turn].pk)
        one.phone = f"06 {turn}"
        one.save()
        assert names() == NAMES, f"MOMENTUM_SEED={SEED}"
        ended = int(rotating.stdout.readline())
        killed += ended == -signal.SIGKILL
    assert ended == 0
    assert killed > 0
    assert rotation.status().retired == 0
    assert before.isdisjoint(key_of(text) for text in all_texts())
    assert [Identity.objects.get(pk=each.pk).phone for each in people[:turns]] == [
        f"06 {n}" for n in range(turns)
    ]
    assert CliRunner().invoke(command, ["check", "--rows"]).exit_code == 0
