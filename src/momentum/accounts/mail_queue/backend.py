"""Django's way out for e-mail: into the queue, in the transaction of whatever caused it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from momentum.accounts.actions.mail_queue import queue_letter


class QueueBackend(BaseEmailBackend):
    """A letter to several people becomes one for each: nobody reads who else got it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                queue_letter(message, address)
        return len(email_messages)
