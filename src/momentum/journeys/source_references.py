"""How an organisation's own files call a person: a number, a code, or a name. Sealed, and matched by its digest.

The digest is an HMAC-SHA256 under a key that lies in a file of its own outside the database, over the organisation and
the reference letter for letter, as files are matched. So the database can find a reference and keep it to one person
without reading it, and does not show that two organisations call somebody the same.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from momentum.accounts.keys import secret
from momentum.accounts.keys.checks import SOURCE_REFERENCES
from momentum.accounts.sealed_fields import Erased


def digests_of(organisation_id: UUID) -> Callable[[str], str]:
    """A function from references of that organisation to their digests: 64 hexadecimal digits."""
    key = secret(settings.KEYS, SOURCE_REFERENCES).encode()
    return lambda reference: hmac.new(key, f"{organisation_id}:{reference}".encode(), sha256).hexdigest()


class ReferenceDigestField(models.CharField):
    """The digest of `reference`; it stays as it is where the key of the person was destroyed."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        reference = model_instance.reference
        if not isinstance(reference, Erased):
            digest = digests_of(model_instance.organisation_id)(reference)
            setattr(model_instance, self.attname, digest)
        return super().pre_save(model_instance, add)
