"""What a restore refuses, and that it touches nothing then."""

import gzip
import io
import json
import tarfile

import pytest

from momentum.site.recovery.archive import BadArchive, read_checked
from momentum.site.recovery.before_django import offered
from tests.recovery.places import Backup, restore


@pytest.fixture
def here(monkeypatch, tmp_path):
    """An empty place for what is decided before Django stands."""
    monkeypatch.setenv("MOMENTUM_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("MOMENTUM_KEYS", raising=False)
    return tmp_path


def refused(backup: Backup) -> str:
    with pytest.raises(BadArchive) as reason, offered(backup.data, backup.keys):
        pass
    return str(reason.value)


def altered(backup: Backup, into, change) -> Backup:
    """The backup with its members as `change(name, content)` gives them; None leaves one out."""
    target = into / backup.data.name
    with tarfile.open(backup.data) as old, tarfile.open(target, "w:gz", compresslevel=1) as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                made = tarfile.TarInfo(member.name)
                made.size = len(content)
                new.addfile(made, io.BytesIO(content))
    return Backup(target, backup.keys)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 0.99, 0.9999])
def test_a_backup_cut_short(backup, here, share):
    whole = backup.data.read_bytes()
    cut = here / backup.data.name
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert "cut short" in refused(Backup(cut, backup.keys))
    assert not (here / "var").exists()


def test_a_backup_cut_short_behind_a_whole_member_and_packed_again(backup, here):
    """What gzip and tar take for whole, and is not."""
    assert "cut short" in refused(
        altered(backup, here, lambda name, content: None if name.startswith("manifest") else content)
    )


def test_a_backup_with_one_other_byte(backup, here):
    def change(name, content):
        return content.replace(b"2015", b"2014", 1) if name == "tables/journeys_spell.jsonl" else content

    said = refused(altered(backup, here, change))
    assert "tables/journeys_spell.jsonl is not what was backed up" in said


def test_a_backup_altered_by_somebody_who_makes_the_hashes_fit(backup, here):
    from hashlib import sha256

    changed = b""

    def change(name, content):
        nonlocal changed
        if name == "tables/journeys_spell.jsonl":
            changed = content.replace(b"2015", b"2014", 1)
            return changed
        if name == "manifest.json":
            manifest = json.loads(content)
            manifest["parts"]["tables/journeys_spell.jsonl"] = sha256(changed).hexdigest()
            return json.dumps(manifest).encode()
        return content

    assert "its seal does not fit" in refused(altered(backup, here, change))


def test_a_file_that_is_no_backup(here, backup):
    other = here / "holiday.tar.gz"
    other.write_bytes(b"dear diary")
    assert "cut short or is damaged" in refused(Backup(other, backup.keys))
    with gzip.open(other, "wb") as packed:
        packed.write(b"dear diary" * 1000)
    assert "cut short or is damaged" in refused(Backup(other, backup.keys))


def test_a_backup_that_would_write_elsewhere(backup, here):
    target = here / "evil.tar.gz"
    with tarfile.open(target, "w:gz") as new:
        made = tarfile.TarInfo("../../etc/passwd")
        new.addfile(made, io.BytesIO(b""))
    with pytest.raises(BadArchive, match="which no backup of Momentum does"):
        read_checked(target)


def test_a_backup_in_a_newer_format(backup, here):
    def change(name, content):
        return (
            json.dumps(json.loads(content) | {"format": 2}).encode() if name == "manifest.json" else content
        )

    assert "of a newer Momentum" in refused(altered(backup, here, change))


def test_data_where_keys_belong_and_keys_where_data_belong(backup, here):
    assert "holds keys, not data" in refused(Backup(backup.keys, backup.keys))
    assert "holds no keys" in refused(Backup(backup.data, backup.data))


def test_keys_of_another_city(backup, first_release, here, new_place, tmp_path):
    other = Backup(backup.data, tmp_path / "momentum-keys-other.tar.gz")
    with tarfile.open(other.keys, "w:gz") as new:
        from hashlib import sha256

        key = b"another"
        parts = {"keys/backup_seal": sha256(key).hexdigest()}
        listed = {"format": 1, "of": "x", "made": "9999-01-01", "parts": parts}
        for name, content in (
            ("keys/backup_seal", key),
            ("manifest.json", json.dumps(listed).encode()),
            ("manifest.hmac", b"0"),
        ):
            made = tarfile.TarInfo(name)
            made.size = len(content)
            new.addfile(made, io.BytesIO(content))
    assert "those of another place" in refused(other)
    assert not list(here.rglob(".keys-*"))


def test_keys_that_are_older_than_the_data(backup, first_release, here):
    assert "is older than" in refused(Backup(backup.data, first_release.keys))


def test_no_keys_at_all(backup, here):
    with pytest.raises(BadArchive, match="does not hold the keys of this backup"), offered(backup.data, None):
        pass


def test_keys_in_place_are_never_written_over(backup, here):
    (here / "var" / "keys").mkdir(parents=True)
    (here / "var" / "keys" / "secret_key").write_text("mine")
    assert "keys already" in refused(backup)
    assert (here / "var" / "keys" / "secret_key").read_text() == "mine"


def listing(place) -> set[str]:
    return {str(path) for path in place.var.rglob("*")} if place.var.exists() else set()


def test_a_backup_of_another_city(backup, new_place):
    place = new_place(MOMENTUM_CITY="Utrecht")
    said = restore(place, backup, fails=True)
    assert "This backup is of Amsterdam, and this place is set up for Utrecht." in said
    assert not (place.var / "keys").exists()
    assert not [name for name in listing(place) if "restore" in name]


def test_a_place_that_is_not_empty(city, backup, tmp_path):
    before = listing(city)
    said = city.momentum("restore", backup.data, fails=True)
    assert "into an empty place only" in said
    assert "tables" in said
    assert listing(city) == before


def test_a_backup_of_a_newer_version(city, backup, new_place, tmp_path):
    """Made where a migration was applied that the version here does not know."""

    def change(name, content):
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["migrations"].append(["journeys", "9999_something_of_tomorrow"])
        manifest["momentum"] = "9.0"
        return json.dumps(manifest).encode()

    changed = altered(backup, tmp_path, change)
    changed = sealed_again(changed, city, tmp_path)
    said = restore(new_place(), changed, fails=True)
    assert "made by Momentum 9.0" in said
    assert "9999_something_of_tomorrow" in said


def sealed_again(backup: Backup, city, into) -> Backup:
    """With a seal that fits: as the keys' owner would have made it."""
    from momentum.site.recovery.archive import seal

    key = (city.var / "keys" / "backup_seal").read_bytes()
    kept = {}

    def change(name, content):
        kept[name] = content
        return seal(key, kept["manifest.json"]).encode() if name == "manifest.hmac" else content

    (into / "again").mkdir()
    return altered(backup, into / "again", change)


def test_a_ledger_of_erasures_that_was_left_behind(city, backup, new_place, tmp_path):
    """People who were erased before the backup must not come back because nobody brought the ledger."""

    def change(name, content):
        if name != "manifest.json":
            return content
        return json.dumps(json.loads(content) | {"ledger": {"entries": 1, "digest": "0" * 64}}).encode()

    later = sealed_again(altered(backup, tmp_path, change), city, tmp_path)
    assert "put the ledger in its place first" in restore(new_place(), later, fails=True)
