"""The facts behind an edition at rest: sealed under a key of that edition only, until that key is destroyed.

In the edition's folder `facts/` holds `facts.json` as it is (counts and hashes) and every table as `NAME.parquet.sealed`.
The edition's manifest lists the hashes of the tables themselves, so that it says the same before and after sealing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from momentum.accounts.keys import SealBroken, exists, secret
from momentum.accounts.keys.files import destroy
from momentum.accounts.sealed_files import seal_file, sha256_of_sealed, unseal_file
from momentum.journeys import pseudonyms
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import FACTS, SEALED, folder_of, put_in_place, sha256_of
from momentum.monitor.building.private_place import private_place
from momentum.monitor.models import Edition

# Opened facts and what is prepared from them, for each byte that lies sealed.
GROWS = 4


def key_name(edition: Edition) -> str:
    """The file, in the folder of keys, of the key under which this edition's facts are sealed."""
    return f"facts_{edition.id}"


def has_key(edition: Edition) -> bool:
    return exists(settings.KEYS, key_name(edition))


def seal(edition: Edition, plain: Path, target: Path) -> None:
    """Seal the facts in `plain` into the new folder `target`."""
    key = _key(edition, make=True)
    target.mkdir(parents=True)
    for path in sorted(plain.iterdir()):
        if path.suffix == ".parquet":
            seal_file(path, target / f"{path.name}{SEALED}", key, _bound(edition, path.name))
        else:
            shutil.copy2(path, target / path.name)


@contextmanager
def opened(edition: Edition) -> Iterator[Path]:
    """A private place in which `facts/` lies in the open for the block. Raises `NotBuilt` where they do not open."""
    folder = folder_of(edition) / FACTS
    needs = GROWS * sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
    with private_place(needs) as place:
        open_into(edition, place / FACTS)
        yield place


def open_into(edition: Edition, target: Path) -> None:
    """Put the facts of an edition in the open in the new folder `target`. Raises `NotBuilt` where they do not open."""
    folder = folder_of(edition) / FACTS
    if edition.facts_expired_on:
        raise NotBuilt(
            _(
                "The facts behind this edition were destroyed on %(day)s, as its term says. "
                "Start a new edition to count again."
            )
            % {"day": edition.facts_expired_on}
        )
    if not folder.is_dir():
        raise NotBuilt(_("The facts behind this edition are missing. Put them back from a backup."))
    key = _key(edition) if has_key(edition) else None
    target.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        if path.suffix != SEALED:
            shutil.copy2(path, target / path.name)
        elif key is None:
            raise NotBuilt(
                _(
                    "The key of this edition's facts (%(file)s) is missing. Put it back from the backup of keys."
                )
                % {"file": key_name(edition)}
            )
        else:
            name = path.name.removesuffix(SEALED)
            try:
                unseal_file(path, target / name, key, _bound(edition, name))
            except SealBroken as error:
                raise NotBuilt(
                    _("The frozen facts of this edition were changed or do not belong to it (%(error)s).")
                    % {"error": error}
                ) from error


def hashes(edition: Edition) -> dict[str, str]:
    """The hash of each file of facts as it is in the open, by its name in the manifest; of one that does not open,
    a word that is no hash."""
    folder = folder_of(edition) / FACTS
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.name.removesuffix(SEALED)
        if path.suffix != SEALED:
            found[f"{FACTS}/{name}"] = sha256_of(path)
        elif not has_key(edition):
            found[f"{FACTS}/{name}"] = "no key"
        else:
            try:
                found[f"{FACTS}/{name}"] = sha256_of_sealed(path, _key(edition), _bound(edition, name))
            except SealBroken:
                found[f"{FACTS}/{name}"] = "seal broken"
    return found


def lies_open(edition: Edition) -> bool:
    """Whether something of this edition's facts lies unsealed in its folder, as release 0.1 left it."""
    folder = folder_of(edition)
    return (
        (folder / "prepared").exists()
        or any(folder.glob(f".{FACTS}.*"))
        or any((folder / FACTS).glob("*.parquet"))
    )


def seal_in_place(edition: Edition) -> None:
    """Seal facts that lie open, and remove every other copy of them in the edition's folder.

    Killed anywhere, it leaves the open facts or the sealed ones, and is done again.
    """
    folder = folder_of(edition)
    for left in (*folder.glob(f".{FACTS}.*"), folder / "prepared"):
        shutil.rmtree(left, ignore_errors=True)
    if any((folder / FACTS).glob("*.parquet")):
        sealing = folder / f".{FACTS}.sealing"
        seal(edition, folder / FACTS, sealing)
        put_in_place(sealing, folder / FACTS)


def destroy_facts(edition: Edition) -> None:
    """Destroy the keys of an edition's facts and of its pseudonyms, then the sealed tables. May be done again."""
    destroy(settings.KEYS, key_name(edition))
    destroy(settings.KEYS, pseudonyms.file_of_edition(edition.id))
    folder = folder_of(edition)
    for path in (folder / FACTS).glob("*.parquet*"):
        path.unlink()
    for left in (*folder.glob(f".{FACTS}.*"), folder / "prepared"):
        shutil.rmtree(left, ignore_errors=True)


def _key(edition: Edition, *, make: bool = False) -> bytes:
    assert make or has_key(edition), "a key is made by sealing only"
    return sha256(secret(settings.KEYS, key_name(edition)).encode()).digest()


def _bound(edition: Edition, name: str) -> str:
    return f"edition {edition.id} {name}"
