"""The demo city in the database: what the generator made stands there, and every role has somebody to be."""

from datetime import timedelta

import pytest
from django.db.models import Count, F, Q
from django.urls import reverse

from momentum.accounts.access_log import queries as log_queries
from momentum.accounts.access_log.reading import verify_database
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry, Mandate, Organisation
from momentum.accounts.policy import ROLES_OF_KIND, Role
from momentum.accounts.queries import actor_under, demo_mandates
from momentum.demo.edition import analysts, begin_edition, publish_edition
from momentum.demo.population.assessments import OWN_VOICE
from momentum.demo.population.rates import RUNNING
from momentum.demo.requests import answer_requests
from momentum.journeys.grounds import left_out
from momentum.journeys.models import (
    Assessment,
    Assignment,
    CorrectionRequest,
    CorrectionState,
    FollowUp,
    Identity,
    Journey,
    PurposeGround,
    Referral,
    ReferralState,
    Spell,
    SpellHours,
)
from momentum.journeys.pseudonyms import for_journey
from momentum.monitor.building.files import public_of
from momentum.monitor.models import EditionState, TableRequest
from momentum.sector.models import District, Place, Profile, YearFigures
from tests.demo.conftest import TODAY

BREWERY = "brouwerij-de-brug"
pytestmark = pytest.mark.xdist_group("demo city")


def test_everything_generated_stands_in_the_database(city):
    population = city.population
    assert Journey.objects.filter(merged_into__isnull=True).count() == population.count
    assert Spell.objects.count() == len(population.spells.start)
    assert Spell.objects.filter(ends__isnull=True).count() == int((population.spells.end == RUNNING).sum())
    assert SpellHours.objects.count() == len(city.hours.spell)
    assert Assessment.objects.count() == len(city.assessments.day)
    assert Organisation.objects.count() == len(city.organisations.all)
    assert District.objects.count() == 97
    assert YearFigures.objects.filter(year=2016).count() == 75


def test_identities_and_journeys_are_joined_by_the_keyed_pseudonym_only(city):
    identity = Identity.objects.order_by("pk").first()
    assert identity.pseudonym == for_journey(identity.pk)
    assert Journey.objects.filter(pseudonym=identity.pseudonym).exists()
    assert Identity.objects.count() == city.population.count


def test_stays_fit_their_places(city):
    placed = Spell.objects.filter(place__isnull=False)
    assert not placed.exclude(place__organisation=F("organisation")).exists()
    assert not placed.exclude(place__kind=F("kind")).exists()
    assert not placed.filter(starts__lt=F("place__opens")).exists()
    crowded = (
        Place.objects.annotate(there=Count("spells", filter=Q(spells__ends__isnull=True)))
        .filter(there__gt=F("capacity"))
        .count()
    )
    assert crowded == 0


def test_jobs_elsewhere_are_at_employers_and_paid(city):
    elsewhere = Spell.objects.filter(place__isnull=True)
    assert elsewhere.count() > 1000
    assert not elsewhere.exclude(organisation__kind="employer", kind__paid=True).exists()


def test_closed_enterprises_have_nobody_and_are_not_listed(city):
    closed = Profile.objects.filter(closed__isnull=False)
    assert closed.count() == 3
    assert not closed.filter(listed=True).exists()
    assert not Spell.objects.filter(organisation__profile__in=closed, ends__isnull=True).exists()


def test_left_out_are_those_who_objected_or_whose_ground_is_not_confirmed(city):
    counts = left_out(Journey.objects.filter(merged_into__isnull=True), TODAY)
    assert set(counts) == {"objected", "ground_to_be_confirmed"}
    assert sum(counts.values()) == int((city.population.standing > 0).sum())
    assert not PurposeGround.objects.filter(withdrawn_on__gt=TODAY).exists()


def test_nothing_was_entered_or_done_after_today(city):
    assert not Spell.objects.filter(recorded_at__date__gt=TODAY).exists()
    assert not Assessment.objects.filter(date__gt=TODAY).exists()
    assert not FollowUp.objects.filter(asked_on__gt=TODAY).exists()
    assert not Referral.objects.filter(sent_at__date__gt=TODAY).exists()
    assert not Referral.objects.filter(decided_at__lt=F("sent_at")).exists()


# --- Who can be somebody ------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_somebody_who_can_sign_in_and_lands_on_a_desk(role, city, client):
    mandates = [each for each in demo_mandates() if each.role == role]
    assert len(mandates) == (2 if role in (Role.ANALYST, Role.WORK_COACH) else 1)
    for mandate in mandates:
        assert mandate.user.address.endswith("@demo.example")
        signed_in = client.post(reverse("accounts:sign_in_as"), {"mandate": mandate.pk})
        assert signed_in.url == reverse("desk")
        assert client.get(reverse("desk")).status_code == 200


def test_roles_are_held_where_the_policy_allows_them(city):
    for mandate in Mandate.objects.exclude(role=Role.PARTICIPANT).select_related("organisation"):
        assert mandate.role in ROLES_OF_KIND[mandate.organisation.kind], mandate


def test_the_coach_shown_first_works_at_the_brewery_with_its_manager(city):
    mandates = {each.role: each for each in reversed(demo_mandates())}
    coach, manager = mandates[Role.WORK_COACH], mandates[Role.ENTERPRISE_MANAGER]
    assert coach.user.name == "Noor Bakker"
    assert coach.organisation == manager.organisation == Organisation.objects.get(slug=BREWERY)


