"""The chain as the database keeps it: in order whoever writes, refused when tampered with, anchored, and expired."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from momentum.accounts import access, daily, retention
from momentum.accounts.access_log import anchors, rules
from momentum.accounts.access_log.chain import append
from momentum.accounts.access_log.reading import verify_database
from momentum.accounts.access_log.references import references_of
from momentum.accounts.actions.daily import run_job
from momentum.accounts.actions.log_expiry import expired, remove_expired
from momentum.accounts.actions.retention import run_rules
from momentum.accounts.daily import NotDone
from momentum.accounts.keys import person_keys
from momentum.accounts.models import AccessEntry, AccessLogHead, ExpiredSegment
from momentum.journeys.models import Identity
from momentum.site.command_line.log import command

FIELDS = {"role": "work_coach", "verb": "read", "record": "journey", "purpose": "guidance"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ANCHORS = tmp_path / "anchors"
    return settings.ANCHORS


@pytest.fixture
def written(actor):
    """Five entries, the third naming two people."""
    coach = actor("work_coach")
    return [
        access.log(
            coach, "read", "journey", pseudonyms=["p1", "p2"] if turn == 2 else [], detail=f"turn {turn}"
        )
        for turn in range(5)
    ]


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def by_force(statement, *values):
    """As somebody who owns the database, and lifts what it refuses first."""
    rules.lift()
    run(statement, *values)


# --- In order ---
def test_numbers_follow_each_other_and_each_entry_holds_the_digest_of_the_one_before(written):
    assert [each.number for each in written] == [1, 2, 3, 4, 5]
    assert [each.previous for each in written[1:]] == [each.digest for each in written[:-1]]
    assert (AccessLogHead.objects.get().number, AccessLogHead.objects.get().digest) == (5, written[-1].digest)
    assert verify_database().holds


def test_an_entry_that_is_taken_back_leaves_no_gap(written, actor):
    with transaction.atomic():
        access.log(actor("work_coach"), "read", "journey")
        transaction.set_rollback(True)
    assert access.log(actor("work_coach"), "read", "journey").number == 6
    assert verify_database().holds


BEGIN = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
"""
WRITER = """
from momentum.accounts.access_log.chain import append
print("ready", flush=True)
sys.stdin.readline()
for turn in range(40):
    append(persons=[f"{turn:064}"], role="work_coach", verb="read", record="journey", purpose="guidance")
"""
CHECKER = """
from momentum.accounts.access_log.reading import verify_database
report = verify_database()
print(len(report.findings), report.entries, report.last)
"""


