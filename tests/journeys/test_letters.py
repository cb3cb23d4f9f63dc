"""A letter with link and code, for somebody without an e-mail address."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from momentum.accounts.access import Refused
from momentum.accounts.models import AccessEntry, Invitation, User
from momentum.journeys.actions.letters import write_letter
from momentum.journeys.letter import letter_pdf
from momentum.journeys.models import Identity

BORN = "01-04-1985"
NEW = {"password1": "correct horse battery staple", "password2": "correct horse battery staple"}


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def letter(city, sanne):
    return write_letter(city.case, sanne)


def type_code(client, letter, code=None, born=BORN, token=None):
    page = reverse("account_letter", args=[(token or letter.token).lower()])
    return client.post(page, {"code": code or letter.code, "birth_date": born})


def test_a_participant_gets_in_by_letter_and_then_by_name_and_password(letter, client):
    page = client.get(reverse("account_letter", args=[letter.token.lower()]))
    assert page.status_code == 200
    assert "Sanne" not in page.content.decode()
    assert type_code(client, letter, code=letter.code.lower().replace("-", " ")).url == reverse(
        "account_invitation"
    )
    assert letter.sign_in_name in client.get(reverse("account_invitation")).content.decode()
    assert client.post(reverse("account_invitation"), NEW).url == reverse("desk")
    assert client.get(reverse("journeys:mine")).status_code == 200
    again = Client()
    again.post(reverse("account_login"), {"login": letter.sign_in_name.upper(), "password": NEW["password1"]})
    assert again.get(reverse("journeys:mine")).status_code == 200


def test_the_account_says_nothing_of_who_it_is(letter, sanne):
    user = User.objects.get(sign_in_name=letter.sign_in_name)
    assert (user.email, user.name) == (None, "")
    assert user.shown_name == "Sanne de Wit"
    assert re.fullmatch(r"[a-z]+-[a-z]+-\d{3}", user.sign_in_name)
    assert Identity.objects.get(pseudonym=sanne.pseudonym).user == user
    kept = str(list(Invitation.objects.values()))
    assert letter.code.replace("-", "") not in kept
    assert letter.token not in kept


def test_a_code_works_once(letter):
    first, second = Client(), Client()
    for client in (first, second):
        assert type_code(client, letter).status_code == 302
    assert first.post(reverse("account_invitation"), NEW).status_code == 302
    assert second.post(reverse("account_invitation"), NEW).status_code == 410
    assert type_code(Client(), letter).status_code == 422


def plain(answer):
    page = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return answer.status_code, re.sub(r"/letter/\w+/", "/letter/…/", page)


def test_wrong_expired_replaced_and_forged_are_told_alike(city, sanne, letter):
    forged = plain(type_code(Client(), letter, token="bcdfghjkmn"))
    assert forged[0] == 422
    assert plain(type_code(Client(), letter, code="BBBB-BBBB-BBBB")) == forged
    assert plain(type_code(Client(), letter, born="02-04-1985")) == forged
    Invitation.objects.update(
        made=timezone.now() - timedelta(days=15), expires=timezone.now() - timedelta(seconds=1)
    )
    assert plain(type_code(Client(), letter)) == forged
    newer = write_letter(city.case, sanne)
    assert plain(type_code(Client(), letter)) == forged
    assert type_code(Client(), newer).status_code == 302


def test_five_wrong_attempts_end_the_letter(letter):
    for _attempt in range(5):
        type_code(Client(), letter, code="BBBB-BBBB-BBBB")
    assert type_code(Client(), letter).status_code == 422


def test_guessing_from_one_place_is_stopped(letter, settings):
    settings.TRIES = {**settings.TRIES, "letter": "3/m/ip"}
    client = Client()
    answers = [type_code(client, letter, token=f"bcdfghjkm{n}").status_code for n in range(4)]
    assert answers == [422, 422, 422, 429]


def test_who_has_a_letter_cannot_take_over_somebody_who_works_here(city, sanne, letter):
    user = User.objects.get(sign_in_name=letter.sign_in_name)
    user.mandates.create(role="researcher", organisation=city.brug, starts=date(2016, 1, 1))
    with pytest.raises(ValidationError):
        write_letter(city.case, sanne)


def test_only_who_writes_the_identity_makes_a_letter(city, sanne, browse, participant):
    page = reverse("journeys:letter", args=[sanne.pk])
    for who in (city.noor, city.other_case, city.analyst, participant):
        with pytest.raises(Refused):
            write_letter(who, sanne)
        assert browse(who).post(page).status_code == 404


def test_without_a_date_of_birth_there_is_no_letter(city, register):
    with pytest.raises(ValidationError):
        write_letter(city.case, register("Hamid", "Aziz", birth_date=None))


def test_the_paper_says_it_all_in_either_language(letter):
    for language, word in (("nl", "Beste"), ("en", "Dear")):
        pdf = letter_pdf(
            type(letter)(**{**vars(letter), "language": language}), f"https://m.example/{letter.token}/"
        )
        text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
        for part in (word, letter.code, letter.sign_in_name, f"m.example/{letter.token}/", "Sanne de Wit"):
            assert part in text, (language, part)
    assert not set(letter.code) & set("01IO5S2ZULAE")


def test_the_page_gives_the_paper_and_logs_it(city, sanne, browse):
    case = browse(city.case)
    page = reverse("journeys:letter", args=[sanne.pk])
    assert case.get(page).status_code == 200
    answer = case.post(page, {"language": "nl"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    entry = AccessEntry.objects.order_by("-pk").first()
    assert (entry.verb, entry.record, entry.detail) == ("print", "identity", "write_letter")


def test_a_letter_opens_nothing_once_its_person_works_here(city, letter, client):
    """Who wrote it, or found it, would set a password and get in with the role."""
    user = User.objects.get(sign_in_name=letter.sign_in_name)
    assert type_code(client, letter).status_code == 302
    user.mandates.create(role="work_coach", organisation=city.brug, starts=city.case.mandate.starts)
    assert type_code(Client(), letter).status_code == 422
    assert client.get(reverse("account_invitation")).status_code == 410
    assert client.post(reverse("account_invitation"), NEW).status_code == 410
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_somebody_who_signed_in_before_is_told_that_a_letter_was_used(
    city, sanne, letter, client, settings, mailoutbox
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(sign_in_name=letter.sign_in_name).update(
        email="sanne@example.org", last_login=timezone.now()
    )
    type_code(client, letter)
    assert client.post(reverse("account_invitation"), NEW).status_code == 302
    assert ["sanne@example.org"] in [each.to for each in mailoutbox]
