"""Records of people that are past their term: nothing of them runs, and the last of it ended long enough ago."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from momentum.accounts import retention
from momentum.accounts.actions.forgetting import due, end_of, removing
from momentum.accounts.retention import REQUEST_OPEN, RESTRICTED, Due, Rule
from momentum.journeys.actions.erasing import erase
from momentum.journeys.models import (
    OPEN_STATES,
    Assessment,
    Assignment,
    CorrectionRequest,
    CorrectionState,
    FollowUp,
    ImportBatch,
    ImportState,
    Journey,
    Referral,
    ReferralState,
    RememberedMapping,
    RequestState,
    RightsRequest,
    Spell,
)
from momentum.journeys.queries.held import family

RESTRICTING = (RequestState.STANDING, RequestState.ENDING)
OFFERED = (ImportState.UPLOADED, ImportState.CHECKED)


def ended_journeys(last: date) -> Iterator[Due]:
    """Everybody of whom nothing runs and nothing happened after the day `last`, by the key of their record.

    A record that was merged with another is looked at, and goes, together with it. Whose use is restricted, or who
    waits for an answer, stays.
    """
    going, restricted, asking = _still_going(last), _restricted(), _waiting_for_an_answer()
    for root, people in _families().items():
        if people & going:
            continue
        why = RESTRICTED if people & restricted else REQUEST_OPEN if people & asking else ""
        yield Due(str(root), why)


def _families() -> dict[UUID, set[UUID]]:
    """Every record that was not merged into another, with those that lead to it, itself among them."""
    into = dict(Journey.objects.values_list("pk", "merged_into"))
    families: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for key in into:
        root, seen = key, {key}
        while (above := into.get(root)) is not None and above not in seen:
            root = above
            seen.add(root)
        families[root].add(key)
    return families


def _still_going(last: date) -> set[UUID]:
    """The records of which something runs, or happened after `last`."""
    over = end_of(last)
    running = Q(ends__isnull=True) | Q(ends__gt=last)
    found: set[UUID] = set()
    for rows, path in (
        (Journey.objects.filter(Q(opened__gt=last) | Q(died__gt=last)), "pk"),
        (Spell.objects.filter(running), "journey"),
        (Assignment.objects.filter(running), "journey"),
        (Assessment.objects.filter(date__gt=last), "journey"),
        (
            Referral.objects.filter(
                Q(state=ReferralState.SENT) | Q(sent_at__gte=over) | Q(decided_at__gte=over)
            ),
            "journey",
        ),
        (
            FollowUp.objects.filter(Q(asked_on__gt=last) | Q(withdrawn_on__isnull=True, due__gt=last)),
            "spell__journey",
        ),
        (CorrectionRequest.objects.filter(answered_at__gte=over), "journey"),
        (RightsRequest.objects.filter(answered_at__gte=over), "journey"),
    ):
        found |= _keys(rows, path)
    return found


def _restricted() -> set[UUID]:
    marked = Journey.objects.filter(restricted_on__isnull=False)
    return _keys(marked, "pk") | _keys(RightsRequest.objects.filter(state__in=RESTRICTING), "journey")


def _waiting_for_an_answer() -> set[UUID]:
    asked = RightsRequest.objects.filter(state__in=OPEN_STATES)
    errors = CorrectionRequest.objects.filter(state=CorrectionState.OPEN)
    return _keys(asked, "journey") | _keys(errors, "journey")


def _keys(rows: Any, path: str) -> set[UUID]:
    return set(rows.values_list(path, flat=True))


def erase_ended(keys: Sequence[str], day: date) -> None:
    """Erase these people as an erasure somebody asked for does: ledger, files, rows, keys. May be done again."""
    for journey in Journey.objects.filter(pk__in=[UUID(key) for key in keys]):
        erase([each.pseudonym for each in family(journey)])


def old_receipts_of_files(last: date) -> Iterable[Due]:
    """Files that were taken in (and maybe undone) on or before `last`: what came in stays, how it came in goes."""
    over = end_of(last)
    done = ImportBatch.objects.exclude(state__in=OFFERED)
    return due(done.filter(Q(applied_at__lt=over) | Q(applied_at__isnull=True, uploaded_at__lt=over)))


def old_mappings(last: date) -> Iterable[Due]:
    return due(RememberedMapping.objects.filter(used_at__lt=end_of(last)))


def offered_files(last: date) -> Iterable[Due]:
    """Files that nobody took in, and files on the disk that no record knows (a killed process left them)."""
    yield from due(ImportBatch.objects.filter(state__in=OFFERED, uploaded_at__lt=end_of(last)))
    storage, folder = _place_of_files()
    if storage.exists(folder):
        known = set(ImportBatch.objects.values_list("file", flat=True))
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < end_of(last):
                yield Due(name)


def throw_away_files(keys: Sequence[str], day: date) -> None:
    storage, folder = _place_of_files()
    for key in keys:
        batch = ImportBatch.objects.filter(pk=key).first() if _is_key(key) else None
        if batch is None:
            storage.delete(f"{folder}/{key}")
        else:
            # The file first: a kill in between leaves the record, which brings the rule back here.
            batch.file.delete(save=False)
            batch.delete()


def _place_of_files() -> tuple[Any, str]:
    return ImportBatch._meta.get_field("file").storage, "imports"


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def register() -> None:
    for rule in (
        Rule("records of people", "journeys", ended_journeys, erase_ended, at_once=20),
        Rule("receipts of files", "imports", old_receipts_of_files, removing(ImportBatch.objects.all)),
        Rule("mappings of files", "imports", old_mappings, removing(RememberedMapping.objects.all)),
        Rule("offered files", "uploads", offered_files, throw_away_files),
    ):
        retention.register(rule)
