from datetime import date

import pytest
from django.test import Client

from momentum.accounts.actor import VISITOR, Actor
from momentum.sector import actions, queries, seats
from momentum.sector.filters import EnterpriseFilters, PlaceFilters
from momentum.sector.models import Place, Profile
from momentum.sector.queries.registry import DRAWINGS
from momentum.sector.seats import Room

from .conftest import add_place, enterprise

pytestmark = pytest.mark.django_db


def slugs(**filters):
    return [entry.slug for entry in queries.enterprises(VISITOR, EnterpriseFilters(**filters)).entries]


def titles(**filters):
    found = queries.places(VISITOR, PlaceFilters(**filters))
    return [each.place.title_en for _entry, each in found.entries]


def test_the_list_holds_listed_running_enterprises_by_name(city, broker):
    enterprise(broker, "Achter de Schermen", listed=False)
    enterprise(broker, "Al Gestopt", closed=date(2016, 1, 1), founded=date(2010, 1, 1))
    enterprise(broker, "Binnenkort Dicht", closed=date(2017, 6, 1), founded=date(2010, 1, 1))
    assert slugs() == [
        "binnenkort-dicht",
        "brouwerij-de-brug",
        "cafe-ijsbreker",
        "fietsatelier-noord",
        "tuinen-van-west",
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "fietsn"}, ["fietsatelier-noord"]),
        ({"q": "cafe"}, ["cafe-ijsbreker"]),
        ({"q": "beer"}, ["brouwerij-de-brug"]),
        ({"q": "bier"}, ["brouwerij-de-brug"]),
        ({"q": "moestuin"}, ["tuinen-van-west"]),
        ({"branch": "green"}, ["tuinen-van-west"]),
        ({"borough": "centrum"}, ["brouwerij-de-brug", "cafe-ijsbreker"]),
        ({"district": "jordaan"}, ["cafe-ijsbreker"]),
        ({"district": "jordaan", "borough": "noord"}, ["cafe-ijsbreker"]),
        ({"open": True}, ["brouwerij-de-brug", "tuinen-van-west"]),
        ({"sells": True}, ["brouwerij-de-brug", "fietsatelier-noord"]),
        ({"sells": True, "branch": "food-drink"}, ["brouwerij-de-brug"]),
        ({"q": "xylofoon"}, []),
        (
            {"sort": "places"},
            ["tuinen-van-west", "brouwerij-de-brug", "cafe-ijsbreker", "fietsatelier-noord"],
        ),
        (
            {"sort": "district"},
            ["cafe-ijsbreker", "tuinen-van-west", "brouwerij-de-brug", "fietsatelier-noord"],
        ),
    ],
)
def test_filters_narrow_the_list(city, filters, expected):
    assert slugs(**filters) == expected


def test_an_unknown_filter_is_left_out_and_said(city):
    found = queries.enterprises(VISITOR, EnterpriseFilters(branch="chocolate", sells=True))
    assert found.unknown == ("chocolate",)
    assert [entry.slug for entry in found.entries] == ["brouwerij-de-brug", "fietsatelier-noord"]


def test_pages_hold_twenty_and_a_page_too_far_is_the_last(lists, broker):
    for number in range(23):
        enterprise(broker, f"Werkplaats {number:02}")
    first = queries.enterprises(VISITOR, EnterpriseFilters())
    last = queries.enterprises(VISITOR, EnterpriseFilters(page=99))
    assert (len(first.on_page), len(last.on_page), last.page, last.pages) == (20, 3, 2, 2)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Bottling", "Brewer", "Kitchen garden"]),
        ({"q": "moestuin"}, ["Kitchen garden"]),
        ({"q": "brouwer"}, ["Brewer", "Bottling"]),
        ({"kind": "day-activity"}, ["Kitchen garden"]),
        ({"pay": "paid"}, ["Brewer"]),
        ({"pay": "unpaid"}, ["Bottling", "Kitchen garden"]),
        ({"borough": "nieuw-west"}, ["Kitchen garden"]),
        ({"branch": "food-drink"}, ["Bottling", "Brewer"]),
        ({"hours": "many"}, ["Bottling", "Brewer", "Kitchen garden"]),
        ({"sort": "places"}, ["Kitchen garden", "Bottling", "Brewer"]),
    ],
)
def test_places_are_found_by_what_where_and_how(city, english, filters, expected):
    assert titles(**filters) == expected


def test_few_hours_means_possible_within_sixteen(city, broker, english):
    add_place(broker, city["cafe-ijsbreker"], title_en="Half", hours_from=20, hours_to=32)
    assert "Half" not in titles(hours="few")
    add_place(broker, city["cafe-ijsbreker"], title_en="Short", hours_from=4, hours_to=12)
    assert "Short" in titles(hours="few")
    assert "Short" not in titles(hours="many")


def test_a_place_opens_on_its_first_day(city, broker, english):
    add_place(broker, city["cafe-ijsbreker"], title_en="Later", opens=date(2017, 1, 1))
    assert "Later" not in titles()


def test_the_public_learns_no_count_of_people_below_five(city):
    """Of small places nothing is said; of larger ones only whether there is room."""
    assert {
        seats.room_at(capacity, people) for capacity in range(1, 5) for people in range(capacity + 1)
    } == {Room.ASK}
    for capacity in range(5, 30):
        assert {seats.room_at(capacity, people) for people in range(capacity)} == {Room.ROOM}
        assert seats.room_at(capacity, capacity) == Room.FULL


