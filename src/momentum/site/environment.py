"""What the machine tells Momentum: settings from a file beside the environment, secrets (from `accounts.keys`)."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from momentum.accounts.keys import secret

__all__ = ["MailServer", "mail_server", "read_environment", "secret"]


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


@dataclass(frozen=True)
class MailServer:
    """`tls`: spoken from the first byte; `starttls`: begun in the clear and then demanded."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


SCHEMES = {"smtp": (25, False, False), "smtp+starttls": (587, True, False), "smtps": (465, False, True)}


def mail_server(url: str) -> MailServer:
    """The mail server of an address such as `smtp+starttls://name:password@mail.example.org:587`."""
    try:
        parts = urlsplit(url)
        port, starttls, tls = SCHEMES[parts.scheme]
        host, port = parts.hostname or "", parts.port or port
    except (KeyError, ValueError):
        host = ""
    if not host:
        # Without the address itself: a password may stand in it.
        raise ImproperlyConfigured(
            "MOMENTUM_SMTP is no address of a mail server. Write smtp+starttls://NAME:PASSWORD@HOST:587, "
            "smtps://…:465 or smtp://HOST:25."
        )
    return MailServer(host, port, unquote(parts.username or ""), unquote(parts.password or ""), starttls, tls)
