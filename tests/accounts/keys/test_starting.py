"""Nothing starts with a key file that is missing, wrong or open to others; it says which, and what to do."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from momentum.accounts.actions import starting
from momentum.accounts.keys import KeyTrouble, files, person_keys, secret
from momentum.accounts.keys.checks import keys_are_safe, problems
from momentum.accounts.models import KeyFile
from momentum.site.command_line.keys import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings, tmp_path):
    """A city that has started once and knows a person."""
    settings.KEYS = tmp_path / "keys"
    for name in ("secret_key", "pseudonym_journey", "pseudonym_edition_1", "source_references"):
        secret(settings.KEYS, name)
    starting.refuse_to_start()
    person_keys().make(["a" * 64])
    return settings.KEYS


def test_a_first_start_makes_and_remembers_keys_and_the_next_one_finds_all_well(keys):
    assert set(KeyFile.objects.values_list("name", flat=True)) == {
        "secret_key",
        "pseudonym_journey",
        "pseudonym_edition_1",
        "source_references",
        "persons.sqlite3",
    }
    starting.refuse_to_start()
    for known in KeyFile.objects.all():
        assert (
            known.fingerprint not in (keys / known.name).read_text(errors="replace") or "sqlite" in known.name
        )


@pytest.mark.parametrize(
    "name", ["pseudonym_journey", "pseudonym_edition_1", "source_references", "secret_key", "persons.sqlite3"]
)
def test_a_missing_key_file(keys, name):
    (keys / name).rename(keys.parent / name)
    with pytest.raises(KeyTrouble, match=rf"{name} is missing: .*Put it back from the backup of the keys"):
        starting.refuse_to_start()
    assert not (keys / name).exists()


@pytest.mark.parametrize("name", ["pseudonym_journey", "secret_key"])
def test_a_key_file_that_is_another_one(keys, name):
    (keys / name).write_text(secret(keys.parent / "elsewhere", name))
    with pytest.raises(KeyTrouble, match=rf"{name} is not the one this database was written with"):
        starting.refuse_to_start()


def test_the_key_store_of_another_city(keys, settings):
    mine = settings.KEYS
    settings.KEYS = keys.parent / "another city"
    person_keys().make(["b" * 64])
    (settings.KEYS / "persons.sqlite3").rename(mine / "persons.sqlite3")
    settings.KEYS = mine
    with pytest.raises(KeyTrouble, match=r"persons\.sqlite3 is not the one"):
        starting.refuse_to_start()


@pytest.mark.parametrize(("deed", "says"), [("remove", "is missing"), ("replace", "is not the one")])
def test_a_key_encryption_key_that_is_gone_or_another_one(keys, settings, deed, says):
    (keys / "person_keys.kek").unlink()
    if deed == "replace":
        secret(keys, "person_keys.kek")
    person_keys().wrapping._known.clear()
    with pytest.raises(KeyTrouble, match=rf"person_keys\.kek {says}.*under which the keys .* are wrapped"):
        starting.refuse_to_start()


@pytest.mark.parametrize("name", ["pseudonym_journey", "person_keys.kek", "persons.sqlite3", "secret_key"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_key_file_open_to_others(keys, name, mode):
    (keys / name).chmod(mode)
    with pytest.raises(KeyTrouble, match=rf"{name} can be read or changed by others .*chmod 600"):
        starting.refuse_to_start()
    assert [each.id for each in keys_are_safe(None)] == ["momentum.E010"]


def test_a_folder_of_keys_open_to_others(keys):
    keys.chmod(0o750)
    with pytest.raises(KeyTrouble, match=r"chmod 700"):
        starting.refuse_to_start()


def test_a_key_that_was_destroyed_on_purpose_is_not_missed(keys):
    files.destroy(keys, "pseudonym_edition_1")
    assert problems() == []
    starting.refuse_to_start()


def test_the_command_tells_and_exits_with_an_error(keys):
    assert CliRunner().invoke(command, ["check"]).exit_code == 0
    (keys / "pseudonym_journey").chmod(0o644)
    told = CliRunner().invoke(command, ["check"])
    assert told.exit_code == 1
    assert "chmod 600" in told.output
    refused = CliRunner().invoke(command, ["status"])
    assert refused.exit_code == 1
    assert "chmod 600" in refused.output
    assert "Traceback" not in refused.output


def test_a_key_replaced_on_purpose_is_accepted_unless_people_would_be_lost(keys):
    for name in ("secret_key", "pseudonym_journey", "source_references"):
        (keys / name).write_text(secret(keys.parent / "elsewhere", name))
    assert CliRunner().invoke(command, ["accept", "secret_key"]).exit_code == 0
    for name in ("pseudonym_journey", "source_references"):
        refused = CliRunner().invoke(command, ["accept", name])
        assert refused.exit_code == 1
        assert "cannot be replaced" in refused.output
    told = {each.split(" is ")[0].split("/")[-1] for each in problems()}
    assert told == {"pseudonym_journey", "source_references"}


def test_trouble_is_a_sentence_for_whoever_starts(keys, capsys):
    (keys / "pseudonym_journey").chmod(0o644)
    with pytest.raises(SystemExit) as ended:
        starting.serve_only_with_keys()
    assert ended.value.code == 3
    assert "Momentum does not start.\n" in capsys.readouterr().err


def test_the_web_server_does_not_come_up(tmp_path):
    """The real server, with a key file that everybody reads."""
    environment = os.environ | {"MOMENTUM_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("DATABASE_URL", None)
    (tmp_path / "keys").mkdir(mode=0o700)
    secret(tmp_path / "keys", "secret_key")
    (tmp_path / "keys" / "secret_key").chmod(0o644)
    server = [sys.executable, "-m", "gunicorn", "momentum.site.wsgi:application", "--bind", "127.0.0.1:0"]
    # One worker: of two that end at once, the second may meet a server that is on its way out already.
    server += ["--config", "python:momentum.site.gunicorn", "--workers", "1"]
    done = subprocess.run(server, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "secret_key can be read or changed by others" in done.stderr
    assert "Traceback" not in done.stderr
