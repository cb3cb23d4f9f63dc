"""A participant asks about an entry of the log or objects to one, and the privacy officer answers in time."""

import json
from datetime import date
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import translation

from momentum.accounts import access, queries
from momentum.accounts.access_log import export_tokens, references
from momentum.accounts.access_log import queries as log_queries
from momentum.accounts.access_log.export_files import verify_file
from momentum.accounts.access_log.flow import LOG_QUESTION
from momentum.accounts.actions.log_questions import (
    answer_log_question,
    ask_about_entry,
    forget_unreadable,
)
from momentum.accounts.actions.retention import run_rules
from momentum.accounts.keys import person_keys
from momentum.accounts.models import AccessEntry, LogQuestion
from momentum.accounts.policy import Role
from momentum.site.command_line.log import command

OTHERS = [role for role in Role if role not in (Role.PARTICIPANT, Role.PRIVACY_OFFICER)]


@pytest.fixture(autouse=True)
def pseudonyms(monkeypatch):
    """The pseudonym of somebody who signs in is their address, for these tests."""
    monkeypatch.setattr(
        references, "_pseudonyms_of", [lambda user: [user.email] if "participant" in user.email else []]
    )


@pytest.fixture
def participant(actor):
    # Another one each time: a key that one test destroys stays destroyed for every other.
    return actor("participant", email=f"participant.{uuid4()}@example.org")


@pytest.fixture
def officer(actor):
    return actor("privacy_officer")


@pytest.fixture
def look(actor, participant):
    """The coach opened the participant's journey."""
    return access.log(actor("work_coach"), "read", "journey", pseudonyms=[participant.user.email])


@pytest.fixture
def asked(participant, look):
    return ask_about_entry(participant, look, kind="question", text="Wie is dit?")


def test_a_question_is_due_in_a_month_and_the_log_tells_of_it(asked, look, participant, settings):
    assert (asked.number, asked.asked_on, asked.due) == (look.number, date(2016, 11, 24), date(2016, 12, 24))
    entry = AccessEntry.objects.first()
    assert (entry.verb, entry.record, entry.acting) == ("write", "access_log", asked.reference)
    settings.RIGHTS_ANSWER_MONTHS, settings.TODAY = 3, date(2016, 11, 30)
    other = access.log(participant, "read", "journey", pseudonyms=[participant.user.email])
    later = ask_about_entry(participant, other, kind="objection", text="Nee")
    assert later.due == date(2017, 2, 28)


def test_what_they_write_is_sealed_at_rest_and_erasure_makes_it_unreadable(asked, participant, officer):
    answer_log_question(officer, asked, version=1, step="answer", answer="Uw begeleider.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, answer, reference FROM accounts_logquestion")
        row = str(cursor.fetchone())
    assert "Wie" not in row
    assert "begeleider" not in row
    assert participant.user.email not in row
    assert [(each.text, each.answer) for each in log_queries.asked_by_me(participant)] == [
        ("Wie is dit?", "Uw begeleider.")
    ]
    person_keys().destroy(participant.user.email)
    assert log_queries.open_log_question(officer, asked.pk)[0].text is None


def test_the_clock_takes_the_questions_of_who_was_erased_along(asked, participant):
    forget_unreadable(asked.asked_on)
    assert LogQuestion.objects.exists()
    person_keys().destroy(participant.user.email)
    forget_unreadable(asked.asked_on)
    assert not LogQuestion.objects.exists()


def test_answered_questions_leave_after_the_term_of_the_log_and_open_ones_stay(
    asked, participant, look, officer
):
    answer_log_question(officer, asked, version=1, step="answer", answer="Dit.")
    waits = ask_about_entry(participant, look, kind="objection", text="Nee")
    (removal,) = run_rules(date(2021, 11, 23), only="questions about the log")
    assert removal.count == 0
    (removal,) = run_rules(date(2021, 11, 24), only="questions about the log")
    assert (removal.count, list(LogQuestion.objects.all())) == (1, [waits])


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"kind": "question", "text": "  "}, "text"), ({"kind": "question", "text": "x" * 1001}, "text"),
     ({"kind": "complaint", "text": "x"}, "kind")],
)  # fmt: skip
def test_a_question_that_says_nothing_is_told(typed, field, participant, look):
    with pytest.raises(ValidationError) as error:
        ask_about_entry(participant, look, **typed)
    assert set(error.value.message_dict) == {field}
    assert not LogQuestion.objects.exists()


def test_one_question_at_a_time_about_an_entry(asked, participant, look, officer):
    with translation.override("en"), pytest.raises(ValidationError, match="already"):
        ask_about_entry(participant, look, kind="objection", text="Toch niet")
    answer_log_question(officer, asked, version=1, step="answer", answer="Dit.")
    assert ask_about_entry(participant, look, kind="objection", text="Toch niet").is_open


def test_nobody_asks_about_an_entry_that_is_not_about_them(actor, look):
    for who in [actor("participant", email="participant.other@example.org"), actor("privacy_officer")]:
        with pytest.raises(access.Refused):
            ask_about_entry(who, look, kind="question", text="Wie?")


# --- Answers ---
@pytest.mark.parametrize(("kind", "step"), [(step.kind, name) for name, step in LOG_QUESTION.items()])
def test_every_step_answers_its_kind_once(kind, step, participant, look, officer):
    asked = ask_about_entry(participant, look, kind=kind, text="Mag dit?")
    for wrong in [name for name, other in LOG_QUESTION.items() if other.kind != kind] + ["reopen"]:
        with pytest.raises(ValidationError):
            answer_log_question(officer, asked, version=1, step=wrong, answer="x")
    answered = answer_log_question(officer, asked, version=1, step=step, answer="Ja, dit mag.")
    assert (answered.state, answered.answered_on, answered.answered_by) == (
        LOG_QUESTION[step].end,
        date(2016, 11, 24),
        officer.user,
    )
    for version in (1, 2):
        with pytest.raises(access.Stale):
            answer_log_question(officer, asked, version=version, step=step, answer="x")


