"""Coming back from a backup: everything is checked before anything is touched, and everything again before it serves."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command

from momentum.accounts.keys import ledger
from momentum.accounts.keys.files import sync_folder
from momentum.site.recovery import checking, emptiness, places, under_way
from momentum.site.recovery.archive import members
from momentum.site.recovery.before_django import Offered
from momentum.site.recovery.behind_the_wall import every_row
from momentum.site.recovery.loading import fingerprint, load
from momentum.site.recovery.snapshot import snapshot
from momentum.site.recovery.tables import Table, make_tables, tables_at, unknown_migrations

Tell = Callable[[str], None]


class NotRestored(Exception):
    """Why nothing was restored; one sentence that says what to do."""


@dataclass
class Restored:
    """What came back: rows, tables, files, erasures done again, and what was found wrong (nothing, or it raised)."""

    rows: int
    tables: int
    files: int
    erased_again: int = 0
    warnings: list[str] = field(default_factory=list)


def restore(backup: Offered, keys: Path, tell: Tell = lambda _text: None) -> Restored:
    """Everything of a backup into this empty place; `keys` is where its keys belong.

    Raises `NotRestored`, before anything was touched.
    """
    broken_off = (settings.VAR / under_way.MARK).exists()
    state = [(room, name) for room, name in backup.manifest["migrations"]]
    _refuse(backup, state, broken_off)
    under_way.mark(
        settings.VAR, {"from": backup.file.name, "keys": "unpacked" if backup.unpacked else "in place"}
    )
    if broken_off:
        tell("clearing what a restore that was broken off left behind")
        emptiness.clear()
    if backup.unpacked:
        _put_keys_in_place(backup.keys, keys)
    tables = tables_at(state)
    make_tables(state)
    load(tables, _tables_of(backup), backup.manifest["sequences"])
    done = Restored(*_same_rows(backup, tables), files=_put_files(backup))
    tell(f"{done.rows} rows of {done.tables} tables, {done.files} files: the same as were backed up")
    call_command("migrate", interactive=False, verbosity=0)
    with every_row():
        done.erased_again = checking.forget_again(tell)
        done.warnings = checking.check(backup.manifest, tell)
    under_way.unmark(settings.VAR)
    return done


def _refuse(backup: Offered, state: list[tuple[str, str]], broken_off: bool) -> None:
    manifest = backup.manifest
    if manifest["city"] != settings.CITY:
        raise NotRestored(
            f"This backup is of {manifest['city']}, and this place is set up for {settings.CITY}. Give a backup of "
            "this city; or, if the settings are wrong, set MOMENTUM_CITY."
        )
    if newer := unknown_migrations(state):
        raise NotRestored(
            f"This backup was made by Momentum {manifest['momentum']}, which knows records that this version does not "
            f"({newer[0][0]} {newer[0][1]}). Install that version or a later one, then restore."
        )
    if not broken_off and (found := emptiness.what_is_here()):
        raise NotRestored(
            f"A restore goes into an empty place only, and here {' and '.join(found)}. Give it another MOMENTUM_VAR "
            "and an empty database; or move what is here away, if it is no longer needed."
        )
    _refuse_ledger(manifest["ledger"])


def _refuse_ledger(known: dict[str, object]) -> None:
    try:
        entries = ledger.entries()
    except ledger.LedgerBroken as broken:
        raise NotRestored(
            f"The ledger of erasures is broken: {broken} Put back an unharmed copy of it."
        ) from None
    if not known["entries"]:
        return
    if (
        len(entries) < int(str(known["entries"]))
        or entries[int(str(known["entries"])) - 1].digest != known["digest"]
    ):
        raise NotRestored(
            f"The ledger of erasures in {settings.LEDGER} is missing, shorter or other than when this backup was made "
            f"({known['entries']} entries then, {len(entries)} here). Without it people who were erased would come "
            "back: put the ledger in its place first. It is kept apart from backups."
        )


def _put_keys_in_place(beside: Path, keys: Path) -> None:
    if keys.exists():
        shutil.rmtree(keys)
    os.rename(beside, keys)
    sync_folder(keys.parent)
    settings.KEYS = keys


def _tables_of(backup: Offered) -> Iterator[tuple[str, IO[bytes]]]:
    for name, content in members(backup.file):
        place, _, rest = name.partition("/")
        if place == "tables":
            yield rest.removesuffix(".jsonl"), content


def _same_rows(backup: Offered, tables: list[Table]) -> tuple[int, int]:
    """Every row read again as a backup would write it, and compared. Raises `NotRestored`."""
    total = 0
    with snapshot() as taken:
        for table in tables:
            count, digest = fingerprint(taken, table)
            known = (
                backup.manifest["counts"][table.name],
                backup.manifest["parts"][f"tables/{table.name}.jsonl"],
            )
            if (count, digest) != known:
                raise NotRestored(
                    f"The table {table.name} did not come back as it was: {count} rows, {known[0]} in the backup. "
                    "This place will not start. Keep the backup, and tell who maintains Momentum."
                )
            total += count
    return total, len(tables)


def _put_files(backup: Offered) -> int:
    folders = places.file_places()
    count = 0
    for name, content in members(backup.file):
        place, _, rest = name.partition("/")
        if place not in folders:
            continue
        target = folders[place] / rest
        if place == "anchors" and target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(content, out)
            out.flush()
            os.fsync(out.fileno())
        count += 1
    return count
