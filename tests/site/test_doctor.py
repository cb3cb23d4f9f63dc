"""The doctor: each check when all is well and when it is not, what it says to do, and what it exits with."""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from momentum.accounts.daily import Job
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.models import DailyRun, DailyState, MailState, OutgoingMail
from momentum.site import doctor
from momentum.site.command_line import main
from momentum.site.doctor import configuration, database, keeping, mail, running, trial_letter, web
from momentum.site.doctor.findings import Status, fail, ok, warn
from momentum.site.observing import heartbeat
from momentum.site.recovery import names
from tests.accounts.test_mail_queue import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    """An empty place of a city's own, so that nothing of other tests is seen."""
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    settings.ANCHORS, settings.LEDGER = tmp_path / "anchors", tmp_path / "ledger"
    settings.BACKUPS, settings.KEY_BACKUPS = tmp_path / "backups", tmp_path / "key-backups"
    settings.EDITIONS = tmp_path / "editions"
    for folder in (settings.KEYS, settings.BACKUPS, settings.KEY_BACKUPS):
        folder.mkdir(mode=0o700)
    return tmp_path


@pytest.fixture
def in_a_city(settings):
    settings.DEMO, settings.TODAY, settings.DEBUG = False, None, False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.ALLOWED_HOSTS = ["momentum.example.org"]


def says(check) -> dict[str, Status]:
    """What a check finds, the worst of each thing; nothing that is wrong goes without what to do about it."""
    findings = list(check())
    assert [each for each in findings if each.status != Status.OK and not each.todo] == []
    found: dict[str, Status] = {}
    for each in findings:
        found[each.about] = max(each.status, found.get(each.about, Status.OK), key=list(Status).index)
    return found


# --- Settings -------------------------------------------------------------------------------------------------
def test_a_city_with_debug_a_still_clock_or_cookies_in_the_clear_is_broken(in_a_city, settings):
    assert says(configuration.mode) == {"debug": "ok", "mode": "ok", "https": "ok"}
    settings.DEBUG = True
    settings.TODAY = date(2017, 2, 14)
    settings.SESSION_COOKIE_SECURE = False
    assert says(configuration.mode) == {"debug": "fail", "mode": "ok", "https": "fail", "day": "fail"}


def test_a_demonstration_is_told_to_be_one(settings):
    settings.DEMO = True
    assert says(configuration.mode)["mode"] == "warn"


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (["momentum.example.org"], "ok"),
        (["*"], "fail"),
        ([""], "fail"),
        (["momentum.example.org", "testserver"], "warn"),
    ],
)
def test_hosts(in_a_city, settings, hosts, status):
    settings.ALLOWED_HOSTS = hosts
    assert says(configuration.hosts) == {"hosts": status}


def test_settings_that_others_can_read_are_told_with_the_command_that_shuts_them(place, monkeypatch):
    env = place / "momentum.env"
    env.touch(mode=0o600)
    monkeypatch.setenv("MOMENTUM_ENV", str(env))
    assert says(configuration.secrets) == {"secrets": "ok"}
    env.chmod(0o644)
    (finding,) = configuration.secrets()
    assert (finding.status, f"chmod 600 {env}" in finding.todo) == ("fail", True)


@pytest.mark.parametrize(
    ("zone", "status"), [("Europe/Amsterdam", "ok"), ("Europe/Atlantis", "fail"), ("../x", "fail")]
)
def test_time_zone(monkeypatch, zone, status):
    # Django itself would not start with these: the doctor is asked with what the settings say.
    monkeypatch.setattr(configuration, "settings", namedtuple("Settings", "TIME_ZONE")(zone))
    assert says(configuration.clock_of_the_city) == {"time zone": status}


# --- Database -------------------------------------------------------------------------------------------------
def test_a_database_that_does_not_answer(monkeypatch):
    assert says(database.reachable)["database"] in ("ok", "warn")

    def refuse():
        raise connection.Database.OperationalError("password authentication failed for user Sanne")

    monkeypatch.setattr(connection, "cursor", refuse)
    (finding,) = database.reachable()
    assert (finding.status, finding.said) == ("fail", "does not answer (OperationalError)")


