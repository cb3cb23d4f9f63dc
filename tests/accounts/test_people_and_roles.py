"""The pages on which people get and lose roles."""

import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

from momentum.accounts import queries
from momentum.accounts.models import AccessEntry, Mandate, User
from tests.accounts.conftest import TODAY

LIST, INVITE = reverse("accounts:people_and_roles"), reverse("accounts:invite")


@pytest.fixture(autouse=True)
def letters_are_kept(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def typed(where, **change):
    return {
        "email": "new@example.org",
        "name": "Noor",
        "language": "nl",
        "organisation": where.pk,
        "role": "work_coach",
        "starts": "24-11-2016",
        "ends": "",
    } | change


def names(response):
    return [mandate.user.name for mandate in response.context["page"]]


def test_a_manager_sees_the_people_of_their_own_organisation(signed_in, person, organisation):
    manager = signed_in("enterprise_manager")
    colleague, stranger = (
        person("work_coach"),
        person("work_coach", organisation("social_enterprise", "other")),
    )
    shown = names(manager.get(LIST))
    assert colleague.user.name in shown
    assert stranger.user.name not in shown


@pytest.mark.parametrize("role", ["operator", "privacy_officer"])
def test_operator_and_privacy_officer_see_everybody_except_participants(role, signed_in, person):
    client = signed_in(role)
    coach, participant = person("work_coach"), person("participant")
    shown = names(client.get(LIST))
    assert coach.user.name in shown
    assert participant.user.name not in shown
    assert participant.user.email not in client.get(
        LIST, {"q": participant.user.email}
    ).content.decode().replace(f'value="{participant.user.email}"', "")


def test_the_list_is_searched_and_leaves_out_what_ended(signed_in, person):
    client = signed_in("operator")
    person("work_coach", email="anna@example.org")
    person("work_coach", email="old@example.org", ends=TODAY)
    assert len(names(client.get(LIST, {"q": "anna"}))) == 1
    assert names(client.get(LIST, {"q": "old@"})) == []
    assert len(names(client.get(LIST, {"q": "old@", "ended": "on"}))) == 1


def test_a_role_is_given_only_after_the_page_that_shows_what_will_happen(signed_in):
    client = signed_in("enterprise_manager")
    form = typed(client.mandate.organisation)
    check = client.post(INVITE, form)
    assert check.templates[0].name == "accounts/invite_check.html"
    assert not User.objects.filter(email="new@example.org").exists()
    changing = client.post(INVITE, form | {"change": "1"})
    assert changing.context["form"]["name"].value() == "Noor"
    assert client.post(INVITE, form | {"confirm": "1"}).url == LIST
    assert Mandate.objects.get(user__email="new@example.org").role == "work_coach"


def test_the_invitation_lets_somebody_choose_a_password_and_sign_in(signed_in, client):
    signed_in("enterprise_manager")
    client.post(INVITE, typed(client.mandate.organisation, confirm="1"))
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http://testserver/nl/"))
    client.logout()
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    secret = {"password1": "correct horse battery", "password2": "correct horse battery"}
    client.post(page.redirect_chain[-1][0], secret)
    client.post(reverse("account_login"), {"login": "new@example.org", "password": "correct horse battery"})
    assert "_auth_user_id" in client.session


def test_somebody_who_signs_in_already_is_sent_to_the_sign_in(signed_in, person):
    client = signed_in("enterprise_manager")
    known = person("researcher", email="known@example.org").user
    known.set_password("correct horse battery")
    known.save()
    client.post(INVITE, typed(client.mandate.organisation, email="known@example.org", confirm="1"))
    assert "/nl/account/login/" in mail.outbox[0].body
    assert "password/reset" not in mail.outbox[0].body


def test_whether_an_address_is_known_and_as_whom_is_told_to_its_owner_only(signed_in, person):
    client = signed_in("enterprise_manager")
    known = person("researcher", email="known@example.org").user
    User.objects.filter(pk=known.pk).update(name="Wilhelmina Stil")
    told = []
    for address in ("known@example.org", "unknown@example.org"):
        form = typed(client.mandate.organisation, email=address, name="Noor")
        check = client.post(INVITE, form)
        done = client.post(INVITE, form | {"confirm": "1"})
        message = str(next(iter(get_messages(done.wsgi_request))))
        client.get(done.url)  # where the message is shown, once
        told.append((check.content.decode().replace(address, "ADDRESS"), done.url, message))
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page) for page, *_rest in told
    ]
    assert pages[0] == pages[1]
    assert told[0][1:] == told[1][1:]
    assert "Wilhelmina" not in told[0][2]
    assert mail.outbox[0].to == ["known@example.org"]


