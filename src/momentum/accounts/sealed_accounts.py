"""The account of somebody who takes part and does not work here: it shows neither their name nor their address.

Their name stands in their identity. The address with which they sign in is sealed under their own key (until they are
registered, under a key of the account), and looked up by its digest. Who works here too is public in that role: their
name and address are those of their work, in plain text, for as long as that role stands written here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.sealed_fields import Erased

if TYPE_CHECKING:
    from momentum.accounts.models import User

_identity_of: list[Callable[["User"], tuple[str, str] | None]] = []


class AddressDigestField(models.CharField):
    """The digest of the address in `email`; where that is sealed, what it was set to."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if model_instance.email:
            setattr(model_instance, self.attname, address_digest(model_instance.email))
        return super().pre_save(model_instance, add)


def register_identity(identity_of: Callable[["User"], tuple[str, str] | None]) -> None:
    """The room that keeps identities tells the pseudonym and the name of who signs in; None for who has no record."""
    _identity_of[:] = [identity_of]


def identity_of(user: "User") -> tuple[str, str] | None:
    return _identity_of[0](user) if _identity_of else None


def address_of(user: "User") -> str:
    """Where letters reach this person; "" where nowhere, or no more."""
    own = user.email or user.own_address
    return "" if isinstance(own, Erased) else own


def name_of(user: "User") -> str:
    """What pages and letters call this person: by the name of their work, else by that of their identity."""
    if user.name:
        return user.name
    known = identity_of(user)
    own = known[1] if known else user.own_name
    return own or user.sign_in_name or _("participant")


def account_key(user: "User") -> str:
    """What the key store calls the key of an account that has no person's key yet."""
    return f"account:{user.pk}"