def test_sqlite_has_no_second_wall(in_a_city):
    said = says(database.reachable)
    assert said == {"database": "warn" if connection.vendor == "sqlite" else "ok"}


def test_migrations_that_wait(monkeypatch):
    assert says(database.tables) == {"tables": "ok"}
    planned = [(namedtuple("M", "name")("accounts.0099_more"), False)]
    monkeypatch.setattr(database.MigrationExecutor, "migration_plan", lambda *_: planned)
    assert says(database.tables) == {"tables": "fail"}


def test_the_databases_clock_and_role(monkeypatch, in_a_city):
    assert says(database.clock) == {"clock": "ok"}
    if connection.vendor != "postgresql":
        assert says(database.role) == {}
        return
    monkeypatch.setattr(database, "now", lambda: timezone.now() - timedelta(hours=1))
    assert says(database.clock) == {"clock": "fail"}
    # Tests come in as a superuser, which is what an application must never be.
    (finding,) = database.role()
    assert finding.status == "fail"
    assert "is superuser" in finding.said


# --- What must not get lost -----------------------------------------------------------------------------------
def test_keys_that_are_missing_are_told_by_name(place, monkeypatch):
    assert says(keeping.keys) == {"keys": "ok"}
    monkeypatch.setattr(
        keeping, "problems", lambda: ["The key file /keys/x is missing. Put it back from the backup."]
    )
    (finding,) = keeping.keys()
    assert (finding.status, finding.todo) == ("fail", "Put it back from the backup.")


def test_a_ledger_among_the_backups(place, settings):
    assert says(keeping.ledger) == {"ledger": "ok"}
    settings.LEDGER = settings.BACKUPS / "ledger"
    assert says(keeping.ledger) == {"ledger": "fail"}


@pytest.mark.parametrize(("free", "status"), [(50, "ok"), (3, "warn"), (0.5, "fail")])
def test_room_on_the_disk(place, monkeypatch, free, status):
    usage = namedtuple("Usage", "free")(free * keeping.GIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage)
    assert says(keeping.disk) == {"disk": status}


def test_an_anchor_grows_old(place, settings, monkeypatch):
    settings.TODAY = None
    assert says(keeping.anchor) == {"anchor": "warn"}
    kept = namedtuple("Anchor", "day number")
    for days, status in ((0, "ok"), (1, "ok"), (2, "fail")):
        day = timezone.localdate() - timedelta(days=days)
        monkeypatch.setattr(keeping, "newest_anchor", lambda day=day: kept(day.isoformat(), 7))
        assert says(keeping.anchor) == {"anchor": status}


def test_an_anchor_that_was_changed(place):
    (place / "anchors").mkdir()
    (place / "anchors" / "2026-01-01.json").write_text("{}")
    assert says(keeping.anchor) == {"anchor": "fail"}


def test_backups_grow_old_by_their_name_and_not_by_the_date_of_a_copy(place, settings, in_a_city):
    assert says(keeping.backups) == {"backup": "fail", "backup of keys": "fail"}

    def lay_down(kind, folder, hours):
        made = datetime.now(UTC) - timedelta(hours=hours)
        (folder / f"{kind}-{names.ending(made)}").touch()

    lay_down(names.DATA, settings.BACKUPS, 30)
    lay_down(names.KEYS, settings.KEY_BACKUPS, 2)
    (settings.BACKUPS / f"{names.DATA}-odd-name.tar.gz").touch()
    assert says(keeping.backups) == {"backup": "fail", "backup of keys": "ok"}
    lay_down(names.DATA, settings.BACKUPS, 3)
    assert says(keeping.backups) == {"backup": "ok", "backup of keys": "ok"}


# --- What runs ------------------------------------------------------------------------------------------------
def test_a_worker_that_is_silent(place):
    assert says(running.worker) == {"worker": "fail"}
    heartbeat.beat()
    assert says(running.worker) == {"worker": "ok"}
    long_ago = (timezone.now() - timedelta(minutes=5)).timestamp()
    os.utime(place / "worker.beat", (long_ago, long_ago))
    assert says(running.worker) == {"worker": "fail"}


