from datetime import date

import pytest

from momentum.accounts import access, queries
from momentum.accounts.models import AccessEntry, Mandate, Organisation, User
from momentum.accounts.policy import ROLES_OF_KIND, Role

TODAY = date(2016, 11, 24)


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = TODAY


@pytest.fixture
def organisation(db):
    """Makes an organisation of a kind; asked twice for the same name, it gives the same one."""

    def make(kind="social_enterprise", name=None) -> Organisation:
        name = name or kind.replace("_", "-")
        return Organisation.objects.get_or_create(slug=name, defaults={"name": name.title(), "kind": kind})[0]

    return make


@pytest.fixture
def person(db, organisation):
    """Makes somebody who acts in a role today, for an organisation where that role is held."""

    def make(role, where=None, email=None, starts=date(2016, 1, 1), ends=None) -> Mandate:
        if where is None and role != Role.PARTICIPANT:
            where = organisation(next(kind for kind, roles in ROLES_OF_KIND.items() if role in roles))
        number = User.objects.count()
        user = User.objects.create_user(
            email=email or f"{role}{number}@example.org", name=f"{str(role).title()} {number}"
        )
        return Mandate.objects.create(user=user, organisation=where, role=role, starts=starts, ends=ends)

    return make


@pytest.fixture
def actor(person):
    """Makes an actor in a role (None: a visitor)."""

    def make(role, *args, **kwargs):
        if role is None:
            return queries.VISITOR
        mandate = person(role, *args, **kwargs)
        return queries.actor_under(mandate.user, mandate)

    return make


@pytest.fixture
def signed_in(client, person):
    """The test client, signed in as somebody in a role (None: nobody)."""

    def sign_in(role, *args, **kwargs):
        client.logout()
        client.mandate = None
        if role is not None:
            client.mandate = person(role, *args, **kwargs)
            client.force_login(client.mandate.user)
        return client

    return sign_in


@pytest.fixture
def toy_rules(monkeypatch):
    """Every kind of record has the same scope and relation: a mandate is somebody's own if it is theirs."""
    monkeypatch.setattr(access, "_scopes", _Always(lambda actor, rows: rows.filter(user=actor.user)))
    monkeypatch.setattr(access, "_relations", _Always(lambda actor, row: row.user_id == actor.user.pk))


class _Always(dict):
    def __init__(self, value):
        self.value = value

    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        return self.value

    def get(self, key, default=None):
        return self.value


@pytest.fixture
def entries(db):
    return AccessEntry.objects.order_by("id")
