"""Writing to the chain: one entry after the other, whoever writes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from momentum.accounts.access_log.entries import content, digest_of
from momentum.accounts.clock import now
from momentum.accounts.models import AccessEntry, AccessEntryPerson, AccessLogHead


def append(*, persons: Iterable[str] = (), at: datetime | None = None, **fields: Any) -> AccessEntry:
    """One entry at the end of the chain, naming `persons` by their references.

    The head is locked until the transaction that runs is committed or taken back, so that numbers have no gaps
    and no two entries follow the same one: write it last in an action, after every other lock.
    """
    with transaction.atomic(savepoint=False):
        head = _locked_head()
        entry = AccessEntry(number=head.number + 1, previous=head.digest, at=at or now(), **fields)
        named = sorted(set(persons))
        entry.digest = digest_of(content(entry, named))
        entry.save(force_insert=True)
        AccessEntryPerson.objects.bulk_create(
            (AccessEntryPerson(entry=entry, reference=each) for each in named), batch_size=2000
        )
        AccessLogHead.objects.filter(pk=head.pk).update(number=entry.number, digest=entry.digest)
    return entry


def _locked_head() -> AccessLogHead:
    # SQLite locks the whole database when a transaction begins (IMMEDIATE); PostgreSQL locks this one row.
    heads = AccessLogHead.objects.select_for_update()
    return heads.first() or heads.get(pk=AccessLogHead.objects.get_or_create(pk=1)[0].pk)