def test_things_wait_at_the_brewery(city):
    here = {"organisation__slug": BREWERY}
    spells = Spell.objects.filter(**here)
    assert spells.filter(ends__isnull=True).count() > 40
    assert spells.filter(ends__isnull=False, end_reason__isnull=True).exists()
    waiting = Referral.objects.filter(to_organisation__slug=BREWERY, state=ReferralState.SENT)
    assert waiting.count() >= 2
    running = Journey.objects.filter(spells__in=spells.filter(ends__isnull=True))
    quarter = TODAY.replace(month=1, day=1)
    asked = Assessment.objects.filter(instrument=OWN_VOICE, date__gte=quarter)
    assert running.exclude(assessments__in=asked).exists()
    covered = Assignment.objects.filter(covers_for__isnull=False, user__name="Noor Bakker", ends__gt=TODAY)
    assert covered.count() > 5


def test_follow_ups_are_late_due_now_and_still_to_come(city):
    open_ = FollowUp.objects.filter(asked_on__isnull=True)
    assert open_.filter(due__lt=TODAY).exists()
    assert open_.filter(due__gte=TODAY, due__lte=TODAY + timedelta(days=14)).exists()
    assert open_.filter(due__gt=TODAY + timedelta(days=90)).exists()
    assert not open_.filter(due__lt=TODAY - timedelta(days=60)).exists()
    assert FollowUp.objects.filter(outcome="paid_work").count() > 50
    assert not FollowUp.objects.filter(asked_on__isnull=False, outcome="").exists()


def test_the_participant_shown_first_has_a_journey_worth_reading(city):
    mandate = next(each for each in demo_mandates() if each.role == Role.PARTICIPANT)
    identity = Identity.objects.get(user=mandate.user)
    journey = Journey.objects.get(pseudonym=identity.pseudonym)
    assert identity.name == mandate.user.shown_name
    assert (mandate.user.name, mandate.user.email) == ("", None)
    assert journey.spells.count() >= 2
    assert journey.spells.filter(ends__isnull=True, organisation__slug=BREWERY).exists()
    assert journey.assessments.count() >= 6
    states = set(CorrectionRequest.objects.filter(journey=journey).values_list("state", flat=True))
    assert states == {CorrectionState.OPEN, CorrectionState.NOT_CORRECTED}
    assert journey.assignments.filter(role=Role.CASE_MANAGER, user__name="Fatima Yilmaz").exists()


def test_the_participant_reads_who_looked_and_why(city):
    mandate = next(each for each in demo_mandates() if each.role == Role.PARTICIPANT)
    pseudonym = Identity.objects.get(user=mandate.user).pseudonym
    looks = AccessEntry.objects.filter(
        persons__reference=references_of([pseudonym])[pseudonym], role__in=("work_coach", "case_manager")
    )
    assert {each.user_name for each in looks} == {"Noor Bakker", "Fatima Yilmaz"}
    assert {each.purpose for each in looks} == {"guidance", "case"}
    asked = log_queries.asked_by_me(actor_under(mandate.user, mandate))
    assert [(each.question.state, bool(each.text), bool(each.answer)) for each in asked] == [
        ("open", True, False),
        ("not_upheld", True, True),
    ]
    assert verify_database().holds


def test_a_case_manager_has_people_and_some_of_them_wait(city):
    caseload = Assignment.objects.filter(user__name="Fatima Yilmaz", ends__isnull=True)
    assert 30 < caseload.count() < 60
    people = caseload.values("journey")
    assert Referral.objects.filter(journey__in=people, state=ReferralState.SENT).exists()
    soon = TODAY + timedelta(days=14)
    assert FollowUp.objects.filter(spell__journey__in=people, asked_on__isnull=True, due__lte=soon).exists()


def test_merged_records_keep_nothing_of_their_own(city):
    merged = Journey.objects.filter(merged_into__isnull=False)
    assert merged.count() > 3
    assert not Spell.objects.filter(journey__in=merged).exists()
    assert not Identity.objects.filter(pseudonym__in=merged.values("pseudonym")).exists()


# --- The edition --------------------------------------------------------------------------------------------
def test_the_published_edition_shows_what_the_records_say(city):
    begun = begin_edition(analysts()[0])
    edition = publish_edition()
    assert edition.pk == begun.pk, "what was broken off is finished, not begun anew"
    assert edition.state == EditionState.PUBLISHED
    figures = public_of(edition)["figures"]
    assert figures["stock"]["value"] == 2720
    assert round(100 * figures["stock"]["change"], 1) == -2.7
    assert figures["moved_on"]["value"] == 431
    assert round(100 * figures["moved_on"]["change"]) == 36
    assert figures["reach"]["value"] > figures["stock"]["value"]
    hands = list(edition.events.values_list("verb", "user_name"))
    assert ("build", "Ilse Brandsma") in hands
    assert ("approve", "Karim Haddou") in hands
    answer_requests(edition)
    answer_requests(edition)
    states = TableRequest.objects.values_list("state", flat=True)
    assert sorted(states) == ["asked", "released"], (
        "one table is there, one waits, and neither is asked twice"
    )
    again = publish_edition()
    assert (again.pk, again.content_hash) == (edition.pk, edition.content_hash)
