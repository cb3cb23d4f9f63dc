"""Every page opens for who may, and is absence for who may not; every page says nothing twice and logs what it opens."""

from datetime import date

import pytest
from django.urls import reverse

from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Role
from momentum.journeys import actions
from momentum.journeys.models import Assessment, FollowUp
from momentum.journeys.urls import urlpatterns
from tests.journeys.conftest import actor


@pytest.fixture
def keys(city, spell, participant, register, accept):
    """One of everything, so that every address of the room has something to show."""
    other = register("Hamid", "Aziz", phone="020 123 4567")
    accept(other)
    left = actions.start_spell(city.noor, other, place=city.bottling, starts=date(2016, 1, 4))
    actions.end_spell(city.noor, left, version=1, ends=date(2016, 8, 31), end_reason=city.reason)
    referral = actions.refer(city.case, spell.journey, to_organisation=city.bakkerij, wish="baking bread")
    question = actions.ask_correction(
        participant, spell.journey, about="a stay", text="It began a week later"
    )
    measured = actions.record_assessment(
        city.noor, spell.journey, instrument="ladder", date=date(2016, 4, 1), value=4
    )
    return {
        "person": spell.journey.pk,
        "stay": spell.pk,
        "ended": left.pk,
        "referral": referral.pk,
        "follow_up": FollowUp.objects.get(weeks=13).pk,
        "error": question.pk,
        "measured": measured.pk,
        "group": spell.journey.memberships.get().pk,
    }


COACH, CASE, KEEPER, SELF = "noor", "case", "keeper", "participant"
PAGES = {
    "people": (None, {COACH, CASE}),
    "register": (None, {CASE}),
    "start_spell": (None, {COACH, CASE}),
    "start_job": (None, {COACH, CASE}),
    "end_spell": (None, {COACH, CASE}),
    "change_stay": (None, {COACH, CASE}),
    "own_voices": (None, {COACH, CASE}),
    "hand_over": (None, {COACH, CASE}),
    "cover": (None, {COACH, CASE}),
    "confirm_grounds": (None, {COACH, CASE}),
    "person": ("person", {COACH, CASE}),
    "print_person": ("person", {COACH, CASE}),
    "letter": ("person", {CASE}),
    "change_details": ("person", {CASE}),
    "change_situation": ("person", {COACH, CASE}),
    "add_membership": ("person", {COACH, CASE}),
    "refer": ("person", {CASE}),
    "assess_ladder": ("person", {COACH, CASE}),
    "assess_wage_value": ("person", {COACH, CASE}),
    "own_voice": ("person", {COACH, CASE}),
    "grounds": ("person", {CASE}),
    "record_ground": ("person", {COACH, CASE}),
    "merge": ("person", {CASE}),
    "record_death": ("person", {COACH, CASE}),
    "undo_death": ("person", {COACH, CASE}),
    "end_membership": ("group", {COACH, CASE}),
    "change_spell": ("stay", {COACH, CASE}),
    "change_hours": ("stay", {COACH, CASE}),
    "end_this_spell": ("stay", {COACH, CASE}),
    "undo_end": ("ended", {COACH, CASE}),
    "remove_assessment": ("measured", {COACH, CASE}),
    "answer_correction": ("error", {COACH, CASE}),
    "referrals": (None, {COACH, CASE}),
    "answer_referral": ("referral", {"bram"}),
    "follow_ups": (None, {COACH, CASE, KEEPER}),
    "record_follow_up": ("follow_up", {COACH, CASE}),
    "mine": (None, {SELF}),
    "print_mine": (None, {SELF}),
    "my_details": (None, {SELF}),
    "my_own_voice": (None, {SELF}),
    "report_error": (None, {SELF}),
    "refer_myself": (None, {SELF}),
}
ROLES = [COACH, CASE, KEEPER, SELF, "bram", "other_case", "analyst", "policy", "manager"]


@pytest.mark.parametrize("who", ROLES)
def test_every_page_by_every_role(city, keys, participant, browse, who):
    acting = participant if who == SELF else getattr(city, who)
    visitor = browse(acting)
    own_list = {"bram": COACH, "other_case": CASE}.get(who, who)
    for name, (kind, roles) in PAGES.items():
        url = reverse(f"journeys:{name}", args=[keys[kind]] if kind else [])
        answer = visitor.get(url)
        expected = 200 if who in roles or (kind is None and own_list in roles) else 404
        assert answer.status_code == expected, (who, url, answer.status_code)
        if expected == 200:
            assert answer.text.count("<h1>") == 1, url


# Requests about one's own record, and records opened for a reason: their own tests visit them by every role.
ELSEWHERE = {
    "open_for_a_reason", "opened", "emergencies", "review_opening", "my_rights", "ask_right", "withdraw_right",
    "end_restriction", "my_copy", "take_down_right", "receipt", "receipt_pdf", "rights", "answer_right", "prolong_right",
    "announce_end", "copy_for_person",
}  # fmt: skip


