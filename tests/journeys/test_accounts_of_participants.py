"""The account of a participant shows neither name nor address, and they sign in and are written to all the same."""

import re
from datetime import date

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from momentum.accounts.actions.forgetting import close_accounts
from momentum.accounts.actions.mail_queue import queue_letter
from momentum.accounts.actions.mandates import grant_mandate, invite_person
from momentum.accounts.actions.participants import seal_account
from momentum.accounts.adapter import AccountAdapter
from momentum.accounts.keys import person_keys, rotation
from momentum.accounts.models import User
from momentum.accounts.policy import Role
from momentum.accounts.sealed_accounts import account_key
from momentum.accounts.sign_in.notices import NEW_DEVICE
from momentum.journeys import actions
from momentum.journeys.actions.letters import write_letter
from momentum.journeys.actions.sweeping import sweep
from momentum.journeys.models import Identity, Journey
from tests.journeys.test_sealed import PLANTED, _dump, raw

ADDRESS, NAME = "Zwaantje.Quispel@example.org", "Zwaantje Quispel-Knots"
PASSWORD = "a long password of six words"


@pytest.fixture(autouse=True)
def letters_at_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def newcomer(city):
    """Somebody who was invited to take part and is not registered yet, as the database has them."""
    user = User.objects.create_user(email=ADDRESS, name=NAME, password=PASSWORD)
    grant_mandate(
        city.actor(Role.OPERATOR, city.platform), user=user, organisation=None, role=Role.PARTICIPANT
    )
    return User.objects.get(pk=user.pk)


