"""Signatures (Ed25519) on what this city says of its log. The secret is a text in a key file; the public key goes out
with every anchor and export."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from momentum.accounts.access_log.entries import canonical


def public_key(secret: str) -> str:
    """The public key that belongs to `secret`: 32 bytes in base64."""
    return b64encode(_key(secret).public_key().public_bytes_raw()).decode()


def sign(secret: str, said: Mapping[str, Any]) -> str:
    """The signature over the canonical JSON of `said`, in base64."""
    return b64encode(_key(secret).sign(canonical(said))).decode()


def is_signed(key: str, said: Mapping[str, Any], signature: str) -> bool:
    """Whether the holder of the secret of `key` signed `said`; false for a key or signature that is none."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True)).verify(
            b64decode(signature, validate=True), canonical(said)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(secret: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(sha256(b"access log " + secret.encode()).digest())