def task(status, **times):
    made = DBTaskResult.objects.create(
        status=status, args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", queue_name="default",
        backend_name="default", exception_class_path="", traceback="", priority=0, return_value=None,
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=made.pk).update(**times)


def test_tasks_that_wait_or_run_too_long_or_failed():
    now = timezone.now()
    task(TaskResultStatus.READY, enqueued_at=now)
    assert says(running.tasks) == {"tasks": "ok"}
    task(TaskResultStatus.RUNNING, started_at=now - timedelta(hours=7))
    assert says(running.tasks) == {"tasks": "warn"}
    task(TaskResultStatus.FAILED, finished_at=now - timedelta(hours=1))
    task(TaskResultStatus.READY, enqueued_at=now - timedelta(minutes=20))
    assert says(running.tasks) == {"tasks": "fail"}


def ran(day, state=DailyState.DONE):
    DailyRun.objects.create(job="anchor", day=day, state=state, started_at=timezone.now(), told="Stopped.")


def test_daily_work_that_failed_is_late_or_was_never_done(settings, monkeypatch):
    settings.TODAY = day = date(2026, 11, 24)
    monkeypatch.setattr(running, "jobs", lambda: [Job("anchor", str, 10, True)])
    assert says(running.daily) == {"daily work": "warn"}
    ran(day - timedelta(days=3))
    assert says(running.daily) == {"daily work": "fail"}
    ran(day - timedelta(days=1))
    assert says(running.daily) == {"daily work": "ok"}
    ran(day, DailyState.FAILED)
    assert says(running.daily) == {"daily work": "fail"}


def test_a_clock_that_was_set_back(settings):
    settings.TODAY = date(2026, 11, 24)
    ran(date(2026, 11, 25))
    (finding,) = running.daily()
    assert finding.status == "fail"
    assert "set back" in finding.said


# --- Mail -----------------------------------------------------------------------------------------------------
@pytest.fixture
def server(tmp_path, settings):
    made = MailServer(tmp_path)
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 2
    yield made
    made.stop()


def test_a_mail_server_that_is_there_or_not(server, in_a_city, settings):
    assert says(mail.server) == {"mail server": "ok"}
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "momentum", "wrong"
    assert says(mail.server) == {"mail server": "fail"}
    settings.EMAIL_HOST_USER = ""
    server.stop()
    assert says(mail.server) == {"mail server": "fail"}
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    assert says(mail.server) == {"mail server": "fail"}, "a city without mail invites nobody"
    settings.DEMO = True
    assert says(mail.server) == {"mail server": "ok"}


def test_mail_that_waits_long_or_comes_back():
    assert says(mail.queue) == {"mail queue": "ok"}
    digest = address_digest("refuse@example.org")
    OutgoingMail.objects.create(address=digest, state=MailState.BOUNCED, ended_at=timezone.now())
    assert says(mail.queue) == {"mail queue": "warn"}
    OutgoingMail.objects.create(address=digest, made_at=timezone.now() - timedelta(hours=3))
    (finding,) = mail.queue()
    assert (finding.status, "oldest waits for 3 hours" in finding.said) == ("fail", True)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("accept", "ok", "accepted"),
        ("refuse", "fail", "550"),
        ("defer", "fail", "451"),
        ("die", "fail", "Disconnected"),
    ],
)
def test_a_test_mail_is_handed_over_at_once(server, address, status, said):
    finding = trial_letter.send(f"{address}@example.org")
    assert finding.status == status
    assert said in finding.said
    assert [letter["Subject"] for letter in server.letters()] == ["Momentum: test mail"] * (
        address == "accept"
    )


# --- What the world sees --------------------------------------------------------------------------------------
def certificate(path, days):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "momentum.example.org")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=100)).not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM))


def test_a_certificate_expires(settings, tmp_path, in_a_city):
    settings.CERTIFICATE = ""
    assert says(web.certificate) == {"certificate": "warn"}
    settings.CERTIFICATE = str(tmp_path / "cert.pem")
    assert says(web.certificate) == {"certificate": "fail"}
    for days, status in ((60, "ok"), (5, "warn"), (-1, "fail")):
        certificate(tmp_path / "cert.pem", days)
        assert says(web.certificate) == {"certificate": status}
    (tmp_path / "cert.pem").write_text("no certificate")
    assert says(web.certificate) == {"certificate": "fail"}


