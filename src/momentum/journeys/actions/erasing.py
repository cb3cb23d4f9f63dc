"""Erasing a person: the ledger first, then files and rows, then the key; whatever is broken off is finished later.

    ledger → receipt begun → offered files → rows, in one transaction → keys → receipt finished

Each step can be done again, and changes nothing where it was done. `finish_erasures` takes up what stopped
anywhere: it runs at the start, every day, and before a restored backup serves.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from momentum.accounts.clock import now, today
from momentum.accounts.keys import ledger, person_keys
from momentum.accounts.row_security import as_system
from momentum.journeys import receipts
from momentum.journeys.actions.objections import stop_again
from momentum.journeys.actions.sweeping import offered_files_about, sweep, throw_away
from momentum.journeys.models import Identity, Journey, RequestState, Right, RightsRequest
from momentum.journeys.queries.held import family, what_is_held
from momentum.journeys.receipts import Receipt
from momentum.journeys.terms import full_erasure

ERASED, RESTRICTED, LIFTED = "erased", "restricted", "lifted"
"""What the ledger says of a person."""


def carry_out(request_id: UUID | str) -> None:
    """Erases the person whose request was granted; safe to repeat, and to do twice at once."""
    granted = RightsRequest.objects.filter(right=Right.ERASE, state=RequestState.DONE)
    with as_system("erasing"):
        request = granted.select_related("journey").filter(pk=request_id).first()
        if request is not None:
            people = family(request.journey)
            erase([each.pseudonym for each in people], _receipt(request, people))


def erase(pseudonyms: Collection[str], receipt: Receipt | None = None) -> None:
    """Erases one person under every pseudonym they have, with a receipt where somebody asked for it.

    Runs outside a transaction: what the ledger says is on the disk before the first row goes.
    """
    enter_in_ledger(pseudonyms)
    if receipt is not None:
        begin_receipt(receipt)
    with as_system("erasing"):
        throw_away(offered_files_about(pseudonyms))
        delete_rows(pseudonyms)
    destroy_keys(pseudonyms)
    if receipt is not None:
        receipts.finish(receipt, today())


def take_up() -> int:
    """Goes on with erasures that were broken off. How many there were."""
    granted = RightsRequest.objects.filter(right=Right.ERASE, state=RequestState.DONE)
    with as_system("erasing"):
        broken_off = list(granted.values_list("pk", flat=True))
    for key in broken_off:
        carry_out(key)
    unfinished = receipts.unfinished()
    for receipt in unfinished:
        erase(receipt.pending, receipt)
    return len(broken_off) + len(unfinished)


def finish_erasures() -> int:
    """Takes up erasures that were broken off, or that a restored backup brought back. How many there were."""
    taken_up = take_up()
    if back := back_again():
        erase(back)
    return taken_up + len(back)


def replay() -> int:
    """After a restore: what the ledger says and the backup does not know. How many records it changed."""
    with as_system("erasing"):
        changed = sum(_restrict_again(*each) for each in _last_words().items()) + stop_again()
    return changed + finish_erasures()


def enter_in_ledger(pseudonyms: Collection[str]) -> None:
    erased = {pseudonym for pseudonym, (what, _at) in _last_words().items() if what == ERASED}
    for pseudonym in sorted(set(pseudonyms) - erased):
        ledger.enter(pseudonym, what=ERASED, at=now())


def begin_receipt(receipt: Receipt) -> None:
    """What was begun before stays as it was begun: by now there may be less to count."""
    if receipts.read(receipt.digest) is None:
        receipts.keep(receipt)


def delete_rows(pseudonyms: Collection[str]) -> None:
    with transaction.atomic(durable=True):
        sweep(pseudonyms)


def destroy_keys(pseudonyms: Collection[str]) -> None:
    for pseudonym in pseudonyms:
        person_keys().destroy(pseudonym)


def back_again() -> list[str]:
    """Erased by the ledger, and still or again here."""
    erased = [pseudonym for pseudonym, (what, _at) in _last_words().items() if what == ERASED]
    with as_system("erasing"):
        here = set(Journey.objects.filter(pseudonym__in=erased).values_list("pseudonym", flat=True))
        here |= set(Identity.objects.filter(pseudonym__in=erased).values_list("pseudonym", flat=True))
    return [each for each in erased if each in here or not person_keys().is_destroyed(each)]


def _last_words() -> dict[str, tuple[str, datetime]]:
    """What the ledger says last of each person's record; who is erased stays erased."""
    last: dict[str, tuple[str, datetime]] = {}
    for entry in ledger.entries():
        if entry.what not in (ERASED, RESTRICTED, LIFTED):
            continue
        if last.get(entry.pseudonym, ("",))[0] != ERASED:
            last[entry.pseudonym] = (entry.what, datetime.fromisoformat(entry.at))
    return last


def _restrict_again(pseudonym: str, said: tuple[str, datetime]) -> int:
    what, at = said
    if what not in (RESTRICTED, LIFTED):
        return 0
    day = timezone.localtime(at).date() if what == RESTRICTED else None
    differs = Journey.objects.filter(pseudonym=pseudonym, restricted_on__isnull=day is not None)
    return differs.update(restricted_on=day)


def _receipt(request: RightsRequest, people: Sequence[Journey]) -> Receipt:
    return Receipt(
        digest=receipts.digest_of(receipts.link_of(request.pk)),
        asked_on=_day(request.asked_at),
        answered_on=_day(request.answered_at or now()),
        full_on=full_erasure(today()),
        removed=what_is_held(people),
        pending=tuple(each.pseudonym for each in people),
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
