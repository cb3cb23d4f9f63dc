"""Pseudonyms: the only thread between who a person is and what became of them.

A pseudonym is an HMAC-SHA256 under a key that lies in a file outside the database, one key per purpose. The
journey's pseudonym is made from the identity's id; an edition's from the journey's, under that edition's key, so
that neither table, nor two editions side by side, leads from one to the other. What does is the key for noise of each
person (`monitor.queries.facts`), which must be the same in every edition: it is never shown, and lies sealed with the facts.
"""

import hmac
import re
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from momentum.accounts.keys import secret

JOURNEY = "journey"


def for_journey(identity_id: UUID) -> str:
    """The pseudonym that joins an identity and its journey: 64 hexadecimal digits."""
    return keyed(JOURNEY)(str(identity_id))


def for_edition(edition_id: object) -> Callable[[str], str]:
    """A function from journey pseudonyms (and ids of spells) to those of one edition only."""
    return keyed(_of_edition(edition_id))


def file_of_edition(edition_id: object) -> str:
    """The name of the file, in the folder of keys, with the key of one edition's pseudonyms."""
    return _file(_of_edition(edition_id))


def keyed(purpose: str) -> Callable[[str], str]:
    """HMAC-SHA256 under the key of `purpose`, which is made on first use."""
    key = secret(settings.KEYS, _file(purpose)).encode()
    return lambda value: hmac.new(key, value.encode(), sha256).hexdigest()


def _of_edition(edition_id: object) -> str:
    return f"edition:{edition_id}"


def _file(purpose: str) -> str:
    return "pseudonym_" + re.sub(r"[^A-Za-z0-9-]", "_", purpose)
