"""Keys, each kept outside the database: secrets in files, and a key per person in a store of its own."""

from functools import lru_cache
from pathlib import Path

from momentum.accounts.keys.errors import KeyDestroyed, KeyMissing, KeyTrouble, SealBroken
from momentum.accounts.keys.files import exists, secret
from momentum.accounts.keys.store import PersonKeys

__all__ = [
    "KeyDestroyed",
    "KeyMissing",
    "KeyTrouble",
    "PersonKeys",
    "SealBroken",
    "exists",
    "person_keys",
    "secret",
]


def person_keys() -> PersonKeys:
    """The key store of this city, in the folder that settings name."""
    from django.conf import settings

    return _store_in(Path(settings.KEYS))


@lru_cache
def _store_in(folder: Path) -> PersonKeys:
    return PersonKeys(folder)
