"""Facts behind editions: sealed where release 0.1 left them in the open, destroyed with their key after their term."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from momentum.accounts.actions.forgetting import due, end_of, removing
from momentum.accounts.retention import Due
from momentum.monitor.actions.transitions import MACHINE, locked, write
from momentum.monitor.building import sealing
from momentum.monitor.building.private_place import sweep
from momentum.monitor.flow import PUBLIC
from momentum.monitor.models import ApprovalToken, Edition, EditionState

log = logging.getLogger(__name__)


def published_past_their_term(last: date) -> Iterator[Due]:
    """Editions published on or before `last` whose facts are still there."""
    found = _with_facts().filter(state__in=PUBLIC, published_at__date__lte=last)
    for pk in found.values_list("pk", flat=True):
        yield Due(str(pk))


def drafts_past_their_term(last: date) -> Iterator[Due]:
    """Editions that were not published, and on which nobody worked since `last`."""
    found = _with_facts().exclude(state__in=[*PUBLIC, EditionState.BUILDING]).annotate(at=Max("events__at"))
    for pk in found.filter(at__date__lte=last).values_list("pk", flat=True):
        yield Due(str(pk))


def _with_facts() -> QuerySet[Edition]:
    return Edition.objects.filter(facts_expired_on__isnull=True).exclude(facts_hash="")


def expire_facts(keys: Sequence[str], day: date) -> None:
    """Destroy the facts of these editions, their key first, and write that it was done. May be done again."""
    for edition in Edition.objects.filter(pk__in=keys, facts_expired_on__isnull=True):
        sealing.destroy_facts(edition)
        with transaction.atomic():
            current = locked(edition)
            current.facts_expired_on = day
            write(MACHINE, current, "expire")


def expired_tokens(last: date) -> Iterator[Due]:
    return due(ApprovalToken.objects.filter(expires_at__lt=end_of(last)))


remove_tokens = removing(ApprovalToken.objects.all)


def seal_what_lies_open() -> list[Edition]:
    """Seal the facts of editions that release 0.1 left in the open, and sweep places of work that a kill left."""
    sweep()
    if not settings.EDITIONS.is_dir():
        return []
    settings.EDITIONS.chmod(0o700)
    found = [edition for edition in Edition.objects.all() if sealing.lies_open(edition)]
    for edition in found:
        sealing.seal_in_place(edition)
        log.info("Sealed the facts of edition %s.", edition.slug)
    return found


def seal_daily(day: date) -> str:
    """The daily job."""
    return f"{len(seal_what_lies_open())} editions' facts were sealed."


def seal_after_migrating(sender: object, **_signal: object) -> None:
    seal_what_lies_open()
