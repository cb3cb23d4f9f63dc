"""Secrets, each in a file of its own outside the database. Settings read one before Django stands."""

import os
import secrets
from pathlib import Path


def secret(folder: Path, name: str) -> str:
    """The secret kept in `folder/name`, made on first use and readable by its owner only."""
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: of two processes that start at once, one makes the secret and both read it.
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_urlsafe(48))
    return file.read_text()
