"""Registering, correcting who somebody is, target groups, and the pseudonym that joins identity and journey."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.accounts.policy import Role
from momentum.journeys import actions, pseudonyms
from momentum.journeys.models import Assignment, Identity, Journey, Membership
from tests.journeys.conftest import TODAY, actor


def test_identity_and_journey_are_joined_by_the_pseudonym_only(sanne):
    identity = Identity.objects.get()
    assert identity.pseudonym == sanne.pseudonym == pseudonyms.for_journey(identity.pk)
    relations = {field.related_model for field in Identity._meta.get_fields() if field.is_relation}
    assert Journey not in relations
    assert not any(str(identity.pk) in str(value) for value in vars(sanne).values())


def test_pseudonyms_differ_by_purpose_and_by_key(settings, tmp_path, sanne):
    one, two = pseudonyms.for_edition("2016"), pseudonyms.for_edition("2017")
    assert len({sanne.pseudonym, one(sanne.pseudonym), two(sanne.pseudonym)}) == 3
    assert one(sanne.pseudonym) == pseudonyms.for_edition("2016")(sanne.pseudonym)
    identity = Identity.objects.get()
    settings.KEYS = tmp_path
    assert pseudonyms.for_journey(identity.pk) != sanne.pseudonym
    assert [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()] == [0o600]
    assert django_settings.DATABASES["default"]["NAME"] not in [str(file) for file in tmp_path.iterdir()]


def test_registering_puts_a_person_in_the_caseload(city, sanne):
    assert sanne.birth_year == 1985
    assert sanne.memberships.get().target_group == city.group
    assert {each.purpose for each in sanne.grounds.all()} == {"guidance", "counting", "follow_up"}
    own = Assignment.objects.get()
    assert (own.user, own.organisation, own.role) == (city.case.user, city.gemeente, Role.CASE_MANAGER)


@pytest.mark.parametrize("who", ["noor", "manager", "keeper", "analyst", "policy"])
def test_others_register_nobody(city, register, who):
    with pytest.raises(Refused):
        register(by=getattr(city, who))
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"birth_date": date(2017, 1, 1)}, "birth_date"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date"),
        ({"first_name": " "}, "first_name"),
        ({"needs": ["a diagnosis"]}, "needs"),
        ({"phone": "111222333"}, "phone"),
    ],
)
def test_what_cannot_be_is_refused_by_field(register, details, field):
    with pytest.raises(ValidationError) as refused:
        register(**details)
    assert field in refused.value.message_dict
    assert not Journey.objects.exists()


def test_only_the_person_gives_consent(register):
    with pytest.raises(ValidationError, match="consent"):
        register(grounds={"counting": "consent"})
    newcomer = actor(Role.PARTICIPANT, None, "Nieuw Hier")
    journey = actions.register_participant(
        newcomer, first_name="Nieuw", last_name="Hier", grounds={"counting": "consent"}
    )
    assert Identity.objects.get(pseudonym=journey.pseudonym).user == newcomer.user
    assert not journey.assignments.exists()
    with pytest.raises(ValidationError, match="already"):
        actions.register_participant(newcomer, first_name="Nieuw", last_name="Hier")


def test_details_are_corrected_with_history(city, sanne):
    identity = Identity.objects.get()
    changed = actions.change_identity(city.case, identity, version=1, last_name="de Witt", reason="misspelt")
    assert [each.last_name for each in changed.history.all()] == ["de Witt", "de Wit"]
    assert changed.history.first().history_change_reason == "misspelt"
    with pytest.raises(Stale):
        actions.change_identity(city.case, identity, version=1, last_name="Wit")
    with pytest.raises(Refused):
        actions.change_identity(city.other_case, identity, version=2, last_name="Wit")


def test_a_birth_after_a_stay_is_refused(city, spell):
    identity = Identity.objects.get()
    with pytest.raises(ValidationError, match="before this date of birth"):
        actions.change_identity(city.case, identity, version=1, birth_date=date(2016, 5, 1))
    actions.change_identity(city.case, identity, version=1, birth_date=date(1990, 5, 1))
    assert Journey.objects.get().birth_year == 1990


def test_needs_come_from_the_list_and_coaches_read_them_only(city, accepted):
    with pytest.raises(Refused):
        actions.change_situation(city.noor, accepted, version=1, district=None, needs=["quiet"])
    changed = actions.change_situation(
        city.case, accepted, version=1, district=city.district, needs=["quiet", "breaks"]
    )
    assert changed.needs == ["breaks", "quiet"]


def test_a_membership_overlaps_no_other_of_its_group(city, sanne):
    with pytest.raises(ValidationError, match="mental health|psychische"):
        actions.record_membership(city.case, sanne, target_group=city.group, starts=date(2016, 1, 1))
    first = Membership.objects.get()
    actions.end_membership(city.case, first, ends=date(2016, 12, 1))
    touching = actions.record_membership(
        city.case, sanne, target_group=city.group, starts=date(2016, 12, 1), ends=date(2017, 6, 1)
    )
    assert touching.ends == date(2017, 6, 1)
    with pytest.raises(ValidationError, match="later"):
        actions.end_membership(city.case, first, ends=TODAY)