def in_a_process(program, name):
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + program, name],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).resolve().parents[2],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_leave_no_gap(tmp_path):
    """SQLite in a file with the settings of production; PostgreSQL in the tests' own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(tmp_path / "copy.sqlite3")
        with closing(sqlite3.connect(name)) as copy:
            connection.connection.backup(copy)
    writers = [in_a_process(WRITER, name) for _twice in range(2)]
    assert [each.stdout.readline() for each in writers] == ["ready\n"] * 2
    for each in writers:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in writers:
        each.communicate(timeout=60)
    assert [each.returncode for each in writers] == [0, 0]
    assert in_a_process(CHECKER, name).communicate(timeout=60)[0] == "0 80 80\n"


# --- What the database refuses ---
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_accessentry SET detail = 'x' WHERE number = 2",
        "UPDATE accounts_accessentry SET user_id = NULL WHERE number = 2",
        "UPDATE accounts_accessentry SET digest = previous",
        "UPDATE accounts_accessentryperson SET reference = 'x'",
        "DELETE FROM accounts_accessentryperson",
        "DELETE FROM accounts_accessentry WHERE number = 5",
        "DELETE FROM accounts_accessentry WHERE number = 1",
        "DELETE FROM accounts_accessloghead",
        "UPDATE accounts_accessloghead SET number = 3",
        "UPDATE accounts_accessloghead SET number = 6",
        "UPDATE accounts_accessloghead SET digest = 'x'",
        "INSERT INTO accounts_accessentryperson (entry_id, reference) SELECT id, 'x' FROM accounts_accessentry",
        "INSERT INTO accounts_accessentry (number, at, user_name, acting, organisation_name, role, verb, record, purpose,"
        " ground, emergency, refused, detail, previous, digest) SELECT number + 7, at, user_name, acting,"
        " organisation_name, role, verb, record, purpose, ground, emergency, refused, detail, digest, digest"
        " FROM accounts_accessentry WHERE number = 5",
        "INSERT INTO accounts_accessentry (number, at, user_name, acting, organisation_name, role, verb, record, purpose,"
        " ground, emergency, refused, detail, previous, digest) SELECT number + 1, at, user_name, acting,"
        " organisation_name, role, verb, record, purpose, ground, emergency, refused, detail, previous, digest"
        " FROM accounts_accessentry WHERE number = 5",
    ],
)  # fmt: skip
def test_the_database_refuses(statement, written):
    with pytest.raises(IntegrityError), transaction.atomic():
        run(statement)
    assert verify_database().holds


@pytest.mark.parametrize(
    ("statement", "number", "kind"),
    [
        ("UPDATE accounts_accessentry SET user_name = 'Else' WHERE number = 3", 3, "edited"),
        ("UPDATE accounts_accessentryperson SET reference = substr(reference, 2)", 3, "edited"),
        ("UPDATE accounts_accessloghead SET number = 9", 6, "truncated"),
        ("UPDATE accounts_accessentry SET number = 9 WHERE number = 5", 5, "edited"),
    ],
)
def test_whoever_owns_the_database_is_found_out(statement, number, kind, written):
    by_force(statement)
    first = verify_database().findings[0]
    assert (first.number, first.kind) == (number, kind)


def test_a_deletion_by_whoever_owns_the_database_is_found_out(written):
    by_force("DELETE FROM accounts_accessentry WHERE number = 4")
    assert [(each.kind, each.number) for each in verify_database().findings] == [("missing", 4)]


# --- Erasure ---
def test_erasure_makes_references_unreadable_and_the_chain_still_holds(actor):
    gone, other = str(uuid4()), str(uuid4())
    before = references_of([gone])[gone]
    entry = access.log(actor("work_coach"), "read", "journey", pseudonyms=[gone, other])
    assert entry.persons.filter(reference=before).exists()
    person_keys().destroy(gone)
    assert references_of([gone, other]).keys() == {other}
    assert verify_database().holds


def test_what_a_participant_does_names_them_by_reference_only(actor, monkeypatch):
    from momentum.accounts.access_log import references

    person = actor("participant")
    monkeypatch.setattr(references, "_pseudonyms_of", [lambda user: ["own"]])
    entry = access.log(person, "read", "journey", pseudonyms=["own"])
    assert (entry.user, entry.user_name, entry.acting) == (None, "", references_of(["own"])["own"])
    entry.refresh_from_db()
    assert person.user.name not in str(vars(entry))


# --- Anchors ---
DAY = date(2016, 11, 24)


def test_the_head_of_the_day_is_written_outside_the_database_once(written, folder):
    assert anchors.anchor(DAY) == "The log is anchored at entry 5."
    said = json.loads((folder / "2016-11-24.json").read_bytes())
    assert (said["number"], said["digest"], said["city"]) == (5, written[-1].digest, "Amsterdam")
    assert "already" in anchors.anchor(DAY)
    append(**FIELDS)
    anchors.anchor(DAY + timedelta(days=1))
    report = verify_database(folder)
    assert (report.holds, report.warnings, report.anchored, report.anchors) == (True, [], 6, 2)


def test_the_daily_clock_anchors(written, folder):
    job = next(each for each in daily.jobs() if each.name == "anchor")
    assert run_job(job).state == "done"
    assert anchors.anchor_names() == ["2016-11-24.json"]


def test_no_anchor_is_written_before_one_that_stands(written, folder):
    anchors.anchor(DAY)
    with pytest.raises(NotDone, match="the clock was set back"):
        anchors.anchor(DAY - timedelta(days=1))


def test_no_anchor_is_written_over_a_log_that_was_changed(written, folder):
    anchors.anchor(DAY)
    by_force("DELETE FROM accounts_accessentryperson")
    by_force("DELETE FROM accounts_accessentry")
    rules.install(None, "default")
    with pytest.raises(NotDone, match="Entry 5 is not the one"):
        anchors.anchor(DAY + timedelta(days=1))


def test_a_log_that_was_written_anew_is_found_by_its_anchor(written, folder):
    anchors.anchor(DAY)
    by_force("DELETE FROM accounts_accessentryperson")
    by_force("DELETE FROM accounts_accessentry")
    run("DELETE FROM accounts_accessloghead")
    rules.install(None, "default")
    for _five in range(5):
        append(**FIELDS)
    assert verify_database().holds
    assert [(each.kind, each.number, each.until) for each in verify_database(folder).findings] == [
        ("rewritten", 1, 5)
    ]


def test_a_broken_anchor_is_told_and_none_is_written_after_it(written, folder):
    anchors.anchor(DAY)
    (folder / "2016-11-24.json").write_text("{}")
    with pytest.raises(NotDone, match=r"2016-11-24\.json"):
        anchors.anchor(DAY + timedelta(days=1))


def test_anchors_are_public_and_as_they_lie_on_the_disk(written, folder, client):
    anchors.anchor(DAY)
    listed = client.get("/anchors/")
    assert listed.json()["anchors"] == [
        {"day": "2016-11-24", "url": "http://testserver/anchors/2016-11-24.json"}
    ]
    answer = client.get("/anchors/2016-11-24.json")
    assert (answer.content, answer["Content-Type"]) == (
        (folder / "2016-11-24.json").read_bytes(),
        "application/json",
    )
    for name in ("2016-11-25", "..", "%2e%2e%2fkeys"):
        assert client.get(f"/anchors/{name}.json").status_code == 404
    assert client.post("/anchors/2016-11-24.json").status_code == 405


# --- Entries past their term ---
@pytest.fixture
def years(db):
    """Entries of 2010 to 2016, the last of them today."""
    for year in range(2010, 2017):
        for month in (3, 11):
            at = timezone.make_aware(datetime(year, month, 24, 10))
            append(persons=[f"{year:064}"], at=at, **FIELDS)


def test_entries_past_their_term_leave_a_signed_segment_and_the_rest_verifies_from_there(years, folder):
    anchors.anchor(DAY)
    (removal,) = run_rules(DAY, only="access log")
    assert (removal.count, removal.problem) == (3, "")
    assert AccessEntry.objects.order_by("number").first().number == 4
    segment = ExpiredSegment.objects.get()
    assert (segment.first, segment.last, segment.removed_on) == (1, 3, DAY)
    report = verify_database(folder)
    assert (report.findings, report.first, report.last) == ([], 4, 14)
    assert report.removed == [
        "Entries 1 to 3 (2010-03-24 to 2011-03-24) were removed on 2016-11-24: past their term of 5 years in Amsterdam"
    ]
    (again,) = run_rules(DAY, only="access log")
    assert again.count == 0
    anchors.anchor(DAY + timedelta(days=1))


def test_a_later_segment_follows_on_the_first(years, folder):
    for day in (DAY, date(2018, 1, 2)):
        remove_expired([due.key for due in expired(retention.period_of("access_log").before(day))], day)
    report = verify_database()
    assert (report.holds, len(report.removed), report.first) == (True, 2, 7)


def test_what_does_not_hold_is_evidence_and_stays(years):
    by_force("UPDATE accounts_accessentry SET user_name = 'Else' WHERE number = 2")
    rules.install(None, "default")
    with pytest.raises(NotDone, match="Entry 2 was changed"):
        remove_expired(["1-3"], DAY)
    assert AccessEntry.objects.count() == 14


def test_a_segment_that_nobody_signed_is_found_out(years, folder):
    anchors.anchor(DAY)
    run_rules(DAY, only="access log")
    by_force("UPDATE accounts_expiredsegment SET reason = 'because'")
    assert [each.kind for each in verify_database(folder).findings] == ["segment"]


def test_entries_removed_without_a_segment_are_missing(years, folder):
    old = "SELECT id FROM accounts_accessentry WHERE number <= 3"
    by_force(f"DELETE FROM accounts_accessentryperson WHERE entry_id IN ({old})")
    by_force("DELETE FROM accounts_accessentry WHERE number <= 3")
    first = verify_database().findings[0]
    assert (first.kind, first.number, first.until) == ("missing", 1, 3)


def test_the_command_verifies_the_database(years, folder):
    assert CliRunner().invoke(command, ["anchor"]).output == "The log is anchored at entry 14.\n"
    answer = CliRunner().invoke(command, ["verify"])
    assert (answer.exit_code, "The log holds: 14 entries, 1 to 14" in answer.output) == (0, True)
    by_force("UPDATE accounts_accessentry SET user_name = 'Else' WHERE number = 2")
    answer = CliRunner().invoke(command, ["verify"])
    assert (answer.exit_code, "Entry 2 was changed" in answer.output, "Else" in answer.output) == (
        1,
        True,
        False,
    )


# --- Entries of the first release ---
def test_entries_written_before_there_was_a_chain_are_chained_and_name_no_participant(actor):
    """By the migration itself, on entries as release 0.1 wrote them: pseudonyms of persons, and who acted by name."""
    migration = import_module("momentum.accounts.migrations.0006_the_log_is_a_chain")
    apps = (
        MigrationExecutor(connection)
        .loader.project_state(("accounts", migration.__name__.rsplit(".", 1)[1]))
        .apps
    )
    coach, newcomer, participant = actor("work_coach"), actor("participant"), actor("participant")
    pseudonym = uuid4().hex * 2
    Identity.objects.create(pseudonym=pseudonym, user=participant.user)
    for who in (coach, participant, newcomer):
        append(
            **FIELDS | {"role": who.role, "user": who.user, "user_name": who.user.name},
            organisation=who.organisation,
            persons=[pseudonym],
        )
    rules.lift()
    run("UPDATE accounts_accessentry SET number = number + 100, previous = '', digest = ''")
    run("DELETE FROM accounts_accessloghead")
    migration.chain_what_exists(apps, connection.schema_editor())
    rules.install(None, "default")
    assert (verify_database().findings, verify_database().entries) == ([], 3)
    reference = references_of([pseudonym])[pseudonym]
    told = [
        (each.user, each.user_name, each.acting, each.organisation_name) for each in AccessEntry.objects.all()
    ]
    assert told[::-1] == [
        (coach.user, coach.user.name, "", coach.organisation.name),
        (None, "", reference, ""),
        (None, "", f"sign-in {newcomer.user.pk}", ""),
    ]
    assert {each.reference for entry in AccessEntry.objects.all() for each in entry.persons.all()} == {
        reference
    }
    assert append(**FIELDS).number == 4
