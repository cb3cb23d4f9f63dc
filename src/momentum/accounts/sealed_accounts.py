"""The account of somebody who takes part and does not work here: it shows neither their name nor their address.

Their name stands in their identity. The address with which they sign in is sealed under their own key (until they are
registered, under a key of the account), and looked up by its digest. Who works here too is public in that role: their
name and address are those of their work, in plain text, for as long as that role stands written here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from momentum.accounts.keys import person_keys
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.policy import Role
from momentum.accounts.sealed_fields import Erased, open_all

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


def _identity(user: "User") -> tuple[str, str] | None:
    return _identity_of[0](user) if _identity_of else None


def address_of(user: "User") -> str:
    """Where letters reach this person; "" where nowhere, or no more."""
    own = user.email or user.own_address
    return "" if isinstance(own, Erased) else own


def name_of(user: "User") -> str:
    """What pages and letters call this person: by the name of their work, else by that of their identity."""
    if user.name:
        return user.name
    known = _identity(user)
    own = known[1] if known else user.own_name
    return own or user.sign_in_name or _("participant")


def seal_account(user: "User") -> None:
    """Takes name and address out of plain sight, for who takes part and has no role at an organisation.

    Safe to repeat: who was registered since, or merged, gets them sealed under the key that is theirs now. Part of
    other actions, which hold the transaction.
    """
    if user.mandates.exclude(role=Role.PARTICIPANT).exists():
        return
    open_all(user)
    known = _identity(user)
    address, name = address_of(user), user.name or user.own_name
    kept_here = bool(user.own_address or user.own_name)
    user.sealed_for = known[0] if known else account_key(user)
    user.name, user.email = "", None
    user.seal(own_address=address, own_name="" if known or name == user.sign_in_name else name)
    user.save()
    if known and kept_here:
        forget_key(account_key(user))


def show_account(user: "User", *, name: str, email: str) -> None:
    """Somebody who takes part gets a role at an organisation: from now on they are known by what it says of them."""
    if user.name:
        return
    user.name, user.email = name, email.lower()
    user.own_address = user.own_name = ""
    user.save()
    if _identity(user) is None:
        forget_key(account_key(user))


def account_key(user: "User") -> str:
    """What the key store calls the key of an account that has no person's key yet."""
    return f"account:{user.pk}"


def forget_key(key: str) -> None:
    """Destroys the key of an account, once what no longer needs it is written."""
    transaction.on_commit(lambda: person_keys().destroy(key))
