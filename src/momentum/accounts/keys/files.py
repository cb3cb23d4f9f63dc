"""Secrets, each in a file of its own outside the database. Settings read one before Django stands."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

DESTROYED = ".destroyed"


def exists(folder: Path, name: str) -> bool:
    """Whether a secret of this name is kept, without making it."""
    return (folder / name).exists()


def secret(folder: Path, name: str) -> str:
    """The secret kept in `folder/name`, made on first use and readable by its owner only."""
    file = folder / name
    if not file.exists():
        _make(file)
    return file.read_text()


def write_secret(file: Path, text: str) -> None:
    """Keeps `text` in `file`, all of it or nothing, on the disk when this returns. An existing file stays as it is."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        # Of two processes that start at once, one makes the secret and both read that one.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(file.parent)


def destroy(folder: Path, name: str) -> None:
    """Overwrites the secret of this name and removes it; nothing where there is none.

    An empty file tells that it was destroyed and is not missing.
    """
    try:
        handle = os.open(folder / name, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.pwrite(handle, b"\0" * os.fstat(handle).st_size, 0)
        os.fsync(handle)
    finally:
        os.close(handle)
    (folder / (name + DESTROYED)).touch(mode=0o600)
    (folder / name).unlink()
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """A file's name is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fingerprint(text: str) -> str:
    """What tells one secret from another without telling the secret: 16 hexadecimal digits."""
    return sha256(b"momentum key fingerprint " + text.encode()).hexdigest()[:16]


def _make(file: Path) -> None:
    write_secret(file, secrets.token_urlsafe(48))
