"""Sealed text: AES-256-GCM, written so that it tells which key opens it.

    s1.<key's id, 12 characters>.<base64url of 12 bytes nonce, ciphertext and 16 bytes tag>

The text is padded to a multiple of 32 bytes first, so that a name's length does not show. The field's name (which
holds what the text is bound to, see `sealed_fields`) and the key's id are authenticated with it: moved to another
field, it does not open.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from momentum.accounts.keys.errors import SealBroken

VERSION = "s1"
BLOCK = 32
NONCE = 12
ID_LENGTH = 12


def new_id() -> str:
    """A key's name in sealed text: random, and telling nothing about the person."""
    return urlsafe_b64encode(os.urandom(9)).decode()


def is_sealed(text: str) -> bool:
    """Whether `text` has the form of sealed text."""
    return text.startswith(VERSION + ".") and text[len(VERSION) + 1 + ID_LENGTH :][:1] == "."


def key_of(sealed: str) -> str:
    """The id of the key that opens `sealed`. Raises `SealBroken` for text that is not sealed."""
    if not is_sealed(sealed):
        raise SealBroken("This is not sealed text.")
    return sealed[len(VERSION) + 1 :][:ID_LENGTH]


def seal_with(cipher: AESGCM, key_id: str, field: str, plain: str) -> str:
    """`plain` sealed with the key `key_id`, for `field` only."""
    nonce = os.urandom(NONCE)
    body = cipher.encrypt(nonce, _pad(plain.encode()), _bound(key_id, field))
    return f"{VERSION}.{key_id}.{urlsafe_b64encode(nonce + body).decode()}"


def open_with(cipher: AESGCM, sealed: str, field: str) -> str:
    """What `seal_with` sealed. Raises `SealBroken` where the text or the field is not what was sealed."""
    key_id = key_of(sealed)
    try:
        raw = urlsafe_b64decode(sealed[len(VERSION) + ID_LENGTH + 2 :])
        return _unpad(cipher.decrypt(raw[:NONCE], raw[NONCE:], _bound(key_id, field))).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"What is kept in {field} was changed, or does not belong there.") from error


def _bound(key_id: str, field: str) -> bytes:
    return f"momentum {VERSION} {key_id} {field}".encode()


def _pad(plain: bytes) -> bytes:
    return plain + b"\x80" + bytes(-(len(plain) + 1) % BLOCK)


def _unpad(padded: bytes) -> bytes:
    return padded[: padded.rindex(b"\x80")]
