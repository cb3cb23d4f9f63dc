"""Letters that wait are sealed under a key outside the database: a copy of the database shows none of them."""

import hashlib
import hmac
import os
import uuid
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from momentum.accounts.keys import secret


class Unreadable(Exception):
    """The letter was sealed under another key, or changed since."""


def _key(purpose: bytes) -> bytes:
    return hmac.digest(secret(settings.KEYS, "mail_queue").encode(), purpose, hashlib.sha256)


def seal(letter: bytes, number: uuid.UUID) -> str:
    nonce = os.urandom(12)
    return b64encode(nonce + AESGCM(_key(b"letters")).encrypt(nonce, letter, number.bytes)).decode()


def unseal(sealed: str, number: uuid.UUID) -> bytes:
    packed = b64decode(sealed)
    try:
        return AESGCM(_key(b"letters")).decrypt(packed[:12], packed[12:], number.bytes)
    except InvalidTag:
        raise Unreadable(str(number)) from None


def address_digest(address: str) -> str:
    """The same for the same address, however it is written; nobody reads the address out of it."""
    return hmac.new(_key(b"addresses"), address.strip().lower().encode(), hashlib.sha256).hexdigest()
