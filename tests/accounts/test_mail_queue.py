"""The queue of e-mail against a real mail server in a second process: accepted, deferred, refused, hung, dead."""

import mailbox
import socket
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage as Letter
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction
from django.utils import timezone

from momentum.accounts.actions import mail_queue
from momentum.accounts.mail_queue.bounces import read_report
from momentum.accounts.mail_queue.queries import how_mail_stands, unreached
from momentum.accounts.models import MailState, OutgoingMail, User
from momentum.accounts.policy import Role
from momentum.accounts.queries import waiting_for

pytestmark = pytest.mark.django_db
SINK = Path(__file__).with_name("smtp_sink.py")
BODY = "Uw code is 314159."


class MailServer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(SINK), str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def letters(self) -> list[Letter]:
        return [message_from_bytes(file.read_bytes()) for file in sorted(self.folder.glob("*.eml"))]


@pytest.fixture
def server(tmp_path, settings):
    made = MailServer(tmp_path)
    settings.EMAIL_BACKEND = "momentum.accounts.mail_queue.backend.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", made.port, 0.5
    yield made
    made.stop()


def post(*addresses: str) -> None:
    assert send_mail("Een code", BODY, None, list(addresses)) == 1


def only() -> OutgoingMail:
    return OutgoingMail.objects.get()


def let_time_pass(span: timedelta) -> None:
    for mail in OutgoingMail.objects.all():
        OutgoingMail.objects.filter(pk=mail.pk).update(due_at=mail.due_at - span, made_at=mail.made_at - span)


def test_a_letter_waits_sealed_and_is_gone_once_the_server_has_it(server):
    post("accept@example.org")
    row = str(OutgoingMail.objects.values().get())
    for word in ("accept@", "Een code", "314159"):
        assert word not in row
    assert server.letters() == []
    assert mail_queue.send_due() == {"sent": 1}
    (letter,) = server.letters()
    assert (letter["To"], letter["Subject"]) == ("accept@example.org", "Een code")
    assert BODY in letter.get_payload(decode=True).decode()
    assert (only().state, only().sealed, only().code) == (MailState.SENT, "", 250)
    assert mail_queue.send_due() == {}


def test_a_letter_to_several_people_names_no_other(server):
    EmailMessage("Hallo", BODY, None, ["accept@example.org"], bcc=["accept+two@example.org"]).send()
    assert mail_queue.send_due() == {"sent": 2}
    assert sorted(letter["To"] for letter in server.letters()) == [
        "accept+two@example.org",
        "accept@example.org",
    ]
    assert all("Bcc" not in letter for letter in server.letters())


def test_what_is_rolled_back_sends_nothing(server):
    with transaction.atomic():
        post("accept@example.org")
        transaction.set_rollback(True)
    assert mail_queue.send_due() == {}


def test_a_server_that_asks_for_patience_gets_it_longer_each_time_and_at_last_it_is_given_up(server):
    post("defer@example.org")
    waits = []
    for _attempt in range(4):
        assert mail_queue.send_due() == {"retrying": 1}
        assert mail_queue.send_due() == {}, "not again at once"
        waits.append(round((only().due_at - timezone.now()).total_seconds() / 60))
        let_time_pass(mail_queue.BACKOFF[-1])
    assert waits == [1, 2, 5, 15]
    assert only().code == 451
    let_time_pass(mail_queue.GIVES_UP_AFTER)
    assert mail_queue.send_due() == {"given_up": 1}
    assert only().sealed == ""


@pytest.mark.parametrize(("address", "code"), [("refuse", 550), ("refuse-letter", 554)])
def test_a_refusal_for_good_is_a_bounce_and_keeps_none_of_the_servers_words(server, address, code):
    post(f"{address}@example.org")
    assert mail_queue.send_due() == {"bounced": 1}
    assert (only().code, only().sealed) == (code, "")
    assert "Sanne" not in str(OutgoingMail.objects.values().get())


@pytest.mark.parametrize("address", ["hang", "die"])
def test_a_server_that_hangs_or_dies_loses_no_letter_and_keeps_back_no_other(server, address):
    post(f"{address}@example.org")
    assert mail_queue.send_due() == {"retrying": 1}
    assert only().sealed
    if address == "die":
        server.process.wait(5)
        post("accept@example.org")
        assert mail_queue.send_due() == {"retrying": 1}, "nobody answers"
        server.start()
        OutgoingMail.objects.exclude(pk=OutgoingMail.objects.earliest("made_at").pk).update(
            due_at=timezone.now()
        )
    else:
        post("accept@example.org")
    assert mail_queue.send_due() == {"sent": 1}


def test_a_server_that_is_silent_is_asked_once_a_round(server):
    server.stop()
    for number in range(5):
        post(f"accept+{number}@example.org")
    assert mail_queue.send_due() == {"retrying": 1}
    assert OutgoingMail.objects.filter(attempts=1).count() == 1
    server.start()
    assert mail_queue.send_due() == {"sent": 4}


def test_a_letter_that_the_server_took_before_it_died_is_not_sent_again(server):
    post("accept-and-die@example.org")
    assert mail_queue.send_due() == {"sent": 1}
    assert len(server.letters()) == 1


