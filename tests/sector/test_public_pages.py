import csv
import io
import re
from datetime import date

import pytest

from momentum.accounts.models import Mandate, User
from momentum.methods.sheets import read_sheet
from momentum.sector import actions, queries
from momentum.sector.models import Place
from momentum.sector.templatetags.sector import page_numbers

from .conftest import enterprise

pytestmark = pytest.mark.django_db

LIST = "/en/enterprises/"


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, response.content[:300]
    return response.content.decode()


def test_the_list_shows_enterprises_with_their_count_and_a_map(client, city):
    html = page(client, LIST)
    assert "4 of 4 enterprises" in html
    assert html.count('<path d="M') >= 97
    assert html.partition('<svg class="map"')[2].count("<circle cx=") == 4
    assert "Kadaster / Centraal Bureau voor de Statistiek, 2012" in html
    assert 'href="/en/enterprises/brouwerij-de-brug/"' in html


def test_the_map_is_the_same_in_both_languages_of_number(client, city):
    dutch, english = page(client, "/nl/enterprises/"), page(client, LIST)
    coordinates = re.compile(r'\b(?:d|cx|cy|r|viewBox)="([^"]+)"')
    drawings = [coordinates.findall(html[html.index('<svg class="map"') :]) for html in (dutch, english)]
    assert drawings[0] == drawings[1]
    assert not re.search(r'(?:cx|cy|r)="\d+,', dutch)


def test_filters_of_the_address_are_shown_counted_and_removable(client, city):
    html = page(client, f"{LIST}?q=fietsn&sells=1&branch=repair-reuse")
    assert "1 of 4 enterprises" in html
    assert "Branch: repair and reuse" in html
    assert 'href="?branch=repair-reuse&amp;sells=1"' in html
    assert '<option value="repair-reuse" selected>' in html
    assert 'name="sells" value="1" checked' in html
    assert html.partition('<svg class="map"')[2].count("<circle cx=") == 1


def test_a_neighbourhood_on_the_map_keeps_the_other_filters(client, city):
    html = page(client, f"{LIST}?sells=1")
    assert 'href="?district=jordaan&amp;sells=1#map"' in html
    html = page(client, f"{LIST}?district=jordaan")
    assert 'class="here"' in html
    assert "1 of 4 enterprises" in html
    assert "Show the whole city" in html


def test_one_search_has_one_address_also_from_the_form(client, city):
    response = client.get(f"{LIST}?q=fietsn&branch=&borough=&district=&sort=&sells=1&page=1")
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?q=fietsn&sells=1")
    response = client.get("/en/places/?q=&kind=&open=1")
    assert (response.status_code, response["Location"]) == (302, "/en/places/?open=1")
    assert client.get(f"{LIST}?q=&branch=")["Location"] == f"{LIST}?"
    page(client, f"{LIST}?")
    page(client, f"{LIST}?branch=nowhere&page=7")


def test_a_participant_asks_for_a_place_from_its_page(client, city):
    user = User.objects.create_user("p@example.org", name="Pim")
    Mandate.objects.create(user=user, role="participant", starts=date(2015, 1, 1))
    client.force_login(user)
    place = Place.objects.get(title_en="Brewer")
    assert f'href="/en/my-journey/choose-a-place/?place={place.pk}"' in page(
        client, f"/en/places/{place.pk}/"
    )


def test_public_pages_take_no_posts(client, city):
    for url in (LIST, "/en/places/", "/en/enterprises/brouwerij-de-brug/", "/en/enterprises/download.csv"):
        assert client.post(url).status_code == 405


def test_nothing_found_says_so_and_leads_back(client, city):
    html = page(client, f"{LIST}?q=xylofoon")
    assert "0 of 4 enterprises" in html
    assert "Try fewer words or filters" in html


def test_an_unknown_filter_is_named_and_what_was_typed_is_never_markup(client, city):
    html = page(client, f"{LIST}?q=<b>x&branch=<script>alert(1)</script>")
    assert "We do not know “&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "<b>x" not in html


def test_an_empty_registry_says_so(client, lists):
    assert "No enterprise has been entered yet" in page(client, LIST)
    assert "No place has been entered yet" in page(client, "/en/places/")


def test_the_download_holds_everything_found_not_only_the_page(client, city, broker):
    for number in range(25):
        enterprise(broker, f"Werkplaats {number:02}", branch="crafts")
    response = client.get("/en/enterprises/download.csv?branch=crafts&page=2")
    assert response["Content-Disposition"] == 'attachment; filename="enterprises.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 26
    assert rows[0][:4] == ["Enterprise", "Branch", "Neighbourhood", "Borough"]
    assert rows[1][-1] == "http://testserver/en/enterprises/werkplaats-00/"


