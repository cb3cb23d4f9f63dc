"""The people who sign in: one for every role, and colleagues."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.demo.building.keys import keys
from momentum.demo.population.rates import DEMO_DATA

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Member:
    """Somebody who acts for an organisation. `caseload`: how many people a case manager looks after."""

    user: User
    role: str
    organisation: Organisation
    since: date
    caseload: int = 0
    away: tuple[date, date] | None = None
    covered_by: str = ""


@lru_cache
def _rows() -> list[dict[str, Any]]:
    return tomllib.loads((DEMO_DATA / "cast.toml").read_text(encoding="utf-8"))["person"]


def address(name: str) -> str:
    return f"{slugify(name).replace('-', '.')}@{DOMAIN}"


def write_cast(organisations: list[Organisation], seed: int) -> list[Member]:
    """Users and mandates of everybody but participants, in the order of the file."""
    by_name = {each.name: each for each in organisations}
    rows = _rows()
    # Nobody types a password in the demo city: the page "sign in as" opens every role.
    users = [
        User(id=key, email=address(row["name"]), name=row["name"], password=make_password(None))
        for key, row in zip(keys(seed, "users", len(rows)), rows, strict=True)
    ]
    members = [
        Member(
            user,
            Role(row["role"]),
            by_name[row["organisation"]],
            row["since"],
            row.get("caseload", 0),
            tuple(row["away"]) if "away" in row else None,
            row.get("covered_by", ""),
        )
        for user, row in zip(users, rows, strict=True)
    ]
    User.objects.bulk_create(users)
    Mandate.objects.bulk_create(
        Mandate(id=key, user=each.user, organisation=each.organisation, role=each.role, starts=each.since)
        for key, each in zip(keys(seed, "mandates", len(members)), members, strict=True)
    )
    return members
