from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from momentum.accounts.actor import Actor
from momentum.accounts.models import Mandate, Organisation, User
from momentum.sector import actions, seats
from momentum.sector.models import Borough, Branch, District, IdentifierScheme, PlaceKind, TargetGroup

ROOT = Path(__file__).resolve().parents[2]
DISTRICTS = ROOT / "data" / "amsterdam-wijken-2012.geojson"
LISTS = ROOT / "data" / "city" / "lists.toml"
DAY = date(2016, 12, 31)
LIST_MODELS = (Borough, District, Branch, PlaceKind, TargetGroup, IdentifierScheme)


@pytest.fixture(autouse=True)
def _standing_day(settings):
    settings.TODAY = DAY


@pytest.fixture(autouse=True)
def _nobody_counts_seats():
    registered = list(seats._registered)
    seats._registered.clear()
    seats.forget_taken()
    yield
    seats._registered[:] = registered
    seats.forget_taken()


@pytest.fixture(scope="session")
def loaded():
    """The rows of the lists, computed from the files once for all tests."""
    return {}


@pytest.fixture
def lists(db, loaded):
    if not loaded:
        actions.load_districts(DISTRICTS)
        actions.load_lists(LISTS)
        loaded |= {model: list(model.objects.all()) for model in LIST_MODELS}
        return
    for model, rows in loaded.items():
        model.objects.bulk_create(rows)
    actions.registry_changed()


@pytest.fixture
def broker(db):
    platform = Organisation.objects.create(name="Platform", slug="platform", kind="platform")
    return Actor(
        user=User.objects.create_user("broker@example.org", name="Bo"), role="broker", organisation=platform
    )


def enterprise(broker, name, **profile):
    values = {"branch": "food-drink", "district": "jordaan"} | profile
    return actions.register_organisation(broker, name=name, kind="social_enterprise", **values)


@pytest.fixture
def city(lists, broker):
    """Four enterprises and one care provider, by slug."""
    brewery = enterprise(
        broker,
        "Brouwerij De Brug",
        district="oostelijke-eilanden-kadijken",
        tagline_nl="Brouwt, bottelt en schenkt.",
        tagline_en="Brews, bottles and pours.",
        story_nl="Het begon in een loods.",
        story_en="It began in a shed.",
        founded=date(2009, 3, 1),
        email="info@debrug.example",
    )
    bikes = enterprise(
        broker,
        "Fietsatelier Noord",
        branch="repair-reuse",
        district="tuindorp-oostzaan",
        tagline_nl="Een tweede leven voor fietsen.",
        tagline_en="Second life for bicycles.",
    )
    cafe = enterprise(broker, "Café Ijsbreker", branch="hospitality", district="jordaan")
    garden = enterprise(broker, "Tuinen van West", branch="green", district="lutkemeer-en-ookmeer")
    care = actions.register_organisation(broker, name="Zorg Dichtbij", kind="care_provider")
    actions.add_offer(broker, brewery, name_nl="bier", name_en="beer")
    actions.add_offer(broker, bikes, name_nl="fietsreparatie", name_en="bicycle repair")
    add_place(broker, brewery, title_nl="Bottelen", title_en="Bottling", capacity=12)
    add_place(broker, brewery, kind="subsidised-job", title_nl="Brouwer", title_en="Brewer", capacity=3)
    add_place(
        broker, garden, kind="day-activity", title_nl="Moestuin", title_en="Kitchen garden", capacity=20
    )
    return {each.slug: each for each in (brewery, bikes, cafe, garden, care)}


def add_place(actor, organisation, **values):
    standard = {
        "kind": "work-day-activity",
        "title_nl": "Meewerken",
        "title_en": "Joining in",
        "capacity": 8,
        "hours_from": 8,
        "hours_to": 24,
        "opens": date(2014, 1, 1),
    }
    return actions.add_place(actor, organisation, **(standard | values))


@pytest.fixture
def manager(city):
    """The manager of Brouwerij De Brug."""
    organisation = city["brouwerij-de-brug"]
    user = User.objects.create_user("manager@example.org", name="Mina", language="en")
    mandate = Mandate.objects.create(
        user=user, organisation=organisation, role="enterprise_manager", starts=date(2015, 1, 1)
    )
    return Actor(user=user, role="enterprise_manager", organisation=organisation, mandate=mandate)


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager.user)
    return client


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def somebody(organisation, role, name):
    user = User.objects.create_user(f"{name}@example.org".lower().replace(" ", "."), name=name)
    mandate = Mandate.objects.create(user=user, organisation=organisation, role=role, starts=date(2015, 1, 1))
    return Actor(user=user, role=role, organisation=organisation, mandate=mandate)


@pytest.fixture
def coach(city):
    return somebody(city["brouwerij-de-brug"], "work_coach", "Kim Coach")


@pytest.fixture
def other(city):
    return somebody(city["fietsatelier-noord"], "enterprise_manager", "Olga Other")
