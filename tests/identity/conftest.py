from datetime import date

import pytest
from django.utils import translation

from momentum.identity.queries import kept
from tests.identity import city


@pytest.fixture(autouse=True)
def _standing_day(settings):
    settings.TODAY = date(2017, 6, 1)
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def field(db):
    """Twenty-four enterprises over five years, eight of which drift to the state; the last year is public."""
    made = city.build()
    city.demand(made, "Verantwoording volgens de aanbesteding", 84, 2013)
    city.demand(made, "Kwaliteitskeurmerk", 46, 2012, party="profession", mechanism="normative")
    city.demand(made, "Zonder uren", None, 2014, party="law")
    city.publish(2014, 2016)
    return made


@pytest.fixture
def english():
    with translation.override("en"):
        yield
