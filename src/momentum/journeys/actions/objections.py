"""What somebody objected to or withdrew, kept in the ledger too: a restored backup from before does not know it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from momentum.accounts.clock import now
from momentum.accounts.keys import ledger
from momentum.journeys.models import FollowUp, Journey, Purpose, PurposeGround

STOPPED, ALLOWED = "stopped", "allowed"
"""What the ledger says of a use: `stopped:counting`."""


def tell_stopped(journey: Journey, purpose: str) -> None:
    """Enters it once it is kept; part of other actions."""
    _enter(journey.pseudonym, f"{STOPPED}:{purpose}")


def tell_allowed(journey: Journey, purpose: str) -> None:
    """The use was stopped before, and is allowed again; part of other actions."""
    if journey.grounds.filter(purpose=purpose, withdrawn_on__isnull=False).exists():
        _enter(journey.pseudonym, f"{ALLOWED}:{purpose}")


def stop_again() -> int:
    """After a restore: ends the uses that the ledger says were stopped. How many grounds it changed."""
    last: dict[tuple[str, str], tuple[str, datetime]] = {}
    for entry in ledger.entries():
        said, _colon, purpose = entry.what.partition(":")
        if purpose:
            last[entry.pseudonym, purpose] = said, datetime.fromisoformat(entry.at)
    stopped = {key: at for key, (said, at) in last.items() if said == STOPPED}
    return sum(_stop(*key, at) for key, at in stopped.items())


def _stop(pseudonym: str, purpose: str, at: datetime) -> int:
    day = timezone.localtime(at).date()
    running = PurposeGround.objects.filter(
        journey__pseudonym=pseudonym, purpose=purpose, withdrawn_on=None, starts__lte=day
    )
    if purpose == Purpose.FOLLOW_UP and running.exists():
        waiting = FollowUp.objects.filter(spell__journey__pseudonym=pseudonym)
        waiting.filter(asked_on=None, withdrawn_on=None).update(withdrawn_on=day)
    return running.update(withdrawn_on=day)


def _enter(pseudonym: str, what: str) -> None:
    transaction.on_commit(lambda: ledger.enter(pseudonym, what=what, at=now()))
