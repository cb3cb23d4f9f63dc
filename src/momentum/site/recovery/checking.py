"""What is made true again and looked at before a restored place serves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from momentum.accounts.access_log.reading import verify_database
from momentum.accounts.keys import KeyDestroyed, KeyMissing, KeyTrouble, SealBroken, person_keys
from momentum.journeys.actions.erasing import replay
from momentum.journeys.models import Identity
from momentum.monitor.models import Edition
from momentum.monitor.verification import changed_files

Tell = Callable[[str], None]


class NotWhole(Exception):
    """What came back cannot be used as it is."""


def forget_again(tell: Tell) -> int:
    """Everybody in the ledger of erasures is erased again: the backup may be older than their wish."""
    changed = replay()
    tell(f"ledger of erasures replayed: {changed} records changed")
    return changed


def check(manifest: dict[str, Any], tell: Tell) -> list[str]:
    """Whether people can be read, the access log's chain, and the editions' folders.

    Raises `NotWhole`; returns, a sentence each, what was wrong before it was backed up already.
    """
    _people(tell)
    return [*_log(tell), *_editions(manifest, tell)]


def _people(tell: Tell) -> None:
    """Every name opens under its person's key, or that key was destroyed on purpose."""
    count = 0
    try:
        for identity in Identity.objects.iterator(chunk_size=2000):
            try:
                _open = identity.first_name, identity.last_name
                count += 1
            except KeyDestroyed:
                continue
    except (KeyMissing, KeyTrouble, SealBroken) as wrong:
        raise NotWhole(f"{wrong} Restore again with the keys that were backed up with these data.") from None
    finally:
        person_keys().forget()
    tell(f"{count} people can be read")


def _log(tell: Tell) -> list[str]:
    # The rows are those that were backed up, so what is wrong with the chain was wrong then.
    report = verify_database(Path(settings.ANCHORS))
    if report.holds:
        tell(f"the access log holds: {report.entries} entries, the last one {report.last}")
    return [f"access log: {finding}" for finding in report.findings]


def _editions(manifest: dict[str, Any], tell: Tell) -> list[str]:
    warnings = []
    whole = {edition["id"]: edition["whole"] for edition in manifest["editions"]}
    for edition in Edition.objects.exclude(content_hash=""):
        if not (changed := changed_files(edition)):
            continue
        said = f"edition {edition.slug}: {', '.join(changed[:5])} differ from what was recorded"
        if whole.get(edition.pk.hex, True):
            raise NotWhole(f"{said}. Keep the backup, and tell who maintains Momentum.")
        warnings.append(f"{said}, and did when it was backed up")
    tell(f"{len(whole) - len(warnings)} editions are as they were recorded")
    return warnings
