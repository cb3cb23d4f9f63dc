"""The log of this database, read in order for a check or an export."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Min

from momentum.accounts.access_log.anchor_files import read_anchors
from momentum.accounts.access_log.checking import check
from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, content, moment
from momentum.accounts.access_log.export_files import lines
from momentum.accounts.access_log.findings import Report
from momentum.accounts.access_log.signatures import public_key
from momentum.accounts.clock import now
from momentum.accounts.keys import secret
from momentum.accounts.models import AccessEntry, AccessEntryPerson, AccessLogHead, ExpiredSegment
from momentum.accounts.row_security import as_system

AT_ONCE = 2000
SIGNING_KEY = "access_log_signing"


def head() -> tuple[int, str]:
    """The number and the digest of the last entry, as the log says."""
    found = AccessLogHead.objects.first()
    return (found.number, found.digest) if found else (0, BEFORE_THE_FIRST)


def entries(until: int) -> Iterator[dict[str, Any]]:
    """Every entry up to number `until` with its digest, in order; rows whose number is out of order as they come."""
    smallest = AccessEntry.objects.aggregate(smallest=Min("number"))["smallest"]
    after = (smallest or 1) - 1
    while batch := list(
        AccessEntry.objects.filter(number__gt=after, number__lte=until).order_by("number")[:AT_ONCE]
    ):
        named: dict[int, list[str]] = {}
        persons = AccessEntryPerson.objects.filter(entry__in=[each.pk for each in batch])
        for entry, reference in persons.values_list("entry_id", "reference"):
            named.setdefault(entry, []).append(reference)
        for each in batch:
            yield content(each, named.get(each.pk, [])) | {"digest": each.digest}
        after = batch[-1].number


def segments() -> list[dict[str, Any]]:
    """The removed segments, each as it was signed and with its signature."""
    return [
        {**as_signed(each), "signature": each.signature} for each in ExpiredSegment.objects.order_by("first")
    ]


def as_signed(segment: ExpiredSegment) -> dict[str, Any]:
    return {
        "first": segment.first,
        "last": segment.last,
        "previous": segment.previous,
        "digest": segment.digest,
        "first_at": moment(segment.first_at),
        "last_at": moment(segment.last_at),
        "removed_on": segment.removed_on.isoformat(),
        "reason": segment.reason,
    }


def signing_secret() -> str:
    """With which this city signs what it says of its log: a key file outside the database."""
    return secret(settings.KEYS, SIGNING_KEY)


def verify_database(anchors: Path | None = None) -> Report:
    """Checks the log of this database against itself and against the anchors in a folder."""
    report = Report()
    known = read_anchors(anchors, report) if anchors and anchors.exists() else []
    with as_system("access_log"):
        # In this order: an entry written meanwhile is neither read nor missed.
        largest = AccessEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        last = head()
        return check(
            entries(max(last[0], largest)),
            anchors=known,
            segments=segments(),
            key=public_key(signing_secret()),
            report=report,
            head=last,
        )


def export_lines() -> Iterator[bytes]:
    """The lines of an export of what stands now: it holds by itself, and against the anchors until now."""
    with as_system("access_log"):
        last = head()
        about = {
            "city": settings.CITY,
            "exported_at": moment(now()),
            "key": public_key(signing_secret()),
            "segments": segments(),
        }
        yield from lines(about, entries(last[0]), last)
