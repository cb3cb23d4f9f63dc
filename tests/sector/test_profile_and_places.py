from datetime import date

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import Organisation
from momentum.sector import actions, queries
from momentum.sector.models import Identifier, Offer, Place, Profile

from .conftest import DAY, add_place, enterprise

pytestmark = pytest.mark.django_db


def problems(error):
    return {field: messages[0] for field, messages in error.value.message_dict.items()}


def test_a_manager_edits_the_own_profile_and_its_version_moves(manager, city):
    own = city["brouwerij-de-brug"]
    actions.edit_profile(
        manager, own, version=1, tagline_nl=" Bier en brood. ", branch="shops", name="De Brug"
    )
    profile = Profile.objects.get(pk=own.pk)
    assert (profile.tagline_nl, profile.branch_id, profile.version) == ("Bier en brood.", "shops", 2)
    assert profile.organisation.name == "De Brug"
    assert profile.story_nl == "Het begon in een loods."


@pytest.mark.parametrize(
    "role", [None, "participant", "work_coach", "case_manager", "policy_officer", "analyst", "operator"]
)
def test_nobody_else_edits_it(role, city):
    own = city["brouwerij-de-brug"]
    actor = Actor(role=role, organisation=own) if role else VISITOR
    with pytest.raises(Refused):
        actions.edit_profile(actor, own, version=1, tagline_nl="x")
    with pytest.raises(Refused):
        actions.add_offer(actor, own, name_nl="x")
    with pytest.raises(Refused):
        add_place(actor, own)
    with pytest.raises(Refused):
        actions.set_identifier(actor, own, scheme="kvk", value="12345678")
    with pytest.raises(Refused):
        actions.record_year_figures(actor, own, 2015)
    with pytest.raises(Refused):
        actions.register_organisation(actor, name="Nieuw", kind="social_enterprise")


def test_a_manager_touches_no_other_organisation(manager, city, broker):
    other = city["tuinen-van-west"]
    place = other.places.get()
    offer = actions.add_offer(broker, other, name_nl="sla", name_en="lettuce")
    for attempt in (
        lambda: actions.edit_profile(manager, other, version=1, tagline_nl="x"),
        lambda: actions.edit_place(manager, place, version=1, capacity=3),
        lambda: actions.close_place(manager, place, version=1, closes=date(2017, 1, 1)),
        lambda: actions.remove_offer(manager, offer.pk),
        lambda: actions.remove_offer(manager, 10**6),
        lambda: actions.record_year_figures(manager, other, 2015),
    ):
        with pytest.raises(Refused):
            attempt()


def test_the_second_to_save_is_told_and_nothing_is_overwritten(manager, city):
    own = city["brouwerij-de-brug"]
    actions.edit_profile(manager, own, version=1, tagline_nl="eerst")
    with pytest.raises(Stale) as stale:
        actions.edit_profile(manager, own, version=1, tagline_nl="later")
    assert stale.value.current.tagline_nl == "eerst"
    assert Profile.objects.get(pk=own.pk).tagline_nl == "eerst"
    place = Place.objects.get(title_en="Bottling")
    actions.edit_place(manager, place, version=1, capacity=14)
    with pytest.raises(Stale):
        actions.close_place(manager, place, version=1, closes=date(2017, 1, 1))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "blank"),
        ({"branch": "chocolate"}, "branch", "not on the list"),
        ({"district": "utrecht"}, "district", "not on the list"),
        ({"website": "ftp//x"}, "website", "valid URL"),
        ({"email": "nobody"}, "email", "valid email"),
        ({"phone": "call me"}, "phone", "in digits"),
        ({"founded": date(2017, 1, 1)}, "founded", "still to come"),
        ({"closed": date(2008, 1, 1)}, "closed", "before it began"),
        ({"tagline_nl": "x" * 201}, "tagline_nl", "200"),
    ],
)
def test_a_wrong_profile_is_refused_at_its_field_and_nothing_is_written(
    manager, city, english, changes, field, sentence
):
    own = city["brouwerij-de-brug"]
    with pytest.raises(ValidationError) as error:
        actions.edit_profile(manager, own, version=1, **({"story_nl": "new"} | changes))
    assert sentence in problems(error)[field]
    assert Profile.objects.get(pk=own.pk).story_nl == "Het begon in een loods."


def test_a_field_that_is_not_the_profiles_is_a_programmers_mistake(manager, city):
    with pytest.raises(TypeError, match="version_"):
        actions.edit_profile(manager, city["brouwerij-de-brug"], version=1, version_=3)


