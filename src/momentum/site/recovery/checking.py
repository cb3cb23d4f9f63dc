"""What is made true again and looked at before a restored place serves."""

from collections.abc import Callable
from typing import Any

from momentum.accounts.keys import ledger, person_keys
from momentum.monitor.models import Edition
from momentum.monitor.verification import changed_files

Tell = Callable[[str], None]


class NotWhole(Exception):
    """What came back is not what was backed up."""


def forget_again(tell: Tell) -> int:
    """Everybody in the ledger of erasures is erased again: the backup may be older than their wish."""
    store = person_keys()
    erased = {entry.pseudonym for entry in ledger.entries() if entry.what == "erased"}
    for pseudonym in erased:
        store.destroy(pseudonym)
    tell(f"{len(erased)} erasures of the ledger done again")
    return len(erased)


def check(manifest: dict[str, Any], tell: Tell) -> list[str]:
    """The access log's chain and the editions' folders. Raises `NotWhole`; returns what was wrong before already."""
    return _editions(manifest, tell)


def _editions(manifest: dict[str, Any], tell: Tell) -> list[str]:
    warnings = []
    whole = {edition["id"]: edition["whole"] for edition in manifest["editions"]}
    for edition in Edition.objects.exclude(content_hash=""):
        if not (changed := changed_files(edition)):
            continue
        said = f"edition {edition.slug}: {', '.join(changed[:5])} differ from what was recorded"
        if whole.get(edition.pk.hex, True):
            raise NotWhole(said)
        warnings.append(f"{said}, and did when it was backed up")
    tell(f"{len(whole)} editions are as they were recorded")
    return warnings
