"""Every role × every listed, through the browser's door, against the page that says who may see and do what."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Role
from tests.accounts.test_matrix import granted
from tests.accounts.web_requests import NOWHERE, PAGES, TRIED_BY_THEIR_ROOMS, build_world

ROLES = [None, *Role.values]
GUARDED = [listed for listed in PAGES if listed.record]
# Which organisations there are is public; who is a client, who works where and what is being prepared is not.
ABOUT_ONE = [listed for listed in GUARDED if listed.of and listed.record not in ("registry", "organisation")]


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = date(2016, 11, 28)


@pytest.fixture
def world(db):
    return build_world()


def expected(listed, role, own) -> bool:
    """Whether the page opens: what the matrix gives without a chosen reason, to the roles the page is for."""
    if not listed.record:
        return True
    allowed, reasoned = granted(role or "visitor", listed.record, listed.verb, "own" if own else "other")
    return allowed and not reasoned and (listed.only is None or role in listed.only)


def address(listed, keys) -> str:
    return reverse(listed.name, kwargs=keys | dict(listed.more))


def browser(actor) -> Client:
    client = Client()
    if actor.user:
        client.force_login(actor.user)
    return client


def actors(world, listed, role):
    """Who asks in this role, and whether what the page is about is their own."""
    yield world.owner(role), not listed.of or role in world.own
    if listed.of and role in world.own:
        yield world.stranger(role), False


@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_opens_for_whom_the_matrix_lets_in_and_is_not_there_for_others(listed, world):
    url = address(listed, world.keys.get(listed.of, {}))
    for role in ROLES:
        for actor, own in actors(world, listed, role):
            client = browser(actor)
            if expected(listed, role, own):
                if not listed.opens:
                    continue
                assert client.get(url).status_code in (200, 302), (role, own)
                continue
            before = AccessEntry.objects.count()
            ask = client.post if listed.post else client.get
            assert ask(url).status_code == 404, (role, own)
            if listed.verb == "write" and not listed.post:
                assert client.post(url).status_code in (404, 405), (role, own)
            written = AccessEntry.objects.order_by("id")[before:]
            refusals = [entry for entry in written if entry.refused]
            assert refusals, (role, own)
            # Who works with the person may open a part of what a page shows before its other part is refused.
            assert own or refusals == list(written), (role, own)
            named = None if role == "participant" else actor.user
            assert {(entry.user, entry.role, entry.detail) for entry in refusals} == {
                (named, actor.role or "", url)
            }
            assert not any(entry.persons.exists() for entry in refusals)


@pytest.mark.parametrize("listed", ABOUT_ONE, ids=lambda listed: listed.name)
def test_a_refusal_looks_like_absence(listed, world):
    keys = world.keys[listed.of]
    absent = {name: NOWHERE[name] for name in keys}
    for role in (None, "policy_officer", "work_coach", "enterprise_manager"):
        for actor, own in actors(world, listed, role):
            if own or expected(listed, role, own):
                continue
            client = browser(actor)
            client.get(address(listed, keys))  # whatever is looked up once is known from here on
            seen = []
            for asked in (keys, absent):
                ask = client.post if listed.post else client.get
                with CaptureQueriesContext(connection) as queries:
                    response = ask(address(listed, asked))
                seen.append((response.status_code, headers(response), body(response, asked), len(queries)))
            assert seen[0] == seen[1], (role, own)


def test_every_page_of_the_site_is_listed():
    names = set(_names(get_resolver()))
    listed = {listed.name for listed in PAGES}
    assert names - listed - TRIED_BY_THEIR_ROOMS == set()
    assert (listed | TRIED_BY_THEIR_ROOMS) - names == set()


def _names(resolver, room=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern, f"{pattern.namespace}:" if pattern.namespace else room)
        elif pattern.name:
            yield room + pattern.name


def headers(response) -> list[tuple[str, str]]:
    changing = {"Content-Length", "Content-Security-Policy"}
    return sorted(item for item in response.headers.items() if item[0] not in changing)


def body(response, keys) -> str:
    """The page as the reader gets it, without its own address (links to it in the other language) and tokens."""
    text = response.content.decode()
    for value in keys.values():
        # As a part of an address: a year may stand elsewhere as the date of today.
        text = text.replace(f"/{value}/", "/…/")
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)
