"""An edition takes the finding of the identity statement of its year, with the statement's address."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from momentum.accounts.models import Organisation
from momentum.accounts.policy import Role
from momentum.identity.actions import statements
from momentum.identity.queries.kept import forget
from momentum.monitor import actions
from momentum.monitor.building.files import public_of
from momentum.monitor.building.identity import pulled
from momentum.monitor.building.inputs import Inputs, inputs_of
from momentum.monitor.models import Edition
from momentum.monitor.verification import verify
from momentum.monitor.views.public import identity_of
from tests.identity import stated_field
from tests.monitor.conftest import PERIOD
from tests.monitor.small_city import person


@pytest.fixture
def statement(city):
    """The published statement of 2016."""
    forget()
    stated_field.answer(city.enterprises, 6, (2014, 2015, 2016), seed=3)
    bea = person("Bea", Role.BOARD_MEMBER, Organisation.objects.get(slug="platform"))
    found = statements.make_statement(city.anna, year=2016)
    found = statements.write_remark(city.anna, found, remark_nl="Zo.", remark_en="So.")
    found = statements.submit(city.anna, found)
    found = statements.check(city.bo, found, content_hash=found.content_hash)
    yield statements.approve(bea, found, content_hash=found.content_hash)
    forget()


def page_of(edition, language="en"):
    with override(language):
        return Client().get(f"/{language}/monitor/{edition.slug}/").content.decode()


def an_edition(**changes) -> Edition:
    told = {"slug": "2016", "title_nl": "Monitor 2016", "title_en": "Monitor 2016", **PERIOD, **changes}
    return Edition(**told)


def withdraw(city, statement):
    return statements.withdraw(city.bo, statement, reason_nl="Een fout.", reason_en="A mistake.")


def test_an_edition_takes_the_finding_with_the_address_and_keeps_it(city, statement, new):
    edition = new()
    actions.submit(city.anna, edition)
    actions.approve(city.bo, edition, content_hash=edition.content_hash)
    edition = actions.publish(city.anna, edition)
    told = public_of(edition)["identity"]
    assert told["content_hash"] == statement.content_hash
    for language in ("nl", "en"):
        page = page_of(edition, language)
        assert told["finding"][language] in page
        assert f'href="/{language}/identity/statements/2016/"' in page
    withdraw(city, statement)
    page = page_of(edition)
    assert "was withdrawn since" in page
    assert told["finding"]["en"] not in page
    assert verify(edition).outcome == "identical"


def test_what_is_taken_is_a_value_with_an_address_in_both_languages(statement):
    told = pulled(an_edition())
    assert told["address"] == {
        "nl": "/nl/identity/statements/2016/",
        "en": "/en/identity/statements/2016/",
    }
    assert "drift towards the state" in told["finding"]["en"]
    assert told["finding"]["nl"] != told["finding"]["en"]


def test_it_is_the_statement_of_the_year_in_which_the_period_ends(statement):
    assert pulled(an_edition(period_to=date(2016, 7, 1)))
    assert pulled(an_edition(period_from=date(2015, 1, 1), period_to=date(2016, 1, 1))) is None


def test_a_withdrawn_statement_is_not_taken(city, statement):
    withdraw(city, statement)
    assert pulled(an_edition()) is None


def test_it_goes_through_the_inputs_and_an_edition_without_one_has_no_trace_of_it(statement):
    edition = an_edition()
    edition.save()
    inputs = inputs_of(edition)
    again = Inputs.from_json(json.loads(json.dumps(inputs.to_json())))
    assert again.identity == inputs.identity == pulled(edition)
    assert "identity" not in Inputs.from_json({**inputs.to_json(), "identity": None}).to_json()


def test_a_statement_published_later_is_shown_beside_the_edition(statement):
    shown = identity_of(an_edition(), {})
    assert shown["since"]
    assert shown["address"] == "/en/identity/statements/2016/"
    assert not identity_of(an_edition(), {"identity": pulled(an_edition())})["since"]


def test_without_any_nothing_is_shown(city):
    assert identity_of(an_edition(), {}) is None
