"""Two processes that do at the same moment what only one may do, or what must not get in each other's way."""

import json
from datetime import date

import pytest
from django.utils.translation import override

from momentum.accounts.access_log.reading import verify_database
from momentum.accounts.actions import grant_mandate
from momentum.accounts.clock import now
from momentum.accounts.models import AccessEntry, Mandate
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.models import Assessment, FollowUp, Identity, Journey, Spell
from momentum.journeys.queries.people import Filters, people
from momentum.monitor import actions as editions
from momentum.monitor.actions import requests as tables
from momentum.monitor.answering.files import answers, keep
from momentum.monitor.building.files import folder_of, write_manifest
from momentum.monitor.models import Edition, EditionState, TableEvent, TableRequest
from tests.journeys.conftest import GROUNDS, TODAY, build_city

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 25


@pytest.fixture(autouse=True)
def still_clock(settings):
    settings.TODAY = TODAY
    with override("en"):
        yield


@pytest.fixture
def city():
    return build_city()


def somebody(city, number=0):
    journey = actions.register_participant(
        city.case,
        first_name=f"Person {number}",
        last_name="Test",
        birth_date=date(1985, 4, 1),
        grounds=GROUNDS,
    )
    referral = actions.refer(city.case, journey, to_organisation=city.brug)
    actions.accept_referral(city.noor, referral, version=1)
    return journey


def kinds(outcomes) -> list[str]:
    return sorted(each.kind for each in outcomes)


def test_one_stay_is_started_once(city, processes):
    journey = somebody(city)
    outcomes, stays = processes(
        *[
            lambda who=who: actions.start_spell(who, journey, place=city.kitchen, starts=date(2016, 3, 1))
            for who in (city.noor, city.colleague)
        ],
        then=Spell.objects.count,
    )
    assert (kinds(outcomes), stays) == (["Spell", "ValidationError"], 1)


def test_a_stay_is_ended_once_with_one_row_of_questions(city, processes):
    spell = actions.start_spell(city.noor, somebody(city), place=city.kitchen, starts=date(2016, 3, 1))
    outcomes, questions = processes(
        *[
            lambda who=who: actions.end_spell(who, spell, version=1, ends=date(2016, 11, 1))
            for who in (city.noor, city.colleague)
        ],
        then=FollowUp.objects.count,
    )
    assert (kinds(outcomes), questions) == (["Spell", "Stale"], 3)


def test_details_are_changed_by_one_and_the_other_is_told(city, processes):
    journey = somebody(city)
    identity = Identity.objects.get(pseudonym=journey.pseudonym)
    outcomes, name = processes(
        lambda: actions.change_identity(city.case, identity, version=1, first_name="One"),
        lambda: actions.change_identity(city.case, identity, version=1, first_name="Two"),
        then=lambda: Identity.objects.get().first_name,
    )
    assert kinds(outcomes) == ["Identity", "Stale"]
    assert name in ("One", "Two")


def test_two_roles_that_never_go_together_are_not_given_at_once(city, processes):
    operator = city.actor(Role.OPERATOR, city.platform)
    user = city.actor(Role.RESEARCHER, city.platform, "Newcomer").user
    outcomes, roles = processes(
        *[
            lambda role=role: grant_mandate(operator, user=user, organisation=city.gemeente, role=role)
            for role in (Role.CASE_MANAGER, Role.POLICY_OFFICER)
        ],
        then=lambda: list(Mandate.objects.filter(user=user).values_list("role", flat=True)),
    )
    assert kinds(outcomes) == ["Mandate", "ValidationError"]
    assert len(set(roles) & {"case_manager", "policy_officer"}) == 1


def test_many_entries_of_several_processes_are_one_chain_without_gaps(city, processes):
    somebody(city)
    before = AccessEntry.objects.count()

    def look():
        for _time in range(MANY):
            people(city.case, Filters())
        return MANY

    def chain():
        numbers = list(AccessEntry.objects.order_by("number").values_list("number", flat=True))
        report = verify_database()
        return {
            "gapless": numbers == list(range(1, len(numbers) + 1)),
            "count": len(numbers),
            "good": report.holds,
        }

    outcomes, found = processes(look, look, look, then=chain)
    assert kinds(outcomes) == ["int"] * 3
    # A list opens two kinds of record: the journeys, and who they are.
    assert found == {"gapless": True, "count": before + 3 * 2 * MANY, "good": True}


def test_people_come_in_and_are_read_by_several_processes_each_with_a_key(city, processes):
    def register(offset):
        return [str(somebody(city, offset + number).pk) for number in range(8)]

    def read():
        return sorted(each.name for each in Identity.objects.all())

    outcomes, names = processes(lambda: register(0), lambda: register(100), then=read)
    assert kinds(outcomes) == ["list", "list"]
    assert names == sorted(f"Person {number} Test" for number in (*range(8), *range(100, 108)))