@pytest.mark.parametrize(
    ("contact", "days_ago", "status"),
    [
        ("", None, "warn"),
        ("mailto:security@example.org", None, "warn"),
        ("security@example.org", 1, "fail"),
        ("mailto:security@example.org", 1, "ok"),
        ("mailto:security@example.org", 355, "warn"),
        ("mailto:security@example.org", 400, "warn"),
    ],
)
def test_security_txt(client, settings, contact, days_ago, status):
    settings.SECURITY_CONTACT = contact
    settings.SECURITY_REVIEWED = (
        None if days_ago is None else timezone.now().date() - timedelta(days=days_ago)
    )
    assert says(web.security_txt) == {"security.txt": status}
    answer = client.get("/.well-known/security.txt")
    if not contact or days_ago is None:
        assert answer.status_code == 404
        return
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == contact
    assert fields["Expires"] == f"{settings.SECURITY_REVIEWED + timedelta(days=365)}T00:00:00Z"


# --- The whole ------------------------------------------------------------------------------------------------
def broken_check():
    raise RuntimeError("Key (email)=(sanne@example.org) already exists")


def test_a_check_that_breaks_is_a_finding_without_the_errors_words():
    (finding, after) = doctor.examine([broken_check, lambda: [ok("x", "well")]])
    assert (finding.about, finding.status) == ("broken check", "fail")
    assert "sanne" not in str(finding)
    assert after.status == "ok"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([ok("a", "x")], 0),
        ([ok("a", "x"), warn("b", "x", "y")], 1),
        ([fail("a", "x", "do this"), warn("b", "x", "y")], 2),
    ],
)
def test_the_command_says_it_in_words_and_as_json_and_exits_by_the_worst(monkeypatch, found, code):
    monkeypatch.setattr(doctor, "examine", lambda: iter(found))
    told = CliRunner().invoke(main, ["doctor"])
    assert told.exit_code == code
    assert all(each.about in told.output and each.todo in told.output for each in found)
    told = CliRunner().invoke(main, ["doctor", "--json"])
    assert told.exit_code == code
    assert [(row["about"], row["status"]) for row in json.loads(told.output)] == [
        (f.about, f.status) for f in found
    ]


def test_the_command_sends_the_test_mail_that_it_is_asked_for(monkeypatch, server):
    monkeypatch.setattr(doctor, "examine", lambda: iter([]))
    assert CliRunner().invoke(main, ["doctor", "--send-test-mail", "accept@example.org"]).exit_code == 0
    assert len(server.letters()) == 1
    assert CliRunner().invoke(main, ["doctor", "--send-test-mail", "refuse@example.org"]).exit_code == 2


def test_every_check_runs_here():
    assert len(list(doctor.examine())) >= len(doctor.CHECKS) - 2
    assert [each for each in doctor.examine() if "could not be looked at" in each.said] == []


def test_a_database_that_is_away_is_told_and_the_rest_is_looked_at_all_the_same(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    environment |= {
        "DATABASE_URL": "postgres://momentum_application:geheim@127.0.0.1:9/momentum", "MOMENTUM_VAR": str(tmp_path),
        "MOMENTUM_ENV": os.devnull, "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-m", "momentum.site.command_line", "doctor", "--json"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    told = {row["about"]: row for row in json.loads(run.stdout)}
    assert told["database"]["status"] == "fail"
    assert "DATABASE_URL" in told["database"]["todo"]
    assert told["disk"]["status"] in ("ok", "warn")
    assert "geheim" not in run.stdout + run.stderr


def test_settings_that_do_not_stand_are_told_by_the_doctor_too(tmp_path):
    environment = os.environ | {
        "MOMENTUM_MODE": "city", "MOMENTUM_HOSTS": "", "MOMENTUM_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "momentum.site.settings",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-m", "momentum.site.command_line", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2, run.stderr
    assert "MOMENTUM_HOSTS must name" in run.stdout