def test_a_full_place_leaves_the_open_ones_when_people_are_counted_again(city, english):
    bottling = Place.objects.get(title_en="Bottling")
    people = {}
    queries.register_taken(lambda ids: {pk: people.get(pk, 0) for pk in ids})
    assert titles(open=True) == ["Bottling", "Brewer", "Kitchen garden"]
    people[bottling.pk] = 12
    queries.forget_taken()
    assert titles(open=True) == ["Brewer", "Kitchen garden"]
    assert titles() == ["Brewer", "Kitchen garden", "Bottling"]
    assert titles(sort="title") == ["Bottling", "Brewer", "Kitchen garden"]


def test_only_the_organisations_own_staff_see_exact_numbers(city, manager):
    own, place = city["brouwerij-de-brug"], Place.objects.get(title_en="Brewer")
    queries.register_taken(lambda ids: {place.pk: 2})
    assert queries.exact_seats(manager, own)[place.pk] == 2
    assert queries.exact_seats(Actor(role="work_coach", organisation=own), own)[place.pk] == 2
    assert queries.exact_seats(manager, city["tuinen-van-west"]) is None
    for actor in (
        VISITOR,
        Actor(role="broker", organisation=own),
        Actor(role="policy_officer", organisation=own),
    ):
        assert queries.exact_seats(actor, own) is None


def test_the_registry_is_read_once_until_it_changes(city, manager, django_assert_num_queries):
    queries.registry()
    with django_assert_num_queries(1):
        first = queries.registry()
    assert queries.registry() is first
    actions.edit_profile(manager, city["brouwerij-de-brug"], version=1, tagline_nl="nieuw")
    assert queries.registry() is not first
    assert queries.registry().by_slug["brouwerij-de-brug"].profile.tagline_nl == "nieuw"


def test_any_saved_record_of_the_registry_renews_it_and_a_bulk_write_says_so_itself(city):
    first = queries.registry()
    profile = Profile.objects.get(organisation__slug="tuinen-van-west")
    profile.tagline_nl = "met kas"
    profile.save()
    assert queries.registry() is not first
    Profile.objects.filter(pk=profile.pk).update(tagline_nl="zonder kas")
    assert queries.registry().by_slug["tuinen-van-west"].profile.tagline_nl == "met kas"
    actions.registry_changed()
    assert queries.registry().by_slug["tuinen-van-west"].profile.tagline_nl == "zonder kas"


def test_the_registry_forgets_what_was_drawn_longest_ago(city):
    known = queries.registry()
    for number in range(DRAWINGS + 10):
        known.drawn(("test", number), lambda number=number: number)
    assert len(known._drawings) == DRAWINGS
    assert known.drawn(("test", DRAWINGS + 9), lambda: "anew") == DRAWINGS + 9
    assert known.drawn(("test", 0), lambda: "anew") == "anew"


def test_facts_of_the_registry_have_the_columns_of_the_contract(city, lists):
    organisations = {row[0]: row[1:] for row in queries.organisation_rows()}
    assert organisations["brouwerij-de-brug"] == (
        "social_enterprise",
        "oostelijke-eilanden-kadijken",
        "food-drink",
    )
    assert organisations["zorg-dichtbij"] == ("care_provider", None, None)
    assert organisations["platform"] == ("platform", None, None)
    assert len(queries.district_rows()) == 97
    assert ("ijplein-vogelbuurt", "noord") in queries.district_rows()
    kinds = queries.place_kind_rows()
    assert ("regular-job", 7, True) in kinds
    assert sorted(rank for _kind, rank, _paid in kinds) == list(range(1, 8))


def test_the_front_page_gets_its_counts(city):
    assert queries.summary() == {"enterprises": 4, "places": 3}


def test_last_years_figures_wait_for_the_manager_until_they_are_there(city, manager, english):
    (waiting,) = queries.waiting_for(manager)
    assert (waiting.due, waiting.what) == (date(2016, 4, 1), "Figures of 2015")
    assert waiting.url.endswith("/enterprises/brouwerij-de-brug/manage/figures/2015/")
    actions.record_year_figures(manager, city["brouwerij-de-brug"], 2015, legal_form="bv")
    assert queries.waiting_for(manager) == []


def test_a_young_enterprise_owes_no_figures_of_before_its_time(city, broker, english):
    young = enterprise(broker, "Net Begonnen", founded=date(2016, 3, 1))
    assert queries.waiting_for(Actor(role="enterprise_manager", organisation=young)) == []
    for actor in (VISITOR, broker, Actor(role="enterprise_manager", organisation=city["zorg-dichtbij"])):
        assert all("2015" not in waiting.what or actor.role for waiting in queries.waiting_for(actor))


def test_each_role_has_its_doors(manager, broker, english):
    assert [door.label for door in queries.doors(manager)] == [
        "Add a place",
        "Edit our page",
        "Report a demand",
        "What is demanded of us",
    ]
    assert queries.doors(broker)
    assert queries.doors(VISITOR) == []
    for door in [*queries.doors(manager), *queries.doors(broker)]:
        client = Client()
        client.force_login(manager.user)
        assert client.get(door.url).status_code == 200