def test_what_is_wrong_is_told_at_the_field_and_everything_typed_is_kept(signed_in):
    client = signed_in("enterprise_manager")
    form = typed(client.mandate.organisation, ends="31-10-2016", confirm="1")
    response = client.post(INVITE, form)
    assert set(response.context["form"].errors) == {"ends"}
    assert 'value="new@example.org"' in response.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()
    assert mail.outbox == []


def test_a_manager_cannot_name_another_organisation_or_a_role_it_does_not_have(signed_in, organisation):
    client = signed_in("enterprise_manager")
    other = organisation("authority")
    response = client.post(INVITE, typed(other, role="policy_officer", confirm="1"))
    assert set(response.context["form"].errors) == {"organisation", "role"}
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_role_is_ended_after_a_check(signed_in, person):
    client = signed_in("enterprise_manager")
    held = person("work_coach")
    page = reverse("accounts:end", args=[held.pk])
    assert client.get(page).status_code == 200
    check = client.post(page, {"ends": "24-11-2016"})
    assert check.templates[0].name == "accounts/end_check.html"
    held.refresh_from_db()
    assert held.ends is None
    assert client.post(page, {"ends": "24-11-2016", "confirm": "1"}).url == LIST
    held.refresh_from_db()
    assert held.ends == TODAY


def test_a_day_that_has_passed_is_told_beside_the_field(signed_in, person):
    client = signed_in("enterprise_manager")
    held = person("work_coach")
    response = client.post(reverse("accounts:end", args=[held.pk]), {"ends": "23-11-2016", "confirm": "1"})
    assert set(response.context["form"].errors) == {"ends"}
    held.refresh_from_db()
    assert held.ends is None


def test_a_role_that_ends_soon_waits_on_the_desk_of_who_can_renew_it(actor, person):
    manager = actor("enterprise_manager")
    ending = person("work_coach", ends=date(2016, 12, 1))
    person("work_coach", ends=date(2017, 6, 1))
    (waiting,) = queries.waiting_for(manager)
    assert (waiting.due, waiting.who) == (ending.ends, ending.user.name)
    assert queries.waiting_for(actor("work_coach")) == []


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("participant", {"my_access"}),
        ("privacy_officer", {"access_log", "log_questions", "people_and_roles", "removed"}),
        ("operator", {"people_and_roles", "removed"}),
        ("enterprise_manager", {"people_and_roles"}),
        ("work_coach", set()),
        (None, set()),
    ],
)
def test_the_desk_offers_the_doors_that_open(role, doors, actor, client):
    acting = actor(role)
    found = queries.doors(acting)
    assert {door.url for door in found} == {reverse(f"accounts:{name}") for name in doors}
    if acting.user:
        client.force_login(acting.user)
        assert all(client.get(door.url).status_code == 200 for door in found)


def test_a_refused_change_leaves_an_entry_and_nothing_else(signed_in, person, organisation):
    client = signed_in("enterprise_manager")
    stranger = person("work_coach", organisation("social_enterprise", "other"))
    page = reverse("accounts:end", args=[stranger.pk])
    assert client.post(page, {"ends": "24-11-2016", "confirm": "1"}).status_code == 404
    stranger.refresh_from_db()
    assert stranger.ends is None
    entry = AccessEntry.objects.get()
    assert (entry.refused, entry.user, entry.detail) == (True, client.mandate.user, page)


@pytest.mark.parametrize(
    ("role", "door"),
    [("privacy_officer", "access_log"), ("operator", "people_and_roles"), ("participant", "my_access")],
)
def test_the_door_of_this_room_shows_on_the_desk(role, door, signed_in):
    assert reverse(f"accounts:{door}") in signed_in(role).get(reverse("desk")).content.decode()
