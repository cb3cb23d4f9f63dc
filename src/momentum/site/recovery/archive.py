"""An archive of parts, each with its hash in a manifest that stands at the end: whole and unaltered, or not read."""

import gzip
import hashlib
import hmac
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO, Any

from momentum.accounts.keys.files import sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.hmac"
PART = ".part"
CHUNK = 1 << 20


class BadArchive(Exception):
    """Why this file cannot be used; one sentence that says what to do."""


class Writer:
    """Adds parts to an archive that has no name yet."""

    def __init__(self, tar: tarfile.TarFile, folder: Path) -> None:
        self._tar = tar
        self._folder = folder
        self.parts: dict[str, str] = {}

    def add_file(self, name: str, path: Path) -> str | None:
        """The file's hash; nothing where it was removed meanwhile."""
        try:
            with path.open("rb") as file:
                return self._add(name, file, os.fstat(file.fileno()).st_size)
        except FileNotFoundError:
            return None

    def add_lines(self, name: str, lines: Iterable[bytes]) -> str:
        # Without a name from the start: whatever happens, nothing of it stays behind.
        with tempfile.TemporaryFile(dir=self._folder) as file:
            size = sum(file.write(line) for line in lines)
            file.seek(0)
            return self._add(name, file, size)

    def finish(self, manifest: dict[str, Any], key: bytes) -> None:
        written = json.dumps({"format": FORMAT, **manifest, "parts": self.parts}, indent=1).encode()
        for name, content in ((MANIFEST, written), (SEAL, seal(key, written).encode())):
            self._tar.addfile(_member(name, len(content)), io.BytesIO(content))

    def _add(self, name: str, file: IO[bytes], size: int) -> str:
        reading = _Hashing(file, size)
        self._tar.addfile(_member(name, size), reading)
        self.parts[name] = reading.digest.hexdigest()
        return self.parts[name]


class _Hashing(io.RawIOBase):
    """Exactly `size` bytes of a file, hashed on their way."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left, self.digest = file, size, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(min(self.left, size if size >= 0 else self.left))
        self.left -= len(found)
        self.digest.update(found)
        return found


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def seal(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """An archive that gets its name when it is whole and on the disk; what was broken off leaves nothing."""
    beside = target.with_name(f".{target.name}{PART}")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4, filename="") as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Writer(tar, target.parent)
            file.flush()
            os.fsync(file.fileno())
        os.rename(beside, target)
        sync_folder(target.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    """What tar and gzip say of a file that is not whole, in one sentence: `BadArchive`."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadArchive(
            f"{file.name} was cut short or is damaged ({error}). Take another copy of it, or an earlier backup."
        ) from None


def members(file: Path) -> Iterator[tuple[str, BufferedReader]]:
    """Name and content of every member, in their order. Raises `BadArchive` where the file is cut or damaged.

    A content that is cut short raises what tar and gzip raise, as it is read.
    """
    with _damage_told(file), tarfile.open(file, mode="r|gz", bufsize=CHUNK) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if not isinstance(content, BufferedReader) or not _inside(member.name):
                raise BadArchive(f"{file.name} holds “{member.name}”, which no backup of Momentum does.")
            yield member.name, content


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def read_checked(file: Path) -> tuple[dict[str, Any], Callable[[bytes], bool]]:
    """The manifest, and a question whether a key sealed it; every part was read and compared with its hash."""
    found: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    with _damage_told(file):
        for name, content in members(file):
            if name in (MANIFEST, SEAL):
                kept[name] = content.read()
                continue
            if MANIFEST in kept or name in found:
                raise BadArchive(f"{file.name} was altered: “{name}” stands where it does not belong.")
            found[name] = hashlib.file_digest(content, "sha256").hexdigest()
    if MANIFEST not in kept or SEAL not in kept:
        raise BadArchive(
            f"{file.name} was cut short: its list of contents is missing. Take an earlier backup."
        )
    manifest = _parsed(file, kept[MANIFEST])
    differing = sorted(
        name
        for name in manifest["parts"].keys() | found.keys()
        if manifest["parts"].get(name) != found.get(name)
    )
    if differing:
        raise BadArchive(
            f"{file.name} was altered or damaged: {', '.join(differing[:5])} "
            f"{'is' if len(differing) == 1 else 'are'} not what was backed up. Take another copy, or an earlier backup."
        )
    return manifest, lambda key: hmac.compare_digest(
        seal(key, kept[MANIFEST]), kept[SEAL].decode("ascii", "replace")
    )


def _parsed(file: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(content)
        made_by, parts = manifest["format"], manifest["parts"]
    except (ValueError, KeyError, TypeError):
        raise BadArchive(
            f"{file.name} is no backup of Momentum: its list of contents cannot be read."
        ) from None
    if not isinstance(made_by, int) or made_by > FORMAT or not isinstance(parts, dict):
        raise BadArchive(
            f"{file.name} has format {made_by}, of a newer Momentum; this one reads up to {FORMAT}. "
            "Install the version that made it, or a later one."
        )
    return manifest
