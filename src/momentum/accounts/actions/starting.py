"""Starting: only with the right keys, which the database then knows."""

import sys
from datetime import date
from pathlib import Path

from django.conf import settings

from momentum.accounts.keys import KeyTrouble, person_keys
from momentum.accounts.keys.checks import (
    SOURCE_REFERENCES,
    fingerprint_of,
    names_to_remember,
    problems,
    tables_stand,
)
from momentum.accounts.keys.store import FILE as STORE
from momentum.accounts.models import KeyFile


def refuse_to_start() -> None:
    """Raises `KeyTrouble`, telling everything that is wrong; else remembers the keys that are new."""
    if found := problems():
        raise KeyTrouble("\n".join(found))
    remember()


def serve_only_with_keys() -> None:
    """For a web server's worker: ends it with a sentence, in the way that makes the server stop as well."""
    try:
        refuse_to_start()
    except KeyTrouble as trouble:
        print(f"Momentum does not start.\n{trouble}", file=sys.stderr, flush=True)
        raise SystemExit(3) from trouble


def remember(_day: date | None = None) -> str:
    """Keeps the fingerprints of keys that the database does not know yet."""
    if not tables_stand():
        return "no tables yet"
    known = set(KeyFile.objects.values_list("name", flat=True))
    if STORE not in known:
        person_keys().make([])
    new = [
        KeyFile(name=name, fingerprint=fingerprint_of(Path(settings.KEYS), name))
        for name in names_to_remember() - known
    ]
    KeyFile.objects.bulk_create(new, ignore_conflicts=True)
    return f"{len(new)} keys remembered"


def accept(name: str) -> None:
    """A key file was replaced or removed on purpose: what is there now is what the database knows.

    Raises `KeyTrouble` for keys without which people or their journeys cannot be read any more.
    """
    if name in (STORE, SOURCE_REFERENCES) or name.startswith("pseudonym_journey"):
        raise KeyTrouble(f"{name} cannot be replaced: what was made with it is lost without it. Put it back.")
    KeyFile.objects.filter(name=name).delete()
    remember()
