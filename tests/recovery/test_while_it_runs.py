"""Backups beside a writer, restores that are killed, and erasures that a backup does not know of."""

import json
import tarfile
import time

import pytest

from tests.recovery.manifests import manifest
from tests.recovery.places import back_up, kill, restore

# Every transaction writes one row into each of two tables; who sees another number of them sees half of one.
WRITER = """
import itertools, uuid
from django.db import transaction
from momentum.accounts.models import User
from momentum.journeys.models import Journey
for number in itertools.count():
    with transaction.atomic():
        User.objects.create(email=f"writer-{number}@example.org", name="Writer")
        Journey.objects.create(pseudonym=uuid.uuid4().hex * 2)
    print(number, flush=True)
"""


def test_a_backup_beside_a_writer_is_of_one_moment(copy, city, backup, tmp_path):
    before = manifest(backup.data)["counts"]
    writer = copy.start("-c", f"import django; django.setup()\n{WRITER}")
    try:
        acknowledged = int(writer.stdout.readline())
        made = back_up(copy, tmp_path)
        later = int(writer.stdout.readline())
    finally:
        kill(writer)
    counts = manifest(made.data)["counts"]
    users = counts["accounts_user"] - before["accounts_user"]
    journeys = counts["journeys_journey"] - before["journeys_journey"]
    assert users == journeys
    # Nothing that was acknowledged before it began is missing, and the writer was never held up.
    assert users >= acknowledged + 1
    assert later > acknowledged


def test_a_backup_that_is_killed_leaves_no_backup(city, tmp_path):
    process = city.start("-m", "momentum.site.command_line", "backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys"))  # fmt: skip
    wait_for(lambda: list((tmp_path / "data").glob(".*")) if (tmp_path / "data").exists() else [])
    kill(process)
    assert list((tmp_path / "data").glob("momentum-data*")) == []
    made = back_up(city, tmp_path)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [made.data.name]


def wait_for(happens, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


@pytest.mark.parametrize("moment", ["restore-under-way.json", "editions"])
def test_a_restore_that_is_killed_is_never_served_and_can_be_given_again(new_place, backup, moment, tmp_path):
    place = new_place()
    process = place.start(
        "-m", "momentum.site.command_line", "restore", str(backup.data), "--keys", str(backup.keys)
    )
    wait_for((place.var / moment).exists)
    kill(process)
    for refused in (place.manage("check", fails=True), place.momentum("edition", "list", fails=True)):
        assert "A restore is under way here, or was broken off" in refused
    assert "clearing what a restore that was broken off left behind" in restore(place, backup)
    assert manifest(back_up(place, tmp_path).data)["parts"] == manifest(backup.data)["parts"]


def test_whoever_was_erased_after_the_backup_does_not_come_back(city, backup, new_place):
    place = new_place()
    with tarfile.open(backup.data) as archive:
        lines = archive.extractfile("tables/journeys_journey.jsonl").read().splitlines()
    pseudonym = next(value for value in json.loads(lines[0]) if isinstance(value, str) and len(value) == 64)
    # On the machine that was lost: the ledger is kept apart, and brought here.
    place.var.mkdir(parents=True)
    city.python(
        "from momentum.accounts.keys import ledger; from django.utils.timezone import now\n"
        f"ledger.enter('{pseudonym}', what='erased', at=now())"
    )
    (city.var / "ledger").rename(place.var / "ledger")
    restore(place, backup)
    found = place.python(
        "from momentum.journeys.models import Identity, Journey\n"
        "from momentum.accounts.keys import person_keys\n"
        f"key = '{pseudonym}'\n"
        "print(Journey.objects.filter(pseudonym=key).count(), Identity.objects.filter(pseudonym=key).count(), "
        "person_keys().is_destroyed(key))"
    )
    assert found.split()[-3:] == ["0", "0", "True"]


def test_people_signed_in_are_not_in_a_backup(backup):
    with tarfile.open(backup.data) as archive:
        assert [name for name in archive.getnames() if "session" in name] == []


def test_keys_and_ledger_are_never_in_the_file_of_data(backup):
    with tarfile.open(backup.data) as archive:
        held = {name.split("/")[0] for name in archive.getnames()}
    assert held <= {"tables", "editions", "files", "anchors", "manifest.json", "manifest.hmac"}
    with tarfile.open(backup.keys) as archive:
        names = archive.getnames()
    assert "keys/secret_key" in names
    assert {name.split("/")[0] for name in names} == {"keys", "manifest.json", "manifest.hmac"}


def test_keys_and_data_in_one_folder_are_refused(city, tmp_path):
    said = city.momentum("backup", tmp_path, "--keys", tmp_path, fails=True)
    assert "never kept in one place" in said
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_a_newer_version_worked_in_is_not_backed_up_by_halves(copy, tmp_path):
    copy.python(
        "from django.db.migrations.recorder import MigrationRecorder; from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('journeys', '9999_something_of_tomorrow')"
    )
    said = copy.momentum("backup", tmp_path / "data", "--keys", tmp_path / "keys", fails=True)
    assert "A newer version of Momentum has worked in this database" in said
    assert list((tmp_path / "data").iterdir()) == []


def test_backups_past_their_term_are_removed_and_the_last_one_stays(city, tmp_path):
    data, keys = tmp_path / "data", tmp_path / "keys"
    for folder, kind in ((data, "data"), (keys, "keys")):
        folder.mkdir()
        for day in ("20260101", "20260901", "20261101"):
            (folder / f"momentum-{kind}-amsterdam-{day}T020000Z.tar.gz").touch()
    (data / "holiday.tar.gz").touch()
    left = city.look(
        "import json; from datetime import datetime, UTC; from pathlib import Path\n"
        "from momentum.site.recovery import expiring\n"
        "expiring.now = lambda: datetime(2026, 11, 20, tzinfo=UTC)\n"
        f"folders = [Path('{data}'), Path('{keys}')]\n"
        "expiring.remove_old(*folders)\n"
        "first = [len(list(each.iterdir())) for each in folders]\n"
        "expiring.now = lambda: datetime(2030, 1, 1, tzinfo=UTC)\n"
        "expiring.remove_old(*folders)\n"
        "print('found: ' + json.dumps([first, [sorted(path.name for path in each.iterdir()) for each in folders]]))"
    )
    # Those of a month ago and more are gone, of data as of keys; what is no backup stays.
    assert left[0] == [2, 1]
    assert left[1] == [["holiday.tar.gz", "momentum-data-amsterdam-20261101T020000Z.tar.gz"], []]
