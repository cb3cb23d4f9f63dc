"""What the machine tells Momentum: settings from a file beside the environment, secrets (from `accounts.keys`)."""

import os
from pathlib import Path

from momentum.accounts.keys import secret

__all__ = ["read_environment", "secret"]


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
