"""Sealed files: AES-256-GCM over chunks, so that a file of any size opens in little memory and is whole or refused.

    "momentum sealed 1\\n" · 32 bytes salt · chunks of 1 MiB, each with its 16 bytes tag

The file's own key is HKDF-SHA256 of the given key, the salt and the name that the file is bound to. A chunk's nonce
is its number (11 bytes) and whether it is the last (1 byte): chunks cannot be left out, moved or cut off. This is
the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as age uses it.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from momentum.accounts.keys import SealBroken

MAGIC = b"momentum sealed 1\n"
SALT = 32
CHUNK = 1 << 20
TAG = 16


def seal_file(plain: Path, sealed: Path, key: bytes, name: str) -> None:
    """Write `plain` sealed to `sealed`, on the disk when this returns; only `unseal_file` under this name opens it."""
    salt = os.urandom(SALT)
    cipher = _cipher(key, salt, name)
    with plain.open("rb") as source, sealed.open("wb") as target:
        target.write(MAGIC + salt)
        for number, (chunk, last) in enumerate(_chunks(source, CHUNK)):
            target.write(cipher.encrypt(_nonce(number, last), chunk, None))
        target.flush()
        os.fsync(target.fileno())


def unseal_file(sealed: Path, plain: Path, key: bytes, name: str) -> None:
    """Write what is sealed in `sealed` to `plain`. Raises `SealBroken`; then `plain` is not to be used."""
    with plain.open("wb") as target:
        for chunk in _opened(sealed, key, name):
            target.write(chunk)


def sha256_of_sealed(sealed: Path, key: bytes, name: str) -> str:
    """The SHA-256 of what is sealed, which never touches a disk. Raises `SealBroken`."""
    digest = hashlib.sha256()
    for chunk in _opened(sealed, key, name):
        digest.update(chunk)
    return digest.hexdigest()


def _opened(sealed: Path, key: bytes, name: str) -> Iterator[bytes]:
    with sealed.open("rb") as source:
        head = source.read(len(MAGIC) + SALT)
        if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
            raise SealBroken(f"{sealed.name} is no sealed file.")
        cipher = _cipher(key, head[len(MAGIC) :], name)
        for number, (chunk, last) in enumerate(_chunks(source, CHUNK + TAG)):
            try:
                yield cipher.decrypt(_nonce(number, last), chunk, None)
            except InvalidTag:
                raise SealBroken(
                    f"{sealed.name} was changed, cut off or sealed under another key or name."
                ) from None


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of at most `size` bytes, each with whether it is the last; an empty source has one empty piece."""
    chunk = source.read(size)
    while True:
        following = source.read(size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt, b"momentum sealed file " + name.encode()).derive(key)
    return AESGCM(derived)