def test_measuring_twice_on_one_day_keeps_one(city, processes):
    journey = somebody(city)

    def measure(value):
        return actions.record_assessment(
            city.noor, journey, instrument="ladder", date=date(2016, 10, 3), value=value
        )

    outcomes, kept = processes(lambda: measure(3), lambda: measure(4), then=Assessment.objects.count)
    assert kept == 1
    assert set(kinds(outcomes)) <= {"Assessment", "ValidationError", "Stale"}
    assert "Assessment" in kinds(outcomes)


def test_a_person_is_handed_over_once(city, processes):
    journey = somebody(city)
    third = city.actor(Role.CASE_MANAGER, city.gemeente, "Third Manager")
    outcomes, holders = processes(
        lambda: len(actions.hand_over(city.case, [journey], to=city.other_case.user, starts=TODAY)),
        lambda: len(actions.hand_over(city.case, [journey], to=third.user, starts=TODAY)),
        then=lambda: Journey.objects.get().assignments.filter(role="case_manager", ends__isnull=True).count(),
    )
    assert holders == 1
    assert kinds(outcomes).count("int") == 1


# --- Tables on request ----------------------------------------------------------------------------------------
def request_for_a_table(city, slug="2015", **values):
    edition, _made = Edition.objects.get_or_create(
        slug=slug,
        defaults={
            "title_nl": slug,
            "title_en": slug,
            "period_from": date(2015, 1, 1),
            "period_to": date(2016, 1, 1),
            "freeze": date(2016, 3, 1),
            "state": EditionState.PUBLISHED,
            "content_hash": f"sha256:{slug}",
            "published_at": now(),
        },
    )
    told = {"indicator": "stock", "by": ["age_band"], "question": "stock 2015 age_band", **values}
    return TableRequest.objects.create(
        edition=edition, period_from=date(2015, 1, 1), period_to=date(2016, 1, 1), due=TODAY, **told
    )


def test_a_request_for_a_table_is_taken_in_hand_by_one(city, processes):
    request = request_for_a_table(city)
    analysts = [city.actor(Role.ANALYST, city.platform, name) for name in ("One", "Other")]
    outcomes, hands = processes(
        *[lambda who=who: tables.take_table(who, request) for who in analysts],
        then=lambda: TableEvent.objects.filter(verb="take").count(),
    )
    assert (kinds(outcomes), hands) == (["TableRequest", "ValidationError"], 1)


def test_of_two_answers_that_do_not_know_each_other_one_is_released(city, processes, settings, tmp_path):
    settings.EDITIONS = tmp_path
    analyst, checker = (city.actor(Role.ANALYST, city.platform, name) for name in ("One", "Other"))
    requests = []
    for side in ("age_band", "place_kind"):
        work = tmp_path / side
        (work / "internal").mkdir(parents=True)
        (work / "internal" / "audit.json").write_text('{"ok": true}')
        (work / "inputs.json").write_text('{"released": [["2015", "sha256:2015"]]}')
        (work / "public").mkdir()
        (work / "public" / "table.csv").write_text(side)
        words = dict.fromkeys(("nl", "en"), side.replace("_", " "))
        (work / "public" / "table.json").write_text(json.dumps({"title": words, "about": words}))
        content = write_manifest(work, {})
        answers().mkdir(exist_ok=True)
        keep(work, content)
        request = request_for_a_table(
            city, by=[side], question=f"stock 2015 {side}", state="built", content_hash=content
        )
        requests.append(tables.check_table(checker, request, content_hash=content))
    outcomes, released = processes(
        *[lambda request=request: tables.release_table(analyst, request) for request in requests],
        then=lambda: TableRequest.objects.filter(slug__isnull=False).count(),
    )
    assert (kinds(outcomes), released) == (["TableRequest", "ValidationError"], 1)


def test_of_two_first_editions_that_do_not_know_each_other_one_is_published(
    city, processes, settings, tmp_path
):
    settings.EDITIONS = tmp_path
    builder, checker = (city.actor(Role.ANALYST, city.platform, name) for name in ("One", "Other"))
    approved = []
    for slug in ("2014", "2015"):
        edition = Edition.objects.create(
            slug=slug,
            title_nl=slug,
            title_en=slug,
            period_from=date(int(slug), 1, 1),
            period_to=date(int(slug) + 1, 1, 1),
            freeze=date(2016, 3, 1),
            state=EditionState.SUBMITTED,
        )
        inner = folder_of(edition) / "internal"
        inner.mkdir(parents=True)
        (inner / "audit.json").write_text('{"ok": true}')
        (inner / "published.json").write_text(f'[["stock/{slug}", [], 40]]')
        (folder_of(edition) / "inputs.json").write_text('{"earlier": []}')
        edition.content_hash = write_manifest(folder_of(edition), {})
        edition.save()
        approved.append(editions.approve(checker, edition, content_hash=edition.content_hash))
    outcomes, published = processes(
        *[lambda edition=edition: editions.publish(builder, edition) for edition in approved],
        then=lambda: Edition.objects.filter(state=EditionState.PUBLISHED).count(),
    )
    assert (kinds(outcomes), published) == (["Edition", "ValidationError"], 1)
