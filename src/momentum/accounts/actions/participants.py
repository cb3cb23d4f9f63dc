"""Taking the account of somebody who takes part out of plain sight, and showing it when they come to work here."""

from django.db import transaction

from momentum.accounts.keys import person_keys
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.accounts.sealed_accounts import account_key, address_of, identity_of
from momentum.accounts.sealed_fields import open_all


def seal_account(user: User) -> None:
    """Takes name and address out of plain sight, for who takes part and has no role at an organisation.

    Safe to repeat: who was registered since, or merged, gets them sealed under the key that is theirs now. Part of
    other actions, which hold the transaction.
    """
    if user.mandates.exclude(role=Role.PARTICIPANT).exists():
        return
    open_all(user)
    known = identity_of(user)
    address, name = address_of(user), user.name or user.own_name
    kept_here = bool(user.own_address or user.own_name)
    user.sealed_for = known[0] if known else account_key(user)
    user.name, user.email = "", None
    user.seal(own_address=address, own_name="" if known or name == user.sign_in_name else name)
    user.save()
    if known and kept_here:
        forget_key(account_key(user))


def show_account(user: User, *, name: str, email: str) -> None:
    """Somebody who takes part gets a role at an organisation: from now on they are known by what it says of them."""
    if user.name:
        return
    user.name, user.email = name, email.lower()
    user.own_address = user.own_name = ""
    user.save()
    if identity_of(user) is None:
        forget_key(account_key(user))


def forget_key(key: str) -> None:
    """Destroys the key of an account, once what no longer needs it is written."""
    transaction.on_commit(lambda: person_keys().destroy(key))
