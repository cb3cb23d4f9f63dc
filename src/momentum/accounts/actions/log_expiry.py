"""Removes entries of the access log that are past their term, and leaves a signed segment in their place."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from momentum.accounts.access_log.checking import Checker
from momentum.accounts.access_log.reading import as_signed, entries, segments, signing_secret
from momentum.accounts.access_log.signatures import public_key, sign
from momentum.accounts.daily import NotDone
from momentum.accounts.models import AccessEntry, AccessEntryPerson, ExpiredSegment
from momentum.accounts.retention import Due, period_of
from momentum.accounts.row_security import as_system


def expired(last: date) -> Iterator[Due]:
    """The entries of whole months before the one of `last`, as one span of numbers; nothing where there are none.

    Every entry before the first one that is kept goes with them, so the span has no holes.
    """
    kept_from = timezone.make_aware(datetime.combine(last.replace(day=1), time.min))
    with as_system("access_log"):
        numbers = AccessEntry.objects.order_by("number").values_list("number", flat=True)
        first = numbers.first()
        kept = numbers.filter(at__gte=kept_from).first()
        end = kept - 1 if kept else numbers.last()
    if first is not None and end is not None and first <= end:
        yield Due(f"{first}-{end}")


def entries_in(span: str) -> int:
    """How many entries a span of numbers holds."""
    first, last = map(int, span.split("-"))
    return last - first + 1


def remove_expired(spans: Sequence[str], day: date) -> None:
    """Removes each span that is still there, in a transaction of its own with its segment.

    Raises `NotDone` for entries that do not hold: they are evidence, and stay.
    """
    for span in spans:
        first, last = map(int, span.split("-"))
        with as_system("access_log"), transaction.atomic():
            if AccessEntry.objects.filter(number=first).exists():
                _remove(first, last, day)


def _remove(first: int, last: int, day: date) -> None:
    checker = Checker(segments=segments(), key=public_key(signing_secret()))
    begins, previous = checker.number, checker.previous
    first_at = last_at = ""
    for entry in entries(last):
        checker.take(entry)
        first_at, last_at = first_at or entry["at"], entry["at"]
    report = checker.end()
    if not report.holds or (begins + 1, checker.number) != (first, last):
        what = report.findings[0].sentence if report.findings else f"They do not run from {first} to {last}."
        raise NotDone(f"Entries {first} to {last} of the access log are past their term and stay: {what}")
    segment = ExpiredSegment(
        first=first,
        last=last,
        previous=previous,
        digest=checker.previous,
        first_at=datetime.fromisoformat(first_at),
        last_at=datetime.fromisoformat(last_at),
        removed_on=day,
        reason=f"past their term of {period_of('access_log')} in {settings.CITY}"[:200],
    )
    segment.signature = sign(signing_secret(), as_signed(segment))
    segment.save()
    # The records refuse to be removed one by one; the database lets go of what a segment stands for.
    old = AccessEntry.objects.filter(number__gte=first, number__lte=last)
    AccessEntryPerson.objects.filter(entry__in=old.values("pk"))._raw_delete(old.db)
    old._raw_delete(old.db)
