"""A test mail, handed to the mail server at once and past the queue."""

import uuid
from email.utils import formatdate

from django.conf import settings

from momentum.accounts.mail_queue.transport import Carried, deliver, domain_of_sender
from momentum.site.doctor.findings import Finding, fail, ok, warn


def send(address: str) -> Finding:
    letter = Carried()
    letter["From"] = settings.DEFAULT_FROM_EMAIL
    letter["To"] = address
    letter["Subject"] = "Momentum: test mail"
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = f"<momentum-test.{uuid.uuid4()}@{domain_of_sender()}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(
        "The doctor of Momentum sends this to see whether mail arrives. There is nothing to do.\n"
    )
    answer = deliver(letter)
    if answer.accepted and not settings.MAIL_TRANSPORT.endswith(".smtp.EmailBackend"):
        return warn(
            "test mail", f"written to a file in {settings.EMAIL_FILE_PATH}", "To send it, set MOMENTUM_SMTP."
        )
    if answer.accepted:
        return ok("test mail", "accepted by the mail server; see whether it arrives")
    said = f"{answer.problem or 'refused'}{f' (code {answer.code})' if answer.code else ''}"
    todo = (
        "Try another address, and ask whoever keeps the mail server."
        if answer.permanent
        else "Look at MOMENTUM_SMTP and MOMENTUM_MAIL_FROM, and at the mail server's own log."
    )
    return fail("test mail", said, todo)
