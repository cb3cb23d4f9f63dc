"""New keys, while the city works on.

The key-encryption key: a next one is made, every person's key is wrapped under it, and it takes the old one's place.

Persons' keys: everybody gets a new one and what is written from then on is sealed with it; the old ones still open
what they sealed, until every row is sealed anew. They are removed no sooner than `STILL_WRITING` after that began: a
request that sealed something just before may write it a while later.

Each step may be broken off anywhere; asked again, it goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils import timezone

from momentum.accounts.keys import person_keys
from momentum.accounts.keys.rows import holds_sealed_text, seal_anew, sealed_rows
from momentum.accounts.keys.sealing import is_sealed, key_of
from momentum.accounts.keys.store import CURRENT, REMOVED, RETIRED, SEALING, row_name
from momentum.accounts.keys.wrapping import NEXT, WRAPPED_LENGTH
from momentum.accounts.row_security import as_system

STILL_WRITING = timedelta(hours=1)
BATCH = 1000
TASK = "key rotation"
BEGAN = "rotation_began"


@dataclass
class Resealed:
    """How many values were sealed anew, and where values stand that do not open."""

    values: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Status:
    """How many persons have a key and how many had one that was destroyed; how far rotations are."""

    persons: int
    destroyed: int
    retired: int
    began: datetime | None
    kek: str
    kek_under_way: bool


def status() -> Status:
    store = person_keys()
    with store.reading() as cursor:
        count = dict(
            cursor.execute("SELECT state, COUNT(DISTINCT pseudonym) FROM key GROUP BY state").fetchall()
        )
    began = store.about().get(BEGAN)
    return Status(
        persons=count.get(CURRENT, 0),
        destroyed=count.get("d", 0),
        retired=count.get(RETIRED, 0),
        began=datetime.fromisoformat(began) if began else None,
        kek=store.wrapping.current(),
        kek_under_way=(store.folder / NEXT).exists(),
    )


def renew_wrapping() -> int:
    """A new key-encryption key, under which every person's key is wrapped; gives the number of keys."""
    store = person_keys()
    kek = store.wrapping.begin_next()
    changed = 0
    while True:
        with store.writing() as cursor:
            rows = cursor.execute(
                "SELECT number, id, pseudonym, use, kek, wrapped FROM key "
                "WHERE kek <> ? AND state IN ('c', 'r') LIMIT ?",
                (kek, BATCH),
            ).fetchall()
            if not rows:
                # Nobody can make a key in the meantime, which would still be wrapped under the old one.
                store.wrapping.finish_next()
                return changed
            for number, key_id, pseudonym, use, old, wrapped in rows:
                name = row_name(key_id, pseudonym, use)
                anew = store.wrapping.wrap(kek, name, store.wrapping.unwrap(old, name, wrapped))
                cursor.execute("UPDATE key SET kek = ?, wrapped = ? WHERE number = ?", (kek, anew, number))
            changed += len(rows)


def begin() -> int:
    """A new key for everybody; gives the number of persons, zero where a rotation is under way already."""
    store = person_keys()
    with store.writing() as cursor:
        if cursor.execute("SELECT 1 FROM key WHERE state = ? LIMIT 1", (RETIRED,)).fetchone():
            return 0
        people = [
            row[0]
            for row in cursor.execute(
                "SELECT pseudonym FROM key WHERE state = ? AND use = ?", (CURRENT, SEALING)
            ).fetchall()
        ]
        cursor.execute("UPDATE key SET state = ? WHERE state = ? AND use = ?", (RETIRED, CURRENT, SEALING))
        kek = store.wrapping.current()
        store.add(cursor, (store.new_row(each, SEALING, kek) for each in people))
        cursor.execute(
            "INSERT OR REPLACE INTO about VALUES (?, ?)",
            (BEGAN, timezone.now().isoformat(timespec="seconds")),
        )
    return len(people)


def reseal() -> Resealed:
    """Seals every row anew that a retired key sealed; safe to stop and to repeat."""
    with person_keys().reading() as cursor:
        retired = {row[0] for row in cursor.execute("SELECT id FROM key WHERE state = ?", (RETIRED,))}
    done = Resealed()
    if retired:
        with as_system(TASK):
            for model in sealed_models():
                changed, broken = seal_anew(model, DEFAULT_DB_ALIAS, retired)
                done.values += changed
                done.broken += broken
    return done


def finish(*, at_once: bool = False) -> int | None:
    """Removes retired keys, once nothing is sealed under them; None while that is too soon.

    `at_once`: nothing else runs that could still write what it sealed under an old key.
    """
    now = status()
    if not now.retired:
        return 0
    if not at_once and now.began is not None and timezone.now() - now.began < STILL_WRITING:
        return None
    while reseal().values:
        pass
    with person_keys().writing() as cursor:
        cursor.execute(
            "UPDATE key SET state = ?, wrapped = zeroblob(?) WHERE state = ?",
            (REMOVED, WRAPPED_LENGTH, RETIRED),
        )
        cursor.execute("DELETE FROM about WHERE name = ?", (BEGAN,))
    return now.retired


def finish_daily(_day: date) -> str:
    """For the daily clock: a rotation that was begun comes to its end by itself."""
    removed = finish()
    return "a rotation of keys is under way" if removed is None else f"{removed} old keys removed"


def without_key() -> Iterator[str]:
    """Where values stand whose key the store never held, or that stand there unsealed."""
    with person_keys().reading() as cursor:
        known = {row[0] for row in cursor.execute("SELECT id FROM key WHERE state <> ?", (REMOVED,))}
    with as_system(TASK):
        for model in sealed_models():
            for place, text in sealed_rows(model, DEFAULT_DB_ALIAS):
                if not is_sealed(text) or key_of(text) not in known:
                    yield place


def sealed_models() -> list[type[Model]]:
    """Every model that keeps something sealed, history included."""
    return [model for model in apps.get_models() if holds_sealed_text(model)]
