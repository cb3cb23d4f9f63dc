import re
from datetime import date
from html import unescape

import pytest

from momentum.accounts.models import AccessEntry, Mandate, User
from momentum.sector import actions, queries
from momentum.sector.forms import JobsField, MoneyField
from momentum.sector.models import Offer, Place, Profile, YearFigures

pytestmark = pytest.mark.django_db

OWN = "/en/enterprises/brouwerij-de-brug/manage/"
OTHER = "/en/enterprises/tuinen-van-west/manage/"
PAGES = ("", "profile/", "places/add/", "offers/", "numbers/", "figures/2015/")


def opened(client, url):
    """What a browser would send back from the form on a page, without changing anything."""
    html = client.get(url).content.decode()
    form = html[html.index('<form class="form') :]
    data = {}
    for tag in re.findall(r"<input [^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' in tag:
            if " checked" in tag:
                data[name[1]] = "on"
        elif name:
            data[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        data[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    data.pop("csrfmiddlewaretoken", None)
    return data


def text(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_the_managers_pages_are_there_for_the_own_organisation_only(as_manager, client, page):
    assert as_manager.get(OWN + page).status_code == 200
    refused = AccessEntry.objects.filter(refused=True).count()
    assert as_manager.get(OTHER + page).status_code == 404
    assert AccessEntry.objects.filter(refused=True).count() == refused + 1


@pytest.mark.parametrize("role", ["work_coach", "case_manager", "policy_officer", "participant"])
@pytest.mark.parametrize("page", PAGES)
def test_no_other_role_has_them_and_a_visitor_neither(client, city, role, page):
    user = User.objects.create_user(f"{role}@example.org", name="Kim")
    organisation = None if role == "participant" else city["brouwerij-de-brug"]
    Mandate.objects.create(user=user, organisation=organisation, role=role, starts=date(2015, 1, 1))
    assert client.get(OWN + page).status_code == 404
    client.force_login(user)
    assert client.get(OWN + page).status_code == 404
    assert client.post(OWN + page, {"name": "x"}).status_code == 404


def test_a_broker_keeps_the_registry_but_not_the_figures(client, broker, city):
    Mandate.objects.create(
        user=broker.user, organisation=broker.organisation, role="broker", starts=date(2015, 1, 1)
    )
    client.force_login(broker.user)
    assert client.get(OWN).status_code == 200
    assert "Figures by year" not in text(client.get(OWN))
    assert client.get(OWN + "profile/").status_code == 200
    assert client.get(OWN + "figures/2015/").status_code == 404


def test_saving_the_form_as_it_was_opened_changes_nothing_but_the_version(as_manager, city):
    before = Profile.objects.filter(organisation__slug="brouwerij-de-brug").values().get()
    response = as_manager.post(OWN + "profile/", opened(as_manager, OWN + "profile/"))
    assert response.status_code == 302
    after = Profile.objects.filter(organisation__slug="brouwerij-de-brug").values().get()
    assert after.pop("version") == before.pop("version") + 1
    assert after == before


def test_a_mistake_is_shown_at_its_field_and_everything_typed_is_kept(as_manager):
    data = opened(as_manager, OWN + "profile/") | {"phone": "call me", "story_en": "A <new> story"}
    response = as_manager.post(OWN + "profile/", data)
    assert response.status_code == 422
    html = text(response)
    assert 'href="#id_phone"' in html
    assert "Write a telephone number in digits" in html
    assert "A <new> story" in html
    assert "A &lt;new&gt; story" in response.content.decode()
    assert Profile.objects.get(organisation__slug="brouwerij-de-brug").version == 1


def test_the_second_to_save_reads_what_changed_and_loses_nothing(as_manager, manager, city):
    url, own = OWN + "profile/", city["brouwerij-de-brug"]
    mine = opened(as_manager, url) | {"tagline_en": "My sentence.", "story_en": "My long story."}
    actions.edit_profile(
        manager,
        own,
        version=1,
        tagline_en="Their sentence.",
        branch="shops",
        website="https://theirs.example",
    )
    response = as_manager.post(url, mine)
    assert response.status_code == 409
    html = text(response)
    assert "Somebody else saved this while you were typing" in html
    assert "it now says “Their sentence.”; below stands what you typed" in html
    assert "it now says “shops”; we took that over" in html
    assert 'value="My sentence."' in html
    assert "My long story." in html
    profile = Profile.objects.get(pk=own.pk)
    assert (profile.tagline_en, profile.story_en) == ("Their sentence.", "It began in a shed.")

    again = {name: value for name, value in _sent_again(html).items()}
    assert as_manager.post(url, again).status_code == 302
    profile.refresh_from_db()
    assert (profile.tagline_en, profile.story_en) == ("My sentence.", "My long story.")
    assert (profile.branch_id, profile.website) == ("shops", "https://theirs.example")
    assert profile.version == 3


def _sent_again(html):
    class Shown:
        content = html.encode()

    class Client:
        def get(self, _url):
            return Shown

    return opened(Client(), "")


def test_a_form_whose_hidden_values_were_meddled_with_overwrites_nothing(as_manager, manager, city):
    url, own = OWN + "profile/", city["brouwerij-de-brug"]
    data = opened(as_manager, url) | {"opened": "rubbish", "tagline_en": "Mine."}
    actions.edit_profile(manager, own, version=1, tagline_en="Theirs.")
    response = as_manager.post(url, data)
    assert response.status_code == 409
    assert 'value="Mine."' in text(response)
    assert Profile.objects.get(pk=own.pk).tagline_en == "Theirs."


def test_a_place_is_added_edited_and_closed(as_manager):
    data = opened(as_manager, OWN + "places/add/")
    assert data["opens"] == "31-12-2016"
    data |= {
        "kind": "volunteering",
        "title_nl": "Rondleiden",
        "capacity": "6",
        "hours_from": "2",
        "hours_to": "8",
    }
    assert as_manager.post(OWN + "places/add/", data).status_code == 302
    place = Place.objects.get(title_nl="Rondleiden")
    assert (place.kind_id, place.capacity, place.title_en, place.opens) == (
        "volunteering",
        6,
        "Rondleiden",
        date(2016, 12, 31),
    )
    url = f"{OWN}places/{place.pk}/"
    assert as_manager.post(url, opened(as_manager, url) | {"capacity": "9"}).status_code == 302
    response = as_manager.post(
        url + "close/", opened(as_manager, url + "close/") | {"closes": "1-2-2017"}, follow=True
    )
    assert "The place is closed." in text(response)
    place.refresh_from_db()
    assert (place.capacity, place.closes, place.version) == (9, date(2017, 2, 1), 3)


def test_a_wrong_place_is_refused_at_its_fields(as_manager):
    data = opened(as_manager, OWN + "places/add/") | {
        "title_nl": "X",
        "kind": "regular-job",
        "hours_from": "30",
        "hours_to": "20",
    }
    response = as_manager.post(OWN + "places/add/", data)
    assert response.status_code == 422
    assert "The most hours a week cannot be less than the least." in text(response)
    response = as_manager.post(OWN + "places/add/", data | {"opens": "yesterday", "capacity": "many"})
    assert "Write a day as day-month-year" in text(response)
    assert not Place.objects.filter(title_nl="X").exists()


def test_another_organisations_place_is_not_there(as_manager, city):
    place = city["tuinen-van-west"].places.get()
    assert as_manager.get(f"{OWN}places/{place.pk}/").status_code == 404
    assert (
        as_manager.post(f"{OWN}places/{place.pk}/close/", {"closes": "1-2-2017", "version": 1}).status_code
        == 404
    )


def test_offers_are_added_and_removed(as_manager, city, broker):
    url = OWN + "offers/"
    assert as_manager.post(url, opened(as_manager, url) | {"name_nl": "catering"}).status_code == 302
    response = as_manager.post(url, opened(as_manager, url) | {"name_nl": "Catering"})
    assert "This is already on your list." in text(response)
    own = Offer.objects.get(name_nl="bier")
    assert as_manager.get(f"{url}{own.pk}/remove/").status_code == 405
    assert as_manager.post(f"{url}{own.pk}/remove/").status_code == 302
    other = Offer.objects.get(name_nl="fietsreparatie")
    assert as_manager.post(f"{url}{other.pk}/remove/").status_code == 404
    assert set(Offer.objects.values_list("name_nl", flat=True)) == {"catering", "fietsreparatie"}


def test_a_register_number_is_checked_on_the_page(as_manager):
    url = OWN + "numbers/"
    response = as_manager.post(url, {"scheme": "kvk", "value": "123"})
    assert "it should be eight digits" in text(response)
    response = as_manager.post(url, {"scheme": "kvk", "value": "3410 0001"}, follow=True)
    assert "34100001" in text(response)


def test_figures_are_filled_in_and_corrected(as_manager, city):
    url = OWN + "figures/2015/"
    data = opened(as_manager, url) | {
        "revenue_market": "€ 1.250.000", "revenue_public_contract": "25,000", "revenue_subsidy": "0", "revenue_gifts": "0",
        "fte": "12,5", "legal_form": "bv", "board_members": "3", "board_from_target_group": "1", "bears_own_risk": "on",
    }  # fmt: skip
    assert as_manager.post(url, data).status_code == 302
    figures = YearFigures.objects.get()
    assert (figures.revenue_market, figures.revenue_public_contract, str(figures.fte)) == (
        1_250_000,
        25_000,
        "12.5",
    )
    assert as_manager.post(url, opened(as_manager, url) | {"bears_own_risk": ""}).status_code == 302
    figures.refresh_from_db()
    assert (figures.version, figures.bears_own_risk, figures.revenue_market) == (2, False, 1_250_000)
    carried = opened(as_manager, OWN + "figures/2016/")
    assert (carried["legal_form"], carried["board_members"]) == ("bv", "3")
    assert carried["revenue_market"] == ""


def test_two_first_reports_of_one_year_meet(as_manager, manager, city):
    url = OWN + "figures/2015/"
    mine = opened(as_manager, url) | {
        "revenue_market": "100", "revenue_public_contract": "0", "revenue_subsidy": "0", "revenue_gifts": "0",
        "fte": "1", "legal_form": "bv", "board_members": "3", "board_from_target_group": "0",
    }  # fmt: skip
    actions.record_year_figures(manager, city["brouwerij-de-brug"], 2015, revenue_market=200, legal_form="bv")
    response = as_manager.post(url, mine)
    assert response.status_code == 409
    assert "it now says “200”; below stands what you typed" in text(response)
    assert YearFigures.objects.get().revenue_market == 200


@pytest.mark.parametrize("year", [1899, 2017, 99999])
def test_a_year_that_cannot_have_figures_has_no_page(as_manager, year):
    assert as_manager.get(f"{OWN}figures/{year}/").status_code == 404


@pytest.mark.parametrize(
    ("text_", "amount"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("€ 1 250", 1250),
        ("0", 0),
        ("12.500", 12_500),
    ],
)
def test_amounts_as_people_write_them(text_, amount):
    assert MoneyField().clean(text_) == amount


@pytest.mark.parametrize("text_", ["", "12.50", "1,5", "-3", "1.250,000", "1e6", "veel", "1" * 16])
def test_other_amounts_are_refused(text_):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        MoneyField().clean(text_)


@pytest.mark.parametrize("text_", ["", "2,55", "-1", "een"])
def test_full_time_jobs_have_one_decimal(text_):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        JobsField().clean(text_)
    assert str(JobsField().clean("2,5")) == "2.5"


def test_the_overview_shows_exact_seats_and_what_is_missing(as_manager):
    place = Place.objects.get(title_en="Bottling")
    queries.register_taken(lambda ids: {place.pk: 9})
    html = text(as_manager.get(OWN))
    assert "9 of 12" in html
    assert "not filled in" in html
    assert "No number has been entered yet" in html


def test_pages_that_are_edited_are_not_kept_by_the_browser(as_manager):
    for page in PAGES:
        assert "no-store" in as_manager.get(OWN + page)["Cache-Control"]