def test_trouble_with_the_sender_or_the_greeting_is_not_held_against_an_address(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "momentum", "wrong"
    post("accept@example.org")
    assert mail_queue.send_due() == {"retrying": 1}


def test_a_letter_whose_key_is_gone_is_no_endless_trouble(server):
    post("accept@example.org")
    mail = only()
    OutgoingMail.objects.update(sealed=mail.sealed[:-8] + "AAAAAAA=")
    assert mail_queue.send_due() == {"bounced": 1}


def test_of_two_workers_one_holds_a_letter(server):
    post("accept@example.org")
    pk = only().pk
    assert mail_queue._claim(pk) is not None
    assert mail_queue._claim(pk) is None
    let_time_pass(mail_queue.LEASE)
    assert mail_queue.send_due() == {"sent": 1}, "the one who held it was killed"


# --- What comes back ------------------------------------------------------------------------------------------
def report(
    number: object, action: str = "failed", status: str = "5.1.1", headers_only: bool = False
) -> bytes:
    """A report as Postfix writes one."""
    inner = (
        f"Message-ID: <momentum.{number}@localhost>\r\nFrom: Momentum <momentum@localhost>\r\n"
        "To: refuse@example.org\r\nSubject: Een code\r\n\r\n"
    )
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mail.example.org\r\nTo: momentum@localhost\r\nSubject: Undelivered Mail\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; refuse@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{inner}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
@pytest.mark.parametrize("headers_only", [True, False])
def test_a_report_in_the_mailbox_becomes_a_bounce_and_leaves_it(
    server, settings, tmp_path, kind, headers_only
):
    post("accept@example.org")
    mail_queue.send_due()
    place = tmp_path / kind
    box = mailbox.Maildir(place, create=True) if kind == "maildir" else mailbox.mbox(place, create=True)
    box.add(report(only().pk, headers_only=headers_only))
    box.add(b"From: somebody@example.org\r\nSubject: A question\r\n\r\nWhat is this?\r\n")
    box.flush()
    settings.MAIL_BOUNCES = str(place)
    assert mail_queue.read_bounces() == 1
    assert (only().state, only().status) == (MailState.BOUNCED, "5.1.1")
    assert mail_queue.read_bounces() == 0
    again = mailbox.Maildir(place) if kind == "maildir" else mailbox.mbox(place)
    assert [message["Subject"] for message in again] == ["A question"]


def test_what_is_no_report_of_a_failure_for_good_says_nothing(server, settings, tmp_path):
    post("accept@example.org")
    mail_queue.send_due()
    number = only().pk
    for raw in (
        report(number, action="delayed", status="4.4.1"),
        report(number, action="delivered", status="2.0.0"),
        report("not-a-number"),
        report(number).replace(b"multipart/report; report-type=delivery-status;", b"multipart/mixed;"),
        report(number)[:300],
        b"",
        b"\x00\xff" * 500,
    ):
        assert read_report(message_from_bytes(raw)) is None
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(report("6f2f9d6e-1111-4000-8000-000000000000"))
    settings.MAIL_BOUNCES = str(tmp_path / "box")
    assert mail_queue.read_bounces() == 0
    assert only().state == MailState.SENT, "a guessed number touches nobody"


# --- Who is told ----------------------------------------------------------------------------------------------
def test_a_bounce_stands_on_the_desk_of_the_managers_own_people_and_goes_with_a_new_address(
    server, actor, organisation
):
    own, other = organisation(name="brug"), organisation(name="other")
    manager, stranger = actor(Role.ENTERPRISE_MANAGER, own), actor(Role.ENTERPRISE_MANAGER, other)
    coach = actor(Role.WORK_COACH, own, email="refuse@example.org").user
    post("refuse@example.org")
    mail_queue.send_due()
    told = [item for item in waiting_for(manager) if item.who == coach.name]
    assert len(told) == 1
    assert "refuse@" not in str(told)
    assert waiting_for(stranger) == []
    for role in (Role.POLICY_OFFICER, Role.WORK_COACH, Role.BOARD_MEMBER):
        assert waiting_for(actor(role)) == []
    coach.email = "accept@example.org"
    coach.save()
    assert waiting_for(manager) == []


def test_an_address_that_takes_a_letter_again_is_told_no_longer(server, person):
    user = person(Role.WORK_COACH, email="refuse@example.org").user
    post("refuse@example.org")
    mail_queue.send_due()
    assert unreached(User.objects.all()) == [user]
    post("refuse@example.org")
    OutgoingMail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT, ended_at=timezone.now())
    assert unreached(User.objects.all()) == []


# --- How it stands, and what is forgotten ---------------------------------------------------------------------
def test_the_queue_is_counted_and_forgotten_by_the_clock(server):
    for name in ("accept", "defer", "refuse"):
        post(f"{name}@example.org")
    mail_queue.send_due()
    post("accept@example.org")
    assert how_mail_stands() == {"waiting": 1, "retrying": 1, "bounced": 1, "given_up": 0}
    OutgoingMail.objects.exclude(state=MailState.WAITING).update(ended_at=timezone.now() - timedelta(days=31))
    assert mail_queue.forget_mail(timezone.localdate()) == "1 rows of e-mail removed"
    OutgoingMail.objects.filter(state=MailState.BOUNCED).update(ended_at=timezone.now() - timedelta(days=181))
    assert mail_queue.forget_mail(timezone.localdate()) == "1 rows of e-mail removed"
    assert OutgoingMail.objects.filter(state=MailState.WAITING).count() == 2


def test_without_a_mail_server_letters_become_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "momentum.accounts.mail_queue.backend.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    post("accept@example.org")
    assert mail_queue.send_due() == {"sent": 1}
    (file,) = (tmp_path / "mail").iterdir()
    assert BODY in file.read_text()


def test_the_table_holds_no_readable_address_or_letter(server):
    post("accept@example.org")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {OutgoingMail._meta.db_table}")
        assert "example.org" not in str(cursor.fetchall())