@pytest.mark.parametrize("role", [None, *OTHERS, Role.PARTICIPANT])
def test_nobody_else_reads_or_answers(role, asked, actor):
    who = actor(role)
    for attempt in (
        lambda: log_queries.log_questions(who),
        lambda: log_queries.open_log_question(who, asked.pk),
        lambda: answer_log_question(who, asked, version=1, step="answer", answer="x"),
    ):
        with pytest.raises(access.Refused):
            attempt()


@pytest.mark.parametrize("role", [None, *OTHERS])
def test_nobody_but_participant_and_privacy_officer_reads_the_log_and_an_operator_only_adds_to_it(
    role, actor, look
):
    who = actor(role)
    for attempt in (
        lambda: log_queries.who_looked(who),
        lambda: log_queries.asked_by_me(who),
        lambda: log_queries.access_log(who, log_queries.LogFilter()),
        lambda: log_queries.export_log(who),
        lambda: export_tokens.export_token(who),
    ):
        with pytest.raises(access.Refused):
            attempt()
    assert log_queries.waiting(who) == []
    if role:
        assert access.log(who, "write", "accounts", purpose="administration").number == look.number + 1


# --- Pages ---
def test_from_asking_to_reading_the_answer(signed_in, actor, participant, look):
    from django.test import Client

    mine, office = Client(), Client()
    mine.force_login(participant.user)
    officer = actor("privacy_officer")
    office.force_login(officer.user)
    url = reverse("accounts:ask_about_entry", args=[look.digest])
    assert url in mine.get(reverse("accounts:my_access")).content.decode()
    answer = mine.post(url, {"kind": "objection", "text": "<b>Waarom?</b>"}, follow=True)
    assert "&lt;b&gt;Waarom?&lt;/b&gt;" in answer.content.decode()
    question = LogQuestion.objects.get()
    (waiting,) = [each for each in queries.waiting_for(officer) if each.detail]
    assert (waiting.due, waiting.url) == (
        question.due,
        reverse("accounts:answer_log_question", args=[question.pk]),
    )
    listed = office.get(reverse("accounts:log_questions")).content.decode()
    assert waiting.url in listed
    page = office.get(waiting.url).content.decode()
    assert "&lt;b&gt;Waarom?&lt;/b&gt;" in page
    assert participant.user.name not in page
    read = AccessEntry.objects.first()
    assert (read.user, read.purpose, read.persons.get().reference) == (
        officer.user,
        "request",
        question.reference,
    )
    typed = {"step": "uphold", "answer": "U hebt gelijk.", "version": 1}
    assert office.post(waiting.url, {**typed, "answer": ""}).context["form"].errors
    assert office.post(waiting.url, typed).url == reverse("accounts:log_questions")
    stale = office.post(waiting.url, typed)
    assert "U hebt gelijk." in stale.context["form"]["answer"].value()
    assert stale.context["form"].non_field_errors()
    assert "U hebt gelijk." in mine.get(reverse("accounts:my_access")).content.decode()
    assert [each.url for each in queries.waiting_for(participant)] == [reverse("accounts:my_access")]


def test_what_is_late_is_told_to_both(asked, participant, officer, settings):
    from django.test import Client

    settings.TODAY = date(2016, 12, 24)
    assert not asked.is_late
    settings.TODAY = date(2016, 12, 25)
    assert asked.is_late
    for who, page in ((participant, "my_access"), (officer, "log_questions")):
        client = Client()
        client.force_login(who.user)
        assert 'class="tag tag--late"' in client.get(reverse(f"accounts:{page}")).content.decode()


# --- The whole log, to take along ---
def test_the_privacy_officer_exports_the_log_and_it_verifies_elsewhere(signed_in, look, tmp_path):
    client = signed_in("privacy_officer")
    answer = client.post(reverse("accounts:export_log"))
    (tmp_path / "log.jsonl").write_bytes(b"".join(answer.streaming_content))
    report = verify_file(tmp_path / "log.jsonl")
    assert (report.findings, report.last) == ([], look.number + 1)
    last = json.loads((tmp_path / "log.jsonl").read_bytes().splitlines()[-2])
    assert (last["verb"], last["record"], last["user"]) == (
        "export",
        "access_log",
        str(client.mandate.user.pk),
    )


def test_the_command_line_exports_for_a_privacy_officer_and_nobody_else(signed_in, look, tmp_path, settings):
    client = signed_in("privacy_officer")
    token = client.post(reverse("accounts:export_log"), {"token": "1"}).context["token"]
    file = tmp_path / "log.jsonl"
    for wrong in ("", "x", token[:-1] + ("a" if token[-1] != "a" else "b")):
        refused = CliRunner().invoke(command, ["export", str(file), "--token", wrong])
        assert (refused.exit_code, file.exists()) == (1, False)
        assert AccessEntry.objects.first().refused
    assert CliRunner().invoke(command, ["export", str(file), "--token", token]).exit_code == 0
    assert verify_file(file).holds
    assert file.stat().st_mode & 0o777 == 0o600
    again = CliRunner().invoke(command, ["export", str(file), "--token", token])
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    client.mandate.ends = date(2016, 11, 24)
    client.mandate.save()
    ended = CliRunner().invoke(command, ["export", str(tmp_path / "other"), "--token", token])
    assert (ended.exit_code, (tmp_path / "other").exists()) == (1, False)