@pytest.fixture
def registered(city, newcomer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        journey = actions.register_participant(
            city.case, **PLANTED, grounds={"guidance": "law"}, user=newcomer
        )
    return User.objects.get(pk=newcomer.pk), journey


def signs_in(login, password=PASSWORD):
    client = Client()
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session


def in_plain(user):
    return user.name, user.email


def test_before_registering_a_key_of_the_account_seals_both(newcomer):
    assert in_plain(newcomer) == ("", None)
    assert (newcomer.shown_name, newcomer.address) == (NAME, ADDRESS.lower())
    for column in ("own_address", "own_name"):
        assert person_keys().person_of(raw(User, column, id=newcomer.pk)) == account_key(newcomer)
    assert signs_in(ADDRESS)
    assert not signs_in("zwaantje@example.org")


def test_registered_the_name_is_the_identitys_and_the_key_is_theirs(registered):
    user, journey = registered
    assert in_plain(user) == ("", None)
    assert (user.shown_name, user.address) == (NAME, ADDRESS.lower())
    assert raw(User, "own_name", id=user.pk) == ""
    assert person_keys().person_of(raw(User, "own_address", id=user.pk)) == journey.pseudonym
    assert person_keys().is_destroyed(account_key(user))
    assert signs_in(ADDRESS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_identity", [False, True])
def test_a_dump_holds_neither_name_nor_address_of_an_account(city, newcomer, with_identity, tmp_path):
    if with_identity:
        actions.register_participant(city.case, **PLANTED, grounds={"guidance": "law"}, user=newcomer)
    assert signs_in(ADDRESS)
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    queue_letter(mail.EmailMessage("Onderwerp", "Tekst", to=[ADDRESS]), ADDRESS)
    held = _dump(tmp_path).lower()
    assert newcomer.address_digest in held
    assert [word for word in ("zwaantje", "quispel", "knots") if word in held] == []


def test_a_new_password_is_asked_and_chosen_by_the_address(registered):
    user, _journey = registered
    Client().post(reverse("account_reset_password"), {"email": ADDRESS.upper()})
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS.lower()]
    assert NAME in letter.body
    client = Client()
    link = "/nl" + re.search(r"/account/password/reset/key/\S+", letter.body)[0]
    page = client.get(link, follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    assert signs_in(ADDRESS, "another long password")
    assert mail.outbox[1].to == [ADDRESS.lower()]  # told that it changed


def test_notices_reach_them_and_mail_in_the_queue_is_known_as_theirs(registered, rf):
    user, _journey = registered
    with request_context(rf.get("/")):
        AccountAdapter().send_notification_mail(NEW_DEVICE, user)
    assert mail.outbox[0].to == [ADDRESS.lower()]
    assert queue_letter(mail.EmailMessage("x", "y", to=[ADDRESS]), ADDRESS).user == user


def test_a_letter_on_paper_leaves_the_address_working(city, registered):
    user, journey = registered
    letter = write_letter(city.case, journey)
    assert letter.name == NAME
    assert in_plain(User.objects.get(sign_in_name=letter.sign_in_name)) == ("", None)
    assert signs_in(ADDRESS)


def test_pages_greet_by_the_name_of_the_identity_as_it_is_now(city, registered, client):
    user, journey = registered
    identity = Identity.objects.get(pseudonym=journey.pseudonym)
    actions.change_identity(city.case, identity, version=1, first_name="Zwaan", email="nieuw@example.org")
    client.force_login(User.objects.get(pk=user.pk))
    page = client.get(reverse("desk")).content.decode()
    assert "Zwaan Quispel-Knots" in page


def test_the_contact_address_is_not_the_one_to_sign_in_with(city, registered):
    """Else whoever may correct somebody's details could have the link for a new password sent to themselves."""
    user, journey = registered
    identity = Identity.objects.get(pseudonym=journey.pseudonym)
    actions.change_identity(city.case, identity, version=1, email="nieuw@example.org")
    assert User.objects.get(pk=user.pk).address == ADDRESS.lower()
    assert signs_in(ADDRESS)
    assert not signs_in("nieuw@example.org")


def test_one_address_is_one_account_whoever_has_it(city, registered):
    user, _journey = registered
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(email=ADDRESS, name="Somebody Else")
    assert User.objects.by_address(f" {ADDRESS.upper()} ") == user


def test_who_gets_a_role_here_is_known_by_what_it_says_of_them(city, registered):
    user, _journey = registered
    mandate = invite_person(
        city.actor(Role.OPERATOR, city.platform, "Another Operator"),
        email=ADDRESS,
        name="Z. Quispel",
        organisation=city.brug,
        role=Role.WORK_COACH,
    )
    assert mandate.user_id == user.pk
    now = User.objects.get(pk=user.pk)
    assert (now.name, now.email, now.own_address) == ("Z. Quispel", ADDRESS.lower(), "")
    assert signs_in(ADDRESS)
    seal_account(now)
    assert now.name == "Z. Quispel"


def test_merged_the_account_is_sealed_under_the_key_of_who_stays(city, registered, sanne):
    user, journey = registered
    versions = {each.pk: each.version for each in Journey.objects.all()}
    actions.merge_people(
        city.case, sanne, journey, kept_version=versions[sanne.pk], merged_version=versions[journey.pk]
    )
    now = User.objects.get(pk=user.pk)
    assert now.shown_name == "Sanne de Wit"
    assert now.address == ADDRESS.lower()
    assert person_keys().person_of(raw(User, "own_address", id=user.pk)) == sanne.pseudonym


def test_whose_key_is_destroyed_is_written_to_no_more(registered):
    user, journey = registered
    person_keys().destroy(journey.pseudonym)
    again = User.objects.get(pk=user.pk)
    assert again.address == ""
    assert again.shown_name == "erased"


def test_new_keys_reach_the_account(registered):
    user, _journey = registered
    before = raw(User, "own_address", id=user.pk)
    rotation.begin()
    rotation.reseal()
    rotation.finish(at_once=True)
    assert raw(User, "own_address", id=user.pk) != before
    assert User.objects.get(pk=user.pk).address == ADDRESS.lower()


def test_who_is_erased_signs_in_no_more(registered):
    user, journey = registered
    sweep([journey.pseudonym])
    person_keys().destroy(journey.pseudonym)
    assert User.objects.by_address(ADDRESS) is None
    assert not signs_in(ADDRESS)


def test_an_account_that_is_closed_loses_its_key(newcomer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        close_accounts([str(newcomer.pk)], date(2016, 11, 28))
    assert User.objects.by_address(ADDRESS) is None
    assert person_keys().is_destroyed(account_key(newcomer))
