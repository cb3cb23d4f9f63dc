"""Secrets of signing in, sealed at rest under a key in a file: what an authenticator app shares, what a session holds.

A previous key, in `sign_in_key.previous`, still opens what it sealed; only the present one seals.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from momentum.accounts.keys import secret

NAME = "sign_in_key"
NONCE = 12


class CannotOpen(Exception):
    """It was not sealed here, for this, or under a key that is still kept."""


def _keys(what: str) -> Iterator[AESGCM]:
    names = [NAME, f"{NAME}.previous"] if (settings.KEYS / f"{NAME}.previous").exists() else [NAME]
    for name in names:
        master = secret(settings.KEYS, name).encode()
        yield AESGCM(hmac.digest(master, what.encode(), hashlib.sha256))


def seal(plain: str, what: str) -> str:
    """`plain` sealed for one use (`what`): it opens for no other."""
    nonce = os.urandom(NONCE)
    return urlsafe_b64encode(nonce + next(_keys(what)).encrypt(nonce, plain.encode(), what.encode())).decode()


def unseal(sealed: str, what: str) -> str:
    """What was sealed. Raises `CannotOpen`."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
    except ValueError as error:
        raise CannotOpen(what) from error
    for key in _keys(what):
        try:
            return key.decrypt(raw[:NONCE], raw[NONCE:], what.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise CannotOpen(what)


def digest(token: str) -> str:
    """The digest under which a long random token is kept. Not for what people choose or type."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(token: str, what: str) -> str:
    """The digest under which a token or code is kept: without the key file nobody can try codes against it."""
    master = secret(settings.KEYS, NAME).encode()
    return hmac.digest(master, f"{what}:{token}".encode(), hashlib.sha256).hex()
