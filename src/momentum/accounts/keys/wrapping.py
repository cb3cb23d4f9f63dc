"""The key-encryption key: one file, under which the key store keeps every person's key."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from momentum.accounts.keys.errors import KeyTrouble
from momentum.accounts.keys.files import fingerprint, sync_folder, write_secret

FILE = "person_keys.kek"
NEXT = "person_keys.kek.next"
WRAPPED_LENGTH = 12 + 32 + 16


class Wrapping:
    """Wraps keys under the newest key-encryption key in `folder`; unwraps under any that lies there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, AESGCM] = {}

    def current(self) -> str:
        """The fingerprint of the key under which new keys are wrapped; made on first use."""
        for name in (NEXT, FILE, FILE):
            try:
                return fingerprint((self.folder / name).read_text())
            except FileNotFoundError:
                if name == FILE:
                    write_secret(self.folder / FILE, secrets.token_urlsafe(48))
        raise KeyTrouble(f"The key file {self.folder / FILE} does not keep what is written to it.")

    def wrap(self, kek: str, row: str, key: bytes) -> bytes:
        """`key` under the key-encryption key with that fingerprint, for the row of the store named `row` only."""
        nonce = os.urandom(12)
        return nonce + self._cipher(kek).encrypt(nonce, key, row.encode())

    def unwrap(self, kek: str, row: str, wrapped: bytes) -> bytes:
        try:
            return self._cipher(kek).decrypt(wrapped[:12], wrapped[12:], row.encode())
        except InvalidTag as error:
            raise KeyTrouble(
                f"The key store in {self.folder} was changed by hand: the key “{row}” does not unwrap. "
                "Put back the key store of the last backup."
            ) from error

    def begin_next(self) -> str:
        """Makes the next key-encryption key, unless one is under way; gives its fingerprint."""
        write_secret(self.folder / NEXT, secrets.token_urlsafe(48))
        return self.current()

    def finish_next(self) -> None:
        """The next key takes the place of the present one, whose file is overwritten."""
        old = self.folder / FILE
        handle = os.open(old, os.O_WRONLY) if old.exists() else None
        os.replace(self.folder / NEXT, old)
        sync_folder(self.folder)
        if handle is not None:
            size = os.fstat(handle).st_size
            os.pwrite(handle, b"\0" * size, 0)
            os.fsync(handle)
            os.close(handle)
        self._known.clear()
        self._read()

    def has(self, kek: str) -> bool:
        if kek not in self._known:
            self._read()
        return kek in self._known

    def _cipher(self, kek: str) -> AESGCM:
        if not self.has(kek):
            raise KeyTrouble(
                f"The key store is wrapped under a key-encryption key that is not in {self.folder / FILE}. "
                f"Put back the file {FILE} that belongs to this key store, from the backup of the keys."
            )
        return self._known[kek]

    def _read(self) -> None:
        for name in (NEXT, FILE, NEXT):  # a rotation in another process may rename between two reads
            try:
                text = (self.folder / name).read_text()
            except FileNotFoundError:
                continue
            if text:
                self._known[fingerprint(text)] = AESGCM(sha256(text.encode()).digest())
