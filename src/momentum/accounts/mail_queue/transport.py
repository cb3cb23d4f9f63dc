"""One letter to the configured mail server, and what its answer means."""

import email.policy
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage as Letter
from email.policy import Policy
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection


@dataclass(frozen=True)
class Answer:
    """`code` is the SMTP code, or None where there was no answer. `permanent`: this address will not do, ever."""

    accepted: bool
    permanent: bool = False
    code: int | None = None
    problem: str = ""

    @property
    def silent(self) -> bool:
        """Whether no server said anything about it."""
        return not self.accepted and not self.permanent and self.code is None


class Carried(Letter):
    """A letter that Django's ways out can write down."""

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None, linesep: str = "\n") -> bytes:
        return super().as_bytes(unixfrom, policy or email.policy.SMTP.clone(linesep=linesep))


class Ready(EmailMessage):
    """A letter that is composed already: Django's way out is only asked to carry it."""

    def __init__(self, letter: Carried) -> None:
        super().__init__(from_email=str(letter["From"]), to=[str(letter["To"])])
        self.letter = letter

    def message(self, **_options: object) -> Carried:  # type: ignore[override]
        return self.letter


def deliver(letter: Carried) -> Answer:
    """Hand the letter over. Answers what the server said; raises nothing that the server or the network causes."""
    connection = get_connection(settings.MAIL_TRANSPORT, fail_silently=False)
    try:
        connection.open()
        connection.send_messages([Ready(letter)])
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((code for code, _words in refused.recipients.values()), 0)
        return Answer(False, permanent=500 <= code < 600, code=code or None, problem="address refused")
    except smtplib.SMTPDataError as refused:
        permanent = 500 <= refused.smtp_code < 600
        return Answer(False, permanent=permanent, code=refused.smtp_code, problem="letter refused")
    except smtplib.SMTPResponseException as refused:
        # Greeting, password or sender: nothing that this address can help.
        return Answer(False, code=refused.smtp_code, problem=type(refused).__name__)
    except (smtplib.SMTPException, OSError) as error:
        return Answer(False, problem=type(error).__name__)
    finally:
        # What the server says at parting changes nothing about the letter.
        with suppress(smtplib.SMTPException, OSError):
            connection.close()
    return Answer(True, code=250)


def domain_of_sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