def test_a_formula_in_a_name_is_neutralised_in_the_download(client, lists, broker):
    enterprise(broker, "=HYPERLINK(1)")
    text = client.get("/en/enterprises/download.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize("what", ["enterprises", "places"])
@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_downloads_open_as_sheets(client, city, tmp_path, what, format_):
    response = client.get(f"/en/{what}/download.{format_}?q=brouwerij")
    file = tmp_path / f"{what}.{format_}"
    file.write_bytes(response.content)
    sheet = read_sheet(file)
    assert "Brouwerij De Brug" in [str(cell) for row in sheet.rows for cell in row]


def test_no_other_format_exists(client, city):
    page(client, "/en/enterprises/download.exe", 404)


def test_an_enterprises_page_tells_its_story_offers_places_and_figures(client, city, manager):
    own = city["brouwerij-de-brug"]
    actions.set_identifier(manager, own, scheme="kvk", value="34100001")
    for year, market in ((2014, 40_000), (2015, 75_000)):
        actions.record_year_figures(
            manager,
            own,
            year,
            revenue_market=market,
            revenue_subsidy=25_000,
            legal_form="foundation",
            fte=2.5,
        )
    html = page(client, "/en/enterprises/brouwerij-de-brug/")
    for text in (
        "It began in a shed.", "Beer", "Bottling", "Brewer", "Food and drink", "Oostelijke Eilanden/Kadijken",
        "34100001", "In 2015, 75% of income came from customers", "€ 100,000", "Foundation (stichting)",
        "mailto:info@debrug.example",
    ):  # fmt: skip
        assert text in html, text
    assert 'class="part--market" x="0" y="2" width="750"' in html
    dutch = page(client, "/nl/enterprises/brouwerij-de-brug/")
    assert "Het begon in een loods." in dutch
    assert "In 2015 kwam 75% van de inkomsten van klanten" in dutch
    assert "100.000" in dutch


def test_an_enterprise_without_anything_shows_so_in_words(client, city):
    html = page(client, "/en/enterprises/cafe-ijsbreker/")
    for text in (
        "has not told its story",
        "Nothing is on the list yet",
        "no places to work here",
        "No address is known",
    ):
        assert text in html


def test_an_unlisted_page_exists_only_for_its_own_manager(client, manager, city):
    own = city["brouwerij-de-brug"]
    actions.edit_profile(manager, own, version=1, listed=False)
    page(client, "/en/enterprises/brouwerij-de-brug/", 404)
    client.force_login(manager.user)
    assert "This page is not public" in page(client, "/en/enterprises/brouwerij-de-brug/")


def test_pages_that_do_not_exist(client, city):
    page(client, "/en/enterprises/nowhere/", 404)
    page(client, "/en/places/00000000-0000-0000-0000-000000000000/", 404)


def test_a_place_explains_its_kind_pay_and_how_to_come(client, city):
    place = Place.objects.get(title_en="Brewer")
    html = page(client, f"/en/places/{place.pk}/")
    for text in (
        "Subsidised job at", "Brouwerij De Brug", "The municipality pays part of your wage",
        "Participation Act, articles 10c and 10d", "8 to 24 hours a week", "You earn a wage", "This is a small group",
        "Do you have a work coach or a case manager?", 'href="/en/account/login/"', "Other places at Brouwerij De Brug",
    ):  # fmt: skip
        assert text in html, text


def test_a_visitor_sees_no_number_of_people_and_the_manager_does(client, manager, city):
    place = Place.objects.get(title_en="Bottling")
    queries.register_taken(lambda ids: {place.pk: 9})
    url = f"/en/places/{place.pk}/"
    html = page(client, url)
    assert "For your eyes" not in html
    assert not re.search(r">\s*[93]\s*<|9 of 12|3 of 12", html)
    client.force_login(manager.user)
    assert "For your eyes: 9 of 12 taken." in page(client, url)
    assert "For your eyes: 9 of 12 taken." in page(client, "/en/enterprises/brouwerij-de-brug/")
    client.logout()
    assert "For your eyes" not in page(client, "/en/enterprises/brouwerij-de-brug/")


def test_what_one_reader_was_shown_never_reaches_another(client, manager, city):
    """Drawn parts of pages are shared between readers; nothing personal may be in them."""
    client.force_login(manager.user)
    page(client, LIST)
    page(client, "/en/enterprises/brouwerij-de-brug/")
    client.logout()
    for url in (LIST, "/en/enterprises/brouwerij-de-brug/"):
        html = page(client, url)
        assert manager.user.name not in html
        assert "csrfmiddlewaretoken" not in html
        assert "Edit this page" not in html


def test_a_list_page_asks_the_database_once(client, city, django_assert_num_queries):
    for url in (LIST, "/en/places/", f"{LIST}?q=fietsn", "/en/enterprises/brouwerij-de-brug/"):
        client.get(url)
        with django_assert_num_queries(1):
            client.get(url)


def test_after_a_change_everything_is_read_in_a_fixed_number_of_queries(
    client, city, django_assert_num_queries
):
    actions.registry_changed()
    with django_assert_num_queries(8):
        client.get(LIST)
    actions.registry_changed()
    with django_assert_num_queries(10):
        client.get("/en/enterprises/brouwerij-de-brug/")


def test_the_list_page_with_a_hundred_enterprises_weighs_little(client, lists, broker):
    import gzip

    from momentum.sector.models import District

    districts = list(District.objects.values_list("pk", flat=True))
    for number in range(98):
        enterprise(
            broker,
            f"Sociale Onderneming Nummer {number}",
            district=districts[number % 97],
            tagline_nl="Koken, bakken en bezorgen in de hele stad, met mensen die het vak leren.",
            founded=date(2010, 1, 1),
        )
    content = client.get("/nl/enterprises/").content
    assert len(content) < 120_000
    assert len(gzip.compress(content)) < 40_000
    assert len(gzip.compress(client.get("/nl/enterprises/sociale-onderneming-nummer-3/").content)) < 30_000


def test_page_numbers_leave_out_the_middle():
    class Found:
        page, pages = 6, 12

    assert page_numbers(Found) == [1, None, 4, 5, 6, 7, 8, None, 12]
    Found.page, Found.pages = 1, 3
    assert page_numbers(Found) == [1, 2, 3]
