"""How the access log calls the people it names: by references that erasure makes unreadable."""

from collections.abc import Callable, Collection, Iterable

from momentum.accounts import row_security
from momentum.accounts.keys import person_keys
from momentum.accounts.models import User


def references_of(pseudonyms: Iterable[str]) -> dict[str, str]:
    """The reference of each person, by the pseudonym of their journey; who was erased has none."""
    return person_keys().references(pseudonyms)


_pseudonyms_of: list[Callable[[User], Collection[str]]] = []


def register_pseudonyms(pseudonyms_of: Callable[[User], Collection[str]]) -> None:
    """The room that keeps journeys tells which pseudonyms are those of somebody who signs in: none for whoever is
    no participant, several where two records of one person were merged; the one that is kept first."""
    _pseudonyms_of[:] = [pseudonyms_of]


def pseudonyms_of(user: User | None) -> Collection[str]:
    return _pseudonyms_of[0](user) if _pseudonyms_of and user is not None else ()


def references_to(user: User | None) -> set[str]:
    """Every reference by which the log names this participant."""
    found = set(references_of(pseudonyms_of(user)).values())
    row_security.name_references(sorted(found))
    return found


def own_reference(user: User) -> str:
    """By what the log names a participant who acts; the id of their sign-in while they have no record yet."""
    own = references_of(pseudonyms_of(user))
    return next(iter(own.values()), f"sign-in {user.pk}")
