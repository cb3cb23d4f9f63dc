"""A city's own sign-in service (OpenID Connect), as the environment names it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SLUG = "city"


@dataclass(frozen=True)
class Provider:
    """`vouches`: the values of `acr` or `amr` with which the service says that it asked for a second factor."""

    name: str
    server: str
    client: str
    secret: str
    vouches: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def for_library(self) -> dict[str, object]:
        """As the sign-in library wants it: a proof key with every request, subjects as names."""
        app = {
            "provider_id": SLUG,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {"server_url": self.server, "uid_field": "sub", "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}


NOBODY = Provider("", "", "", "")


def openid_provider(settings: Mapping[str, str]) -> Provider:
    """The service named in the environment, or `NOBODY`. Raises ImproperlyConfigured where half of it is missing."""
    server = settings.get("MOMENTUM_OIDC_SERVER", "").rstrip("/")
    if not server:
        return NOBODY
    client, file = settings.get("MOMENTUM_OIDC_CLIENT", ""), settings.get("MOMENTUM_OIDC_SECRET", "")
    if not client or not file:
        raise ImproperlyConfigured(
            "MOMENTUM_OIDC_SERVER names a sign-in service, so MOMENTUM_OIDC_CLIENT (what it knows Momentum as) and "
            "MOMENTUM_OIDC_SECRET (a file with the secret it gave) are needed too."
        )
    vouches = settings.get("MOMENTUM_OIDC_SECOND_FACTOR", "")
    return Provider(
        name=settings.get("MOMENTUM_OIDC_NAME", "") or urlsplit(server).hostname or server,
        server=server,
        client=client,
        secret=_secret_in(Path(file)),
        vouches=tuple(word.strip() for word in vouches.split(",") if word.strip()),
    )


def _secret_in(file: Path) -> str:
    try:
        text, mode = file.read_text(encoding="utf-8").strip(), os.stat(file).st_mode
    except OSError as error:
        raise ImproperlyConfigured(
            f"MOMENTUM_OIDC_SECRET names {file}, which cannot be read: {error.strerror}."
        ) from error
    if mode & 0o077:
        raise ImproperlyConfigured(f"Others can read {file}, which holds a secret. Do: chmod 600 {file}")
    if not text:
        raise ImproperlyConfigured(
            f"{file} is empty; it is to hold the secret that the sign-in service gave."
        )
    return text
