"""The queue of e-mail: what waits to be sent, and what became of it."""

import uuid

from django.db import models
from django.utils import timezone

from momentum.accounts.models.people import User


class MailState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    GIVEN_UP = "given_up"


class OutgoingMail(models.Model):
    """One letter to one address. The letter itself is sealed, and gone as soon as it is sent or given up.

    `address` is a digest under a key of the queue: with it one can ask whether an address failed before, and
    not read whose it is. `code` is the server's last SMTP code, `status` the bounce's (RFC 3463), never its words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=64, db_index=True)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["state", "due_at"], name="mail_that_is_due")]
