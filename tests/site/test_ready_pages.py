"""Pages kept ready for visitors: made once, asked again each time, and never somebody else's."""

import gzip
from datetime import date

import pytest
from django.test import Client

from momentum.accounts.models import Mandate, Organisation, User
from momentum.accounts.policy import Role
from momentum.monitor.models import Edition, EditionState
from momentum.sector import changes
from momentum.sector.models import Profile
from momentum.site import ready_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings):
    """A visitor of a server that keeps pages ready, as in production."""
    place = settings.MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware") + 1
    settings.MIDDLEWARE = [*settings.MIDDLEWARE]
    settings.MIDDLEWARE.insert(place, "momentum.site.ready_pages.ReadyPages")
    changes.registry_changed()
    return Client()


@pytest.fixture
def bakery():
    organisation = Organisation.objects.create(name="Bakkerij Zon", slug="zon", kind="social_enterprise")
    Profile.objects.create(organisation=organisation, tagline_nl="Brood.", tagline_en="Bread.")
    return organisation


def test_the_second_reading_asks_only_whether_everything_still_stands(
    client, bakery, django_assert_num_queries
):
    first = client.get("/en/enterprises/")
    with django_assert_num_queries(2):
        second = client.get("/en/enterprises/")
    assert second.content == first.content
    assert "Bakkerij Zon" in second.content.decode()
    own = client.get("/en/sign-in-as/")
    for header in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert second[header] == first[header] == own[header]


def test_a_change_of_the_registry_is_seen_at_once(client, bakery):
    assert "Bakkerij Zon" in client.get("/en/enterprises/").content.decode()
    bakery.name = "Bakkerij Maan"
    bakery.save()
    assert "Bakkerij Maan" in client.get("/en/enterprises/").content.decode()


def test_a_change_of_what_is_published_is_seen_at_once(client):
    edition = Edition.objects.create(
        slug="2016", title_nl="Monitor", title_en="Monitor", period_from=date(2016, 1, 1), period_to=date(2017, 1, 1),
        freeze=date(2017, 1, 1), state=EditionState.WITHDRAWN, public_reason_nl="Fout.", public_reason_en="One mistake.",
    )  # fmt: skip
    assert "One mistake." in client.get("/en/monitor/2016/").content.decode()
    edition.public_reason_en, edition.version = "Another mistake.", 2
    edition.save()
    assert "Another mistake." in client.get("/en/monitor/2016/").content.decode()


def test_who_signed_in_gets_a_page_of_their_own_and_leaves_nothing_for_visitors(client, bakery):
    user = User.objects.create(email="anna@example.org", name="Anna Analist")
    Mandate.objects.create(user=user, organisation=bakery, role=Role.WORK_COACH, starts=date(2016, 1, 1))
    client.get("/en/enterprises/")
    somebody = Client()
    somebody.handler = client.handler
    somebody.force_login(user, backend="momentum.accounts.sign_in.by_address.ByAddress")
    answer = somebody.get("/en/enterprises/")
    assert "Anna Analist" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "Anna Analist" not in client.get("/en/enterprises/").content.decode()


def test_each_language_and_each_question_has_a_page_of_its_own(client, bakery):
    pages = {
        client.get(address).content
        for address in ("/en/enterprises/", "/nl/enterprises/", "/en/enterprises/?q=brood")
        for _twice in (1, 2)
    }
    assert len(pages) == 3


def test_an_unchanged_page_is_not_sent_again(client):
    page = client.get("/en/about/")
    assert page["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/en/about/", headers={"if-none-match": page["ETag"]}).status_code == 304


def test_it_travels_small_where_the_reader_can_unpack_it(client):
    plain = client.get("/en/about/")
    packed = client.get("/en/about/", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert packed["Content-Language"] == plain["Content-Language"] == "en"


def test_neither_absence_nor_a_form_is_kept(client):
    for address, status in (
        ("/en/monitor/nowhere/", 404),
        ("/en/sign-in-as/", 200),
        ("/en/account/login/", 200),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        assert "ETag" not in answer


def test_where_there_is_room_is_looked_up_again_after_a_while(
    client, bakery, monkeypatch, django_assert_num_queries
):
    client.get("/en/enterprises/")
    monkeypatch.setattr(ready_pages, "SECONDS", -1)
    with django_assert_num_queries(3):
        client.get("/en/enterprises/")


def test_the_oldest_page_gives_way(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(ready_pages, "MOST_PAGES", 1)
    client.get("/en/about/")
    client.get("/en/privacy/")
    with django_assert_num_queries(2):
        client.get("/en/privacy/")
    assert client.get("/en/about/").status_code == 200