def test_two_organisations_of_one_name_get_two_addresses(lists, broker):
    slugs = [enterprise(broker, "Het Atelier").slug for _ in range(3)]
    assert slugs == ["het-atelier", "het-atelier-2", "het-atelier-3"]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"kind": "dreaming"}, "kind", "not on the list"),
        ({"title_nl": ""}, "title_nl", "blank"),
        ({"capacity": 0}, "capacity", "from 1 to 1000"),
        ({"capacity": 1001}, "capacity", "from 1 to 1000"),
        ({"capacity": -3}, "capacity", "greater than or equal to 0"),
        ({"hours_from": 30, "hours_to": 20}, "hours_to", "cannot be less"),
        ({"hours_to": 61}, "hours_to", "at most 60"),
        ({"closes": date(2014, 1, 1)}, "closes", "before it opens"),
    ],
)
def test_a_wrong_place_is_refused_at_its_field(manager, city, english, values, field, sentence):
    count = Place.objects.count()
    with pytest.raises(ValidationError) as error:
        add_place(manager, city["brouwerij-de-brug"], **values)
    assert sentence in problems(error)[field]
    assert Place.objects.count() == count


def test_a_place_without_an_english_title_is_shown_under_its_dutch_one(manager, city, english):
    assert add_place(manager, city["brouwerij-de-brug"], title_nl="Proeven", title_en="").title == "Proeven"


def test_a_closed_place_is_gone_from_its_last_day_on(manager, city, settings):
    place = Place.objects.get(title_en="Bottling")
    actions.close_place(manager, place, version=1, closes=date(2017, 1, 10))
    for day, there in ((date(2017, 1, 9), True), (date(2017, 1, 10), False)):
        settings.TODAY = day
        assert (place.pk in queries.registry().by_place) is there


def test_people_at_a_place_keep_it_from_shrinking_or_closing_under_them(manager, city, english):
    place = Place.objects.get(title_en="Bottling")
    queries.register_taken(lambda ids: {pk: 7 for pk in ids})
    with pytest.raises(ValidationError) as error:
        actions.edit_place(manager, place, version=1, capacity=6)
    assert problems(error)["capacity"].startswith("7 people have a place here now")
    with pytest.raises(ValidationError) as error:
        actions.close_place(manager, place, version=1, closes=DAY)
    assert problems(error)["closes"].startswith("7 people still have a place here")
    assert actions.edit_place(manager, place, version=1, capacity=7).version == 2
    assert actions.close_place(manager, place, version=2, closes=date(2017, 2, 1)).version == 3


def test_offers_stand_in_the_order_they_were_added_and_not_twice(manager, city, english):
    own = city["brouwerij-de-brug"]
    actions.add_offer(manager, own, name_nl="catering")
    with pytest.raises(ValidationError, match="already on your list"):
        actions.add_offer(manager, own, name_nl="Catering ")
    assert [offer.name_en for offer in own.offers.all()] == ["beer", "catering"]
    actions.remove_offer(manager, own.offers.first().pk)
    assert [offer.name_nl for offer in Offer.objects.filter(organisation=own)] == ["catering"]


@pytest.mark.parametrize(
    ("scheme", "value", "sentence"),
    [
        ("kvk", "1234567", "eight digits"),
        ("kvk", "1234567a", "eight digits"),
        ("kvk", "١٢٣٤٥٦٧٨", "eight digits"),
        ("oin", "123", "twenty digits"),
        ("rsin", "123456789", "typing mistake"),
        ("passport", "1", "not on the list"),
    ],
)
def test_a_wrong_number_is_refused_in_a_sentence(manager, city, english, scheme, value, sentence):
    with pytest.raises(ValidationError, match=sentence):
        actions.set_identifier(manager, city["brouwerij-de-brug"], scheme=scheme, value=value)
    assert not Identifier.objects.exists()


def test_a_number_is_kept_without_spaces_corrected_and_taken_away(manager, city):
    own = city["brouwerij-de-brug"]
    assert actions.set_identifier(manager, own, scheme="kvk", value="34 10 00.01").value == "34100001"
    assert actions.set_identifier(manager, own, scheme="rsin", value="123456782").value == "123456782"
    actions.set_identifier(manager, own, scheme="kvk", value="34100002")
    assert dict(own.identifiers.values_list("scheme_id", "value")) == {"kvk": "34100002", "rsin": "123456782"}
    assert actions.set_identifier(manager, own, scheme="kvk", value="") is None
    assert not own.identifiers.filter(scheme="kvk").exists()


def test_a_number_belongs_to_one_organisation(manager, broker, city, english):
    actions.set_identifier(broker, city["tuinen-van-west"], scheme="kvk", value="34100001")
    with pytest.raises(ValidationError, match="Another organisation"):
        actions.set_identifier(manager, city["brouwerij-de-brug"], scheme="kvk", value="34100001")


def test_deleting_an_organisation_takes_its_registry_records_along(city):
    Organisation.objects.get(slug="tuinen-van-west").delete()
    assert not Place.objects.filter(title_en="Kitchen garden").exists()
