"""Accounts out of plain sight: of somebody who takes part, shown when they come to work here, emptied when they go."""

from django.db import transaction
from django.db.models import CASCADE

from momentum.accounts.keys import person_keys
from momentum.accounts.models import AccessEntry, User
from momentum.accounts.policy import Role
from momentum.accounts.row_security import as_system
from momentum.accounts.sealed_accounts import account_key, address_of, identity_of
from momentum.accounts.sealed_fields import open_all

GONE = ""
"""The name of an account that only entries of the access log still point at."""
SIGNING_IN = frozenset({"accounts", "account", "mfa", "socialaccount"})
"""The applications that keep with what somebody signs in, and as what."""


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


def is_in_the_log(user: User) -> bool:
    """Asked in so many words: the wall hides the log's entries from the daily work and from an erasure."""
    with as_system("access_log"):
        return AccessEntry.objects.filter(user=user).exists()


def empty_account(user: User) -> None:
    """Leaves the bare key of an account on which entries of the access log hold: nobody's, and nothing opens it.

    Part of other actions, which hold the transaction.
    """
    for relation in User._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is CASCADE and model._meta.app_label in SIGNING_IN:
            model._base_manager.filter(**{relation.field.name: user}).delete()
    user.name, user.email, user.address_digest, user.is_active = GONE, None, None, False
    user.own_address = user.own_name = ""
    # The database wants every account to have a name to sign in with; this one says nothing, and opens nothing.
    user.sign_in_name = f"closed-{user.pk.hex[:20]}"
    user.set_unusable_password()
    user.save()
