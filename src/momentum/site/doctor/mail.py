"""E-mail: whether a server is named and answers, and how the queue stands."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection

from momentum.accounts.mail_queue.queries import how_mail_stands, oldest_waiting
from momentum.site.doctor.findings import Finding, fail, ok, warn

LONG = timedelta(hours=1)


def server() -> Iterator[Finding]:
    if not settings.MAIL_TRANSPORT.endswith(".smtp.EmailBackend"):
        said = f"letters become files in {settings.EMAIL_FILE_PATH}"
        if settings.DEMO:
            yield ok("mail server", said)
        else:
            yield fail("mail server", said, "Set MOMENTUM_SMTP: invitations and links reach nobody.")
        return
    try:
        connection = get_connection(settings.MAIL_TRANSPORT, timeout=5)
        connection.open()
        connection.close()
    except smtplib.SMTPAuthenticationError:
        yield fail("mail server", "refuses the name or password", "Correct them in MOMENTUM_SMTP.")
    except (smtplib.SMTPException, OSError) as error:
        yield fail(
            "mail server",
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer ({type(error).__name__})",
            "Look at MOMENTUM_SMTP and at the way there (firewall, name, certificate). What waits is sent later.",
        )
    else:
        yield ok("mail server", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")


def queue() -> Iterator[Finding]:
    stands = how_mail_stands()
    said = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in stands.items())
    age = oldest_waiting()
    if age > LONG:
        yield fail(
            "mail queue",
            f"{said}; the oldest waits for {age.total_seconds() / 3600:.0f} hours",
            "See whether the worker is alive and the mail server accepts: momentum doctor --send-test-mail ADDRESS.",
        )
    elif stands["bounced"] or stands["given_up"]:
        yield warn(
            "mail queue",
            said,
            "The people concerned stand on the desks of their managers; if it is many at once, ask the mail server why.",
        )
    else:
        yield ok("mail queue", said)
