"""Before anything starts: every key is there, is the right one, and is read by nobody else.

The database knows the keys it was written with by a fingerprint (`KeyFile`); a key it does not know yet is remembered.
The key store knows under which key-encryption key it is wrapped.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connection

from momentum.accounts.keys import person_keys
from momentum.accounts.keys.files import DESTROYED, fingerprint
from momentum.accounts.keys.store import FILE as STORE
from momentum.accounts.keys.wrapping import FILE as KEK
from momentum.accounts.keys.wrapping import NEXT
from momentum.accounts.models import KeyFile

PUT_BACK = "Put it back from the backup of the keys, or name the right folder in MOMENTUM_KEYS."
SOURCE_REFERENCES = "source_references"
WITHOUT = {
    STORE: "without it nothing about a person can be read",
    "pseudonym_journey": "without it no identity finds its journey",
    SOURCE_REFERENCES: "without it no list of an organisation finds the people it brought before",
    "secret_key": "without it nobody stays signed in",
}


def problems() -> list[str]:
    """Everything that is wrong with the keys, one sentence each; empty when all is well."""
    folder = Path(settings.KEYS)
    return [*_open_to_others(folder), *_not_as_known(folder)] or [*_not_wrapped(folder)]


def keys_are_safe(app_configs: object, **_kwargs: object) -> list[CheckMessage]:
    """The system check: what files alone can tell."""
    return [Error(told, id="momentum.E010") for told in _open_to_others(Path(settings.KEYS))]


def names_to_remember() -> set[str]:
    """The files that are remembered: all but what changes of itself (the key-encryption key) or tells of another."""
    folder = Path(settings.KEYS)
    return {
        path.name
        for path in folder.iterdir()
        if path.is_file()
        and not path.name.startswith((".", KEK, STORE + "-"))
        and not path.name.endswith(DESTROYED)
    }


def fingerprint_of(folder: Path, name: str) -> str:
    """The key's fingerprint; the name of its own that the key store has."""
    return person_keys().about()["store"] if name == STORE else fingerprint((folder / name).read_text())


def _open_to_others(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return
    places = [folder, *(path for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != ".")]
    for path in places:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            right = "700" if path == folder else "600"
            yield (
                f"{path} can be read or changed by others than its owner (mode {mode:04o}). "
                f"Run: chmod {right} {path}. If others had access to this machine, rotate the keys as well."
            )


def _not_as_known(folder: Path) -> Iterator[str]:
    if not tables_stand():
        return
    for known in KeyFile.objects.all():
        path = folder / known.name
        why = WITHOUT.get(known.name, "what was made with it cannot be read without it")
        try:
            same = path.exists() and fingerprint_of(folder, known.name) == known.fingerprint
        except (OSError, UnicodeDecodeError) as error:
            yield f"The key file {path} cannot be read ({error}). {PUT_BACK}"
            continue
        if not path.exists():
            if not (folder / (known.name + DESTROYED)).exists():
                yield f"The key file {path} is missing: {why}. {PUT_BACK}"
        elif not same:
            yield f"The key file {path} is not the one this database was written with: {why}. {PUT_BACK}"


def _not_wrapped(folder: Path) -> Iterator[str]:
    if not (folder / STORE).exists():
        return
    wrapping = person_keys().wrapping
    with person_keys().reading() as cursor:
        used = [row[0] for row in cursor.execute("SELECT DISTINCT kek FROM key WHERE state IN ('c', 'r')")]
    missing = [each for each in used if not wrapping.has(each)]
    if missing:
        state = (
            "is not the one" if (folder / KEK).exists() or (folder / NEXT).exists() else "is missing, the one"
        )
        yield f"The key file {folder / KEK} {state} under which the keys in {folder / STORE} are wrapped. {PUT_BACK}"


def tables_stand() -> bool:
    """Whether the database has come as far as knowing its keys."""
    return KeyFile._meta.db_table in connection.introspection.table_names()
