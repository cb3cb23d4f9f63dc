"""A disk that is full: each thing says so in a sentence, leaves nothing half done, and works again when there is room."""

import os
import shutil
import subprocess
from dataclasses import replace

import pytest

from tests.recovery.places import Place, restore

STEPS = """
import json, os, sys
from pathlib import Path
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from momentum.accounts.access_log.reading import verify_database
from momentum.journeys.models import ImportBatch, Spell
from tests.recovery.kill.cast import cast
from tests.recovery.kill.client import COLUMNS

who = cast()
ballast = settings.VAR / "ballast"
found = {}

def fill(left):
    with ballast.open("wb", buffering=0) as file:  # with a buffer, closing would find the disk full once more
        try:
            while True:
                file.write(bytes(65536))
        except OSError:
            pass
    if left:
        os.truncate(ballast, ballast.stat().st_size - left)

def browser(role):
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    assert client.post("/en/sign-in-as/", {"mandate": who[role] if isinstance(role, str) else role}).status_code == 302
    return client

def said(answer):
    text = answer.content.decode()
    return [answer.status_code, "the disk of this server is full" in text, "Traceback" in text]

coach, manager = browser("coach"), browser("manager")
stay = {"person": who["people"][0], "place": who["place"], "starts": "2017-01-05", "hours_per_week": "8"}

def offer():
    rows = "".join(f"d-{n};{who['kind']};02-02-2016;\\n" for n in range(200))
    file = SimpleUploadedFile("lijst.csv", ("nummer;soort;van;tot\\n" + rows).encode(), "text/csv")
    return manager.post("/en/imports/", {"file": file})

def counts():
    return [ImportBatch.objects.count(), Spell.objects.count(), len(list((settings.VAR / "files").rglob("*.*")))]

before = counts()
fill(0)
found["import"] = said(offer())
if DATABASE_HERE:
    found["spell"] = said(coach.post("/en/people/start/", stay))
    found["log"] = said(coach.get("/en/people/"))
ballast.unlink()
found["unchanged"] = counts() == before
answer = offer()
path = answer["Location"]
manager.post(path, COLUMNS)
done = manager.post(path.replace("columns", "check"))
found["again"] = [
    answer.status_code, done.status_code, coach.post("/en/people/start/", stay).status_code,
    [ImportBatch.objects.count() - before[0], Spell.objects.count() - before[1]],
]
found["chain"] = verify_database().holds
print("found: " + json.dumps(found))
"""

BUILDING = """
import json, os, shutil
from datetime import date
from pathlib import Path
from django.conf import settings
from momentum.demo.edition import analysts
from momentum.monitor import actions
from momentum.monitor.charts import pictures

shutil.copytree(settings.EDITIONS, Path("DISK") / "editions")
settings.EDITIONS = Path("DISK") / "editions"
before = {path.name for path in settings.EDITIONS.iterdir()}
ballast = Path("DISK") / "ballast"
first = dict([next(iter(pictures.PICTURES.items()))])
pictures.PICTURES.clear()
pictures.PICTURES.update(first)
builder, _other = analysts()
edition = actions.new_edition(
    builder, period_from=date(2016, 1, 1), period_to=date(2017, 1, 1), freeze=date(2017, 2, 1),
    title_nl="Vol", title_en="Full", enqueue=False,
)
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(65536))
    except OSError:
        pass
os.truncate(ballast, ballast.stat().st_size - 300_000)
edition = actions.run_build(edition.pk)
found = [edition.state, edition.progress.error, [path.name for path in settings.EDITIONS.iterdir() if path.name not in before]]
ballast.unlink()
edition = actions.run_build(actions.rebuild(builder, edition, enqueue=False).pk)
print("found: " + json.dumps([*found, edition.state]))
"""


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 40 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=40m", "momentum", str(folder)]
    if os.getuid() != 0 or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def place(city, backup, new_place, small_disk):
    """The small city on a small disk."""
    made = replace(new_place(), var=small_disk / "var")
    if made.database:
        restore(made, backup)
    else:
        shutil.copytree(city.var, made.var)
    return made


def test_a_full_disk_is_said_and_leaves_nothing_half_done(place: Place):
    found = place.look(STEPS.replace("DATABASE_HERE", str(not place.database)))
    told = [507, True, False]
    assert found["import"] == told
    if not place.database:
        assert found["spell"] == told
        assert found["log"] == told
    assert found["unchanged"]
    assert found["again"] == [302, 302, 302, [1, 201]]
    assert found["chain"]


def test_an_edition_on_a_full_disk_says_so_and_is_built_when_there_is_room(copy, small_disk):
    failed, why, left, then = copy.look(BUILDING.replace("DISK", str(small_disk)))
    assert failed == "failed"
    assert "schijf van de server is vol" in why or "The disk of the server is full" in why
    assert left == []
    assert then == "draft"


def test_a_backup_onto_a_full_disk_leaves_none(city, small_disk, tmp_path):
    target = small_disk / "backups"
    (small_disk / "ballast").write_bytes(bytes(41_700_000))
    said = city.momentum("backup", target, "--keys", tmp_path / "keys", fails=True)
    assert "No backup was made, and nothing of it is left: No space left on device" in said
    assert list(target.iterdir()) == []
    (small_disk / "ballast").unlink()
    city.momentum("backup", target, "--keys", tmp_path / "keys", "--quiet")
    assert len(list(target.iterdir())) == 1


def test_a_restore_onto_a_full_disk_is_never_served(backup, new_place, small_disk):
    place = replace(new_place(), var=small_disk / "var")
    # Rows go to another disk where PostgreSQL keeps them: there the files alone must find no room.
    (small_disk / "ballast").write_bytes(bytes(41_000_000 if place.database else 39_500_000))
    said = restore(place, backup, fails=True)
    assert "The restore was broken off" in said
    assert "A restore is under way here, or was broken off" in place.momentum("edition", "list", fails=True)
    (small_disk / "ballast").unlink()
    assert "Restored from" in restore(place, backup)
