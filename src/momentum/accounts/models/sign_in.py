"""How somebody signs in: their sessions, the links and codes they are invited with, the devices they are known on."""

import uuid

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models.people import User


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in (or a form is under way).

    `session_key` is the digest of what the browser holds, and `session_data` is sealed: who reads this table can
    neither take over a session nor see what is in it. `device` and `network` are as rough as a person needs to
    know their own: “Firefox, Linux” and the first half of an address.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=40, blank=True)
    started = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    class Meta(AbstractBaseSession.Meta):
        ordering = ["-seen"]
        indexes = [models.Index(fields=["user", "seen"])]

    @classmethod
    def get_session_store_class(cls):
        from momentum.accounts.sign_in.session_store import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A link with which somebody signs in for the first time: by e-mail, or in a letter with a code besides.

    Only digests are kept. `ended` is when it was used, replaced by a newer one, tried too often, or swept after
    it expired; from then on no clock makes it valid again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=128, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made"]
        constraints = [
            models.CheckConstraint(condition=Q(expires__gt=F("made")), name="invitation_expires_after_made")
        ]


class KnownDevice(models.Model):
    """A browser in which somebody signed in before, by the digest of a cookie: a new one is told by e-mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64)
    last_used = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="device_known_once")]


class FactorReset(models.Model):
    """Somebody lost every second factor: a colleague asks after seeing them, the operator confirms.

    Two different people, neither of them the person themselves: the database holds that too.
    """

    class Checked(models.TextChoices):
        IN_PERSON = "in_person", _("seen in person, with an identity document")
        BY_VIDEO = "by_video", _("seen on video, with an identity document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    checked = models.CharField(max_length=20, choices=Checked.choices)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered = models.DateTimeField(null=True, blank=True)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("user"))
                & (Q(answered_by__isnull=True) | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("user")))),
                name="factor_reset_by_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(answered__isnull=True), name="one_factor_reset_at_a_time"
            ),
        ]


class Attempts(models.Model):
    """The table of the cache that all processes share: how often something was tried from somewhere, and codes
    used once. Keys are digests; Django's database cache reads and writes it, and nothing else does."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
