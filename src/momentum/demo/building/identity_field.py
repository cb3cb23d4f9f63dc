"""Which enterprises take part in the rounds on identity, what binds them, and which way they go."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from momentum.demo.organisations import Organisation, Organisations
from momentum.demo.population.rates import DEMO_DATA

IDENTITY_DATA = DEMO_DATA / "identity"
EVERYBODY, SUBSIDISED = "everybody", "subsidised"
SUBSIDISED_JOB = "subsidised-job"


def rows(file: str) -> dict[str, Any]:
    """A file of the demo's identity data."""
    return tomllib.loads((IDENTITY_DATA / file).read_text(encoding="utf-8"))


@lru_cache
def field() -> dict[str, Any]:
    return rows("field.toml")


def years() -> range:
    return range(field()["rounds"]["first"], field()["rounds"]["last"] + 1)


def members(organisations: Organisations) -> list[tuple[int, Organisation]]:
    """Enterprises that take part, each with its place among all, in the order of the file."""
    at = {each.name: place for place, each in enumerate(organisations.enterprises)}
    told = field()
    names = [*told["tender"], *told["timesheets"], *told["others"]]
    return [(at[name], organisations.enterprises[at[name]]) for name in names]


def bound(organisations: Organisations, whom: str) -> list[int] | None:
    """The places of the enterprises that a requirement binds; None: everybody."""
    if whom == EVERYBODY:
        return None
    if whom == SUBSIDISED:
        return [n for n, each in enumerate(organisations.enterprises) if SUBSIDISED_JOB in each.place_seats]
    names = set(field()[whom])
    return [n for n, each in enumerate(organisations.enterprises) if each.name in names]


def path(enterprise: Organisation) -> str:
    """The path of `field.toml` that an enterprise takes; empty where it stays what it is."""
    told = field()
    if enterprise.name in told["hold"]:
        return ""
    return next((name for name in told["paths"] if enterprise.name in told[name]), "")


def way(enterprise: Organisation, year: int) -> float:
    """How far it has gone on its path in a year: 0 nowhere, 1 at the pole."""
    name = path(enterprise)
    return field()["paths"][name]["way"][str(year)] if name else 0.0


def answering(enterprises: Sequence[tuple[int, Organisation]], year: int) -> list[tuple[int, Organisation]]:
    """Those that exist at the end of a year."""
    return [(place, each) for place, each in enterprises if each.active(year)]
