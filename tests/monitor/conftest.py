"""A small city, and an edition of it: built once, copied for every test that changes it."""

from datetime import date

import pytest
from django.test import Client

from momentum.monitor import actions
from tests.monitor import small_city

TODAY = date(2017, 3, 14)
PERIOD = {"period_from": date(2016, 1, 1), "period_to": date(2017, 1, 1), "freeze": date(2017, 1, 1)}
TITLES = {"title_nl": "Monitor 2016", "title_en": "Monitor 2016"}


@pytest.fixture(autouse=True)
def _a_place_of_its_own(settings, tmp_path_factory):
    settings.TODAY = TODAY
    settings.EDITIONS = tmp_path_factory.mktemp("editions")
    settings.KEYS = tmp_path_factory.mktemp("keys")


@pytest.fixture
def city(db):
    return small_city.build()


@pytest.fixture
def new(city):
    """An edition by Anna, built on the spot."""

    def make(actor=None, **changes):
        edition = actions.new_edition(actor or city.anna, **{**PERIOD, **TITLES, **changes}, enqueue=False)
        return actions.run_build(edition.pk)

    return make


@pytest.fixture
def draft(new):
    return new()


@pytest.fixture
def published(city, draft):
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    return actions.publish(city.anna, draft)


@pytest.fixture
def as_client():
    """A browser in which this person is signed in."""

    def make(actor=None):
        client = Client()
        if actor is not None:
            client.force_login(actor.user)
        return client

    return make
