"""The identity statements: one published by those who may, and that of the last year in draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from momentum.accounts.actor import Actor
from momentum.accounts.policy import Role
from momentum.demo.building import identity_field
from momentum.demo.building.cast import Member
from momentum.demo.building.keys import keys, moment
from momentum.demo.population.rates import day
from momentum.identity.actions import statements
from momentum.identity.models import Statement, StatementEvent

FILE = "statements.toml"


def write_statements(cast: list[Member], seed: int) -> None:
    """Each statement of the file, as far as its days say that it came."""
    told = identity_field.rows(FILE)["statement"]
    analysts = [each for each in cast if each.role == Role.ANALYST]
    board = next(each for each in cast if each.role == Role.BOARD_MEMBER)
    for key, row in zip(keys(seed, "identity statements", len(told)), told, strict=True):
        _write(key, row, _actor(analysts[0]), _actor(analysts[1]), _actor(board))


def _write(key: UUID, row: dict[str, Any], author: Actor, checker: Actor, board: Actor) -> None:
    with _on(row["made"]):
        statement = _begun(key, row["year"], author, row["made"])
        statement = statements.write_remark(
            author, statement, remark_nl=row["remark_nl"].strip(), remark_en=row["remark_en"].strip()
        )
    if "submitted" in row:
        with _on(row["submitted"]):
            statement = statements.submit(author, statement)
    if "checked" in row:
        with _on(row["checked"]):
            statement = statements.check(checker, statement, content_hash=statement.content_hash)
    if "approved" in row:
        with _on(row["approved"]):
            statement = statements.approve(board, statement, content_hash=statement.content_hash)
        Statement.objects.filter(pk=statement.pk).update(published_at=moment(day(row["approved"]), 330))
    _set_times(statement, row)


def _begun(key: UUID, year: int, author: Actor, on: date) -> Statement:
    """As the action begins it, under a key that follows from the seed."""
    statement = Statement.objects.create(id=key, year=year, version=1)
    StatementEvent.objects.create(
        statement=statement,
        verb="make",
        user=author.user,
        user_name=author.user.name if author.user else "",
        role=author.role or "",
        at=moment(day(on), 90),
    )
    return statement


def _set_times(statement: Statement, row: dict[str, Any]) -> None:
    """The actions write this minute of those days; a city of a seed is the same whenever it is built."""
    at = {"write": ("made", 120), "submit": ("submitted", 240), "check": ("checked", 200)}
    for verb, (name, minute) in {**at, "approve": ("approved", 330)}.items():
        if name in row:
            statement.events.filter(verb=verb).update(at=moment(day(row[name]), minute))


def _actor(member: Member) -> Actor:
    return Actor(user=member.user, role=member.role, organisation=member.organisation)


@contextmanager
def _on(when: date) -> Iterator[None]:
    """The clock of the platform stands on another day while something of the past is done."""
    before = settings.TODAY
    settings.TODAY = when
    try:
        yield
    finally:
        settings.TODAY = before
