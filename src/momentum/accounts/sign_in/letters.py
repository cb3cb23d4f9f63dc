"""What a letter to a participant rests on: a name to sign in with that says nothing, and a date only they know."""

import secrets
from collections.abc import Callable
from datetime import date

from momentum.accounts.models import User

# Dutch words that everybody can spell.
FIRST = [
    "blauwe",
    "bruine",
    "gele",
    "gouden",
    "grijze",
    "groene",
    "grote",
    "hoge",
    "jonge",
    "kleine",
    "koele",
    "lange",
    "lichte",
    "mooie",
    "nieuwe",
    "oranje",
    "oude",
    "rode",
    "ronde",
    "snelle",
    "sterke",
    "stille",
    "verre",
    "vrije",
    "warme",
    "wilde",
    "witte",
    "zachte",
    "zilveren",
    "zwarte",
]
THEN = [
    "appel",
    "berg",
    "boom",
    "boot",
    "bril",
    "brug",
    "deur",
    "dijk",
    "duin",
    "eik",
    "fiets",
    "ganzen",
    "haven",
    "hond",
    "kade",
    "kanaal",
    "klok",
    "lamp",
    "maan",
    "merel",
    "molen",
    "peer",
    "plein",
    "roos",
    "ster",
    "stoel",
    "tuin",
    "vijver",
    "wolk",
    "zee",
]

_birth_date_of: list[Callable[[User], date | None]] = []


def register_birth_date(birth_date_of: Callable[[User], date | None]) -> None:
    """The room that keeps identities tells when somebody was born."""
    _birth_date_of[:] = [birth_date_of]


def birth_date_fits(user: User | None, typed: date) -> bool:
    """Whether `typed` is the date of birth of `user`; False where it is not known."""
    known = _birth_date_of[0](user) if user is not None and _birth_date_of else None
    return known is not None and known == typed


def free_sign_in_name() -> str:
    """A name such as `rode-fiets-482` that nobody signs in with yet."""
    while True:
        name = f"{secrets.choice(FIRST)}-{secrets.choice(THEN)}-{100 + secrets.randbelow(900)}"
        if not User.objects.filter(sign_in_name=name).exists():
            return name
