"""The demo city in the database, built once for a module and rolled back after it."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from momentum.demo.building.city import build_city
from momentum.demo.management.commands.build_demo import DEFAULT_SEED

TODAY = date(2017, 2, 14)


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One transaction around all tests that look at the city; whatever they change is undone one by one."""
    before = {name: getattr(django_settings, name) for name in ("KEYS", "EDITIONS", "TODAY")}
    django_settings.KEYS = tmp_path_factory.mktemp("keys")
    django_settings.EDITIONS = tmp_path_factory.mktemp("editions")
    django_settings.TODAY = TODAY
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                steps: list[str] = []
                yield build_city(DEFAULT_SEED, steps.append), steps
                raise _Undo
        except _Undo:
            pass
        finally:
            for name, value in before.items():
                setattr(django_settings, name, value)


@pytest.fixture
def city(_built, db):
    return _built[0]
