"""A small city, and an edition of it: built once a run, put in place again for every test."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from momentum.accounts.clock import now
from momentum.monitor import actions
from momentum.monitor.building.files import folder_of
from momentum.monitor.charts import pictures
from momentum.monitor.models import BuildProgress, Edition, EditionEvent, EditionState
from tests.monitor import small_city

TODAY = date(2017, 3, 14)
ALL_PICTURES = dict(pictures.PICTURES)
PERIOD = {"period_from": date(2016, 1, 1), "period_to": date(2017, 1, 1), "freeze": date(2017, 1, 1)}
TITLES = {"title_nl": "Monitor 2016", "title_en": "Monitor 2016"}


@pytest.fixture(autouse=True)
def _a_place_of_its_own(settings, tmp_path_factory):
    settings.TODAY = TODAY
    settings.EDITIONS = tmp_path_factory.mktemp("editions")
    settings.KEYS = tmp_path_factory.mktemp("keys")
    with override("en"):
        yield


@pytest.fixture
def city(db):
    return small_city.build()


@pytest.fixture
def few_charts(monkeypatch):
    """Editions with one chart, where the test is not about charts: drawing them takes most of the time."""
    first = dict([next(iter(pictures.PICTURES.items()))])
    monkeypatch.setattr(pictures, "PICTURES", first)


@pytest.fixture
def new(city, few_charts):
    """An edition by Anna, built on the spot."""

    def make(actor=None, **changes):
        edition = actions.new_edition(actor or city.anna, **{**PERIOD, **TITLES, **changes}, enqueue=False)
        return actions.run_build(edition.pk)

    return make


@pytest.fixture(scope="session")
def once():
    """What the first test that needs a whole edition built, for those after it."""
    return {}


@pytest.fixture
def draft(city, settings, once, tmp_path_factory):
    """Anna's draft with all its charts."""
    if not once:
        with pytest.MonkeyPatch.context() as whole:
            whole.setattr(pictures, "PICTURES", ALL_PICTURES)
            edition = actions.new_edition(city.anna, **PERIOD, **TITLES, enqueue=False)
            edition = actions.run_build(edition.pk)
        assert edition.state == EditionState.DRAFT, edition.progress.error
        kept = tmp_path_factory.mktemp("once")
        shutil.copytree(folder_of(edition), kept / "edition")
        shutil.copytree(settings.KEYS, kept / "keys")
        once |= {"at": kept, "edition": Edition.objects.values().get(pk=edition.pk)}
        return edition
    return _again(city, settings, **once)


def _again(city, settings, at: Path, edition: dict) -> Edition:
    shutil.copytree(at / "keys", settings.KEYS, dirs_exist_ok=True)
    shutil.copytree(at / "edition", settings.EDITIONS / str(edition["id"]))
    made = Edition.objects.create(**{**edition, "built_by_id": city.anna.user.pk})
    for verb, user in (("build", city.anna.user), ("finish", None)):
        EditionEvent.objects.create(
            edition=made,
            at=now(),
            user=user,
            user_name=user.name if user else "",
            verb=verb,
            content_hash=made.content_hash,
        )
    BuildProgress.objects.create(edition=made, attempts=1)
    return made


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
