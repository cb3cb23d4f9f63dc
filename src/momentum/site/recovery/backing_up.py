"""Making a backup while the application writes: rows of one moment, the files that belong to them, the keys apart."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from momentum.accounts.alone import alone
from momentum.accounts.keys import ledger, secret
from momentum.site.recovery import keys_archive
from momentum.site.recovery.archive import PART, Writer, writing
from momentum.site.recovery.loading import line
from momentum.site.recovery.names import DATA, KEYS, ending
from momentum.site.recovery.places import file_places, files_of
from momentum.site.recovery.snapshot import Snapshot, rows, snapshot
from momentum.site.recovery.tables import (
    LEFT_OUT,
    Table,
    applied_by_a_newer_version,
    present_state,
    tables_at,
)

ATTEMPTS = 3
NOT_ROWS = {"django_migrations", *LEFT_OUT}
Tell = Callable[[str], None]


class NotBackedUp(Exception):
    """Why no backup was made; one sentence that says what to do."""


class _Moved(Exception):
    """Files changed between the rows and them: look again."""


@dataclass
class Backup:
    """What was made: the archive, the keys' archive, the manifest, and what is wrong with what was backed up."""

    data: Path
    keys: Path
    manifest: dict[str, Any]
    warnings: list[str] = field(default_factory=list)


def back_up(folder: Path, keys_folder: Path, tell: Tell = lambda _text: None) -> Backup:
    """A backup of everything into `folder`, of the keys into `keys_folder`.

    Raises `NotBackedUp`, or `alone.Busy` where another backup is being made.
    """
    if keys_folder.resolve() == folder.resolve():
        raise NotBackedUp(
            "Keys and data are never kept in one place: give --keys another folder, best on another disk."
        )
    for each in (folder, keys_folder):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone("backup"):
        for left in (*folder.glob(f".*{PART}"), *keys_folder.glob(f".*{PART}")):
            left.unlink()
        made = now().astimezone(UTC)
        target = folder / f"{DATA}-{ending(made)}"
        manifest = _written(target, made, tell)
        # After the rows: everybody who is in them has a key by then.
        keys = keys_archive.write(keys_folder / f"{KEYS}-{ending(made)}", of=target.name)
    return Backup(target, keys, manifest, _warnings(manifest))


def _written(target: Path, made: datetime, tell: Tell) -> dict[str, Any]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with writing(target) as archive:
                return _fill(archive, made, tell, patient=attempt < ATTEMPTS)
        except _Moved as moved:
            tell(f"{moved} changed while it was read; looking again")
    raise AssertionError("the last attempt is not patient")


def _fill(archive: Writer, made: datetime, tell: Tell, *, patient: bool) -> dict[str, Any]:
    key = secret(settings.KEYS, keys_archive.SEAL_KEY).encode()
    places = file_places()
    # Before the rows: an anchor never speaks of entries that the rows do not hold, and a file that is taken in
    # and thrown away right after the moment of the rows is here already.
    for place in ("anchors", "files"):
        _add_files(archive, place, places[place])
    with snapshot() as taken:
        state = present_state()
        tables = tables_at(state)
        _refuse_strangers(tables)
        counts = {table.name: _add_table(archive, taken, table) for table in tables}
        sequences = {table.name: taken.sequence(table) for table in tables if table.counts}
        log = _log_head(taken, tables)
        editions: list[dict[str, Any]] = [
            dict(zip(("id", "slug", "hash"), row, strict=True)) for row in _editions(taken)
        ]
        erasures = _ledger()
    tell(f"{sum(counts.values())} rows of {len(counts)} tables")
    _add_files(archive, "files", places["files"])
    _add_files(archive, "editions", places["editions"])
    for edition in editions:
        edition["whole"] = _whole(archive, edition, places["editions"])
        if patient and not edition["whole"]:
            raise _Moved(f"edition {edition['slug']}")
    manifest = {
        "made": made.isoformat(timespec="seconds"),
        "momentum": version("momentum"),
        "city": settings.CITY,
        "database": connection.vendor,
        "migrations": state,
        "counts": counts,
        "sequences": sequences,
        "log": log,
        "editions": editions,
        "ledger": erasures,
        "keys": keys_archive.fingerprint(key),
    }
    archive.finish(manifest, key)
    tell(f"{len(archive.parts)} parts")
    return manifest


def _add_files(archive: Writer, place: str, folder: Path) -> None:
    for name, path in files_of(place, folder):
        if name not in archive.parts:
            archive.add_file(name, path)


def _add_table(archive: Writer, taken: Snapshot, table: Table) -> int:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for row in rows(taken, table):
            count += 1
            yield line(table, row)

    archive.add_lines(f"tables/{table.name}.jsonl", lines())
    return count


def _refuse_strangers(tables: list[Table]) -> None:
    """Raises `NotBackedUp` where the database holds what this version does not know, and would leave out."""
    if newer := applied_by_a_newer_version():
        raise NotBackedUp(
            f"A newer version of Momentum has worked in this database ({newer[0][0]} {newer[0][1]}), and a backup by this one "
            "would lose what that added. Back up with the newer version."
        )
    known = {table.name for table in tables} | NOT_ROWS
    found = {name for name in connection.introspection.table_names() if not name.startswith("sqlite_")}
    strangers = sorted(found - known)
    if strangers:
        raise NotBackedUp(
            f"The database holds tables that this version of Momentum does not know ({', '.join(strangers[:5])}), so "
            "a backup would lose them. Back up with the version that made them, or move them elsewhere."
        )


def _log_head(taken: Snapshot, tables: list[Table]) -> dict[str, Any]:
    """The last entry of the access log, by which it is recognised after a restore."""
    if not any(table.name == "accounts_accessloghead" for table in tables):
        return {"number": 0, "digest": ""}
    head = next(iter(taken.ask("SELECT number, digest FROM accounts_accessloghead")), (0, ""))
    return {"number": head[0], "digest": head[1]}


def _ledger() -> dict[str, Any]:
    """How far the ledger of erasures is: a restore never begins with one that knows less."""
    entries = ledger.entries()
    return {"entries": len(entries), "digest": entries[-1].digest if entries else ""}


def _editions(taken: Snapshot) -> list[tuple[str, str, str]]:
    sql = "SELECT id, slug, content_hash FROM monitor_edition WHERE content_hash <> '' ORDER BY slug"
    return [(UUID(str(key)).hex, slug, content) for key, slug, content in taken.ask(sql)]


def _whole(archive: Writer, edition: dict[str, Any], editions: Path) -> bool:
    """Whether the archive holds the edition's folder as the rows know it."""
    folder = f"editions/{dashed(edition['id'])}"
    if f"sha256:{archive.parts.get(f'{folder}/manifest.json')}" != edition["hash"]:
        return False
    try:
        listed = json.loads((editions / dashed(edition["id"]) / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        return False
    # Sealed facts expire by class; everything else is there as it was recorded.
    return all(
        archive.parts.get(f"{folder}/{name}") == sha256
        for name, sha256 in listed.items()
        if not name.startswith("facts")
    )


def dashed(key: str) -> str:
    """The folder's name of an edition with this id."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _warnings(manifest: dict[str, Any]) -> list[str]:
    return [
        f"The folder of edition {edition['slug']} is not what was recorded when it was built; it was backed up as it "
        f"is. See what is wrong: momentum edition verify {edition['slug']}"
        for edition in manifest["editions"]
        if not edition["whole"]
    ]
