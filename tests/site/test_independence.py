"""No path to a client record for who makes policy, buys, grants or governs: the test that the public page names.

A person whose every field holds a planted word is in the city. Each role without a path asks for every page of the
site, of its own and of others, by GET and POST, and searches for the word. Nowhere may the word come back: not in a
body, a header, a mail or a line of the log; nor may any query of such a request read a table of clients.
"""

import logging
import re
from datetime import date

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from momentum.accounts.policy import Role, outside
from momentum.journeys import actions
from momentum.journeys.models import Identity, Journey
from tests.accounts.test_web import body, headers
from tests.accounts.web_requests import NOWHERE, PAGES, build_world

INDEPENDENT = {"policy_officer", "buyer", "grant_officer", "board_member"}
WORD = "Quillfeather"
# Lists of codes, and an organisation's own mapping of columns: nobody is in them.
NOBODY_IN_IT = {"journeys_endreason", "journeys_rememberedmapping"}
LISTS = ["sector:enterprises", "sector:places", "monitor:home", "home"]


def client_tables() -> set[str]:
    models = apps.get_app_config("journeys").get_models(include_auto_created=True)
    found = {model._meta.db_table for model in models} - NOBODY_IN_IT
    return found | {apps.get_model("accounts", "AccessEntryPerson")._meta.db_table}


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = date(2016, 11, 28)


@pytest.fixture
def world(db):
    world = build_world()
    journey = Journey.objects.get(pk=world.keys["journey"]["pk"])
    identity = Identity.objects.get(pseudonym=journey.pseudonym)
    actions.change_identity(
        world.city.case,
        identity,
        version=identity.version,
        first_name=WORD,
        last_name=WORD,
        email=f"{WORD}@example.org".lower(),
    )
    actions.ask_correction(world.own["participant"], journey, about="other", text=f"{WORD} says so.")
    return world


def asked(world):
    """Every page with an address: about the person and what is theirs, and public ones."""
    for listed in PAGES:
        yield reverse(listed.name, kwargs=world.keys.get(listed.of, {}) | dict(listed.more))
    yield reverse("desk")


def signed_in(world, role) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(world.stranger(role).user)
    return client


def test_those_without_a_path_are_the_roles_that_decide_and_the_onlookers():
    assert set(outside()) >= INDEPENDENT
    assert not set(outside()) & {Role.WORK_COACH, Role.CASE_MANAGER, Role.PARTICIPANT, Role.ANALYST}


@pytest.mark.parametrize("role", [None, *outside()])
def test_no_page_tells_them_of_a_person_nor_asks_the_database_for_one(role, world, caplog):
    caplog.set_level(logging.DEBUG)
    client, tables = signed_in(world, role), client_tables()
    client.get(reverse("home"))
    mail.outbox.clear()
    for url in asked(world):
        for ask in (client.get, client.post):
            with CaptureQueriesContext(connection) as queries:
                response = ask(url)
            assert response.status_code < 500, url
            told = b"".join(response) if response.streaming else response.content
            assert WORD.lower() not in told.decode(errors="replace").lower(), url
            assert WORD.lower() not in str(response.headers).lower(), url
            for query in queries:
                touched = tables & set(re.findall(r'"(\w+)"', query["sql"]))
                # Whoever has no role of their own reads no client's table, counting and existence included.
                assert not touched, (url, query["sql"])
    assert WORD.lower() not in "".join(str(message.message()) for message in mail.outbox).lower()
    assert WORD.lower() not in caplog.text.lower()


@pytest.mark.parametrize("role", [None, *outside()])
@pytest.mark.parametrize("name", LISTS)
def test_a_search_for_a_person_finds_as_little_as_one_for_nobody(role, name, world):
    client = signed_in(world, role)
    client.get(reverse(name))
    answers = []
    for word in (WORD, WORD[::-1]):
        response = client.get(reverse(name), {"q": word, "search": word}, follow=True)
        told = (response.status_code, headers(response), body(response, {}), response.redirect_chain)
        answers.append(re.sub(word, "…", str(told), flags=re.I))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("role", sorted(INDEPENDENT))
def test_a_record_they_may_not_see_and_one_that_is_not_there_answer_alike(role, world):
    client = signed_in(world, role)
    client.get(reverse("home"))
    for listed in PAGES:
        if not listed.of or not listed.record or listed.record in ("registry", "organisation"):
            continue
        answers, keys = [], world.keys[listed.of]
        ask = client.post if listed.post else client.get
        for there in (keys, {name: NOWHERE[name] for name in keys}):
            with CaptureQueriesContext(connection) as queries:
                response = ask(reverse(listed.name, kwargs=there | dict(listed.more)))
            answers.append((response.status_code, headers(response), body(response, there), len(queries)))
        assert answers[0] == answers[1], listed.name
        assert answers[0][0] == 404


def test_the_search_for_a_trace_finds_one(world):
    """Who works with the person does get the word, and their request does read clients' tables."""
    client = Client()
    client.force_login(world.city.case.user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("journeys:person", kwargs=world.keys["journey"]))
    assert WORD in response.content.decode()
    assert any(client_tables() & set(re.findall(r'"(\w+)"', query["sql"])) for query in queries)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_tells_what_the_policy_holds(client, language):
    from django.utils.translation import override

    html = client.get(f"/{language}/independence/").content.decode()
    with override(language):
        chips = html.split('class="chips"')[1].split("</ul>")[0]
        rows = html.split("<tbody>")[1].split("</tbody>")[0]
        for role in Role:
            assert (f">{role.label}<" in chips) == (role in outside()), role
            assert (f'<th scope="row">{role.label}</th>' in rows) == (role not in outside()), role
    assert "tests/site/test_independence.py" in html
