"""What the machine tells Momentum: settings from a file beside the environment, secrets from files of their own."""

import os
import secrets
from pathlib import Path


def read_environment(default_file: Path) -> dict[str, str]:
    """Settings from the file that MOMENTUM_ENV names (KEY=VALUE lines), overruled by the environment."""
    file = Path(os.environ.get("MOMENTUM_ENV", default_file))
    settings: dict[str, str] = {}
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            key, equals, value = line.partition("=")
            if equals and not key.lstrip().startswith("#"):
                settings[key.strip()] = value.strip()
    return settings | dict(os.environ)


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