def test_each_address_is_visited(keys):
    posts_or_words = {
        "end_cover",
        "withdraw_referral",
        "give_consent",
        "withdraw_ground",
        "people_export",
        "register_myself",
    }
    assert {
        each.name for each in urlpatterns if not each.name.startswith("import")
    } - posts_or_words - ELSEWHERE == set(PAGES)


def test_no_page_stays_in_a_cache(city, keys, participant, browse):
    for who, urls in (
        (city.noor, ["people", "referrals", "follow_ups", "start_spell"]),
        (participant, ["mine", "my_own_voice"]),
    ):
        for name in urls:
            assert "no-store" in browse(who).get(reverse(f"journeys:{name}"))["Cache-Control"]
    assert "no-store" in browse(city.noor).get("/en/people/list.csv")["Cache-Control"]


def test_a_refusal_has_the_headers_of_absence(city, keys, browse):
    policy = browse(city.policy)
    refused = policy.get(reverse("journeys:person", args=[keys["person"]]))
    absent = policy.get(reverse("journeys:person", args=["00000000-0000-4000-8000-000000000000"]))
    assert dict(refused.headers) == dict(absent.headers)
    bram = browse(city.bram)
    closed = bram.get(reverse("journeys:person", args=[keys["person"]]))
    unknown = bram.get(reverse("journeys:person", args=["00000000-0000-4000-8000-000000000000"]))
    assert dict(closed.headers) == dict(unknown.headers)


def test_a_visitor_finds_nothing(client, keys):
    for name, (kind, _roles) in PAGES.items():
        assert client.get(reverse(f"journeys:{name}", args=[keys[kind]] if kind else [])).status_code == 404


def test_opening_a_person_is_logged_by_name(city, keys, browse):
    before = AccessEntry.objects.order_by("pk").last().pk
    browse(city.noor).get(reverse("journeys:person", args=[keys["person"]]))
    entries = list(
        AccessEntry.objects.filter(pk__gt=before)
        .order_by("pk")
        .values_list("verb", "record", "purpose", "user")
    )
    assert entries == [
        ("read", "journey", "guidance", city.noor.user.pk),
        ("read", "identity", "guidance", city.noor.user.pk),
    ]


def test_printing_is_logged_as_printing_and_shows_the_whole_record(city, keys, participant, browse):
    for who, name, keyed, records in (
        (city.noor, "print_person", [keys["person"]], ["journey", "identity"]),
        (participant, "print_mine", [], ["journey", "identity", "consent"]),
    ):
        before = AccessEntry.objects.order_by("pk").last().pk
        page = browse(who).get(reverse(f"journeys:{name}", args=keyed))
        for text in ("Sanne de Wit", "1 March 2016", "Bakkerij Zon", "Participation ladder", who.user.name):
            assert text in page.text, (name, text)
        assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
        entries = AccessEntry.objects.filter(pk__gt=before)
        assert [entry.record for entry in entries.order_by("pk")] == records
        assert {entry.verb for entry in entries} == {"print"}
        assert all(entry.persons.exists() for entry in entries)


def test_printing_is_offered_where_one_reads(city, keys, participant, browse):
    person = reverse("journeys:person", args=[keys["person"]])
    assert reverse("journeys:print_person", args=[keys["person"]]) in browse(city.noor).get(person).text
    assert reverse("journeys:print_mine") in browse(participant).get(reverse("journeys:mine")).text


def test_a_participant_without_a_record_begins(city, browse):
    newcomer = actor(Role.PARTICIPANT, None, "Nieuw Hier")
    page = browse(newcomer)
    assert "Sign up to find a place" in page.get(reverse("journeys:mine")).text
    typed = {"first_name": "Nieuw", "last_name": "Hier", "guidance": "on", "counting": "on"}
    answer = page.post(reverse("journeys:register_myself"), typed, follow=True)
    assert "Hello Nieuw" in answer.text
    assert Assessment.objects.count() == 0


@pytest.mark.parametrize("name", sorted(name for name, (kind, _roles) in PAGES.items() if kind))
def test_every_page_about_one_person_names_them_in_the_log(city, keys, browse, name):
    kind, roles = PAGES[name]
    who = next(who for who in (CASE, COACH, "bram") if who in roles)
    before = AccessEntry.objects.order_by("pk").last().pk
    browse(getattr(city, who)).get(reverse(f"journeys:{name}", args=[keys[kind]]))
    named = AccessEntry.objects.filter(pk__gt=before, refused=False, persons__isnull=False)
    assert named.exists()
    assert {entry.user for entry in named} == {getattr(city, who).user}


def test_what_a_participant_reads_on_the_desk_is_logged_as_their_own(city, keys, participant, browse):
    before = AccessEntry.objects.order_by("pk").last().pk
    browse(participant).get(reverse("desk"))
    entries = AccessEntry.objects.filter(pk__gt=before)
    assert {(entry.verb, entry.purpose) for entry in entries} == {("read", "own")}
    assert ("journey", "desk") in {(entry.record, entry.detail) for entry in entries}
