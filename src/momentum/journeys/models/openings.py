"""Records opened for a chosen reason by somebody who works with nobody: for a while, and looked into afterwards."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation, User
from momentum.accounts.policy import Role
from momentum.accounts.purposes import Purpose
from momentum.accounts.sealed_fields import SealedCharField
from momentum.journeys.models.people import Journey

OPEN_FOR = timedelta(minutes=30)
"""How long a record that was opened for a reason stays open to who opened it."""


class Verdict(models.TextChoices):
    """What a privacy officer finds of an opening in an emergency."""

    NEEDED = "needed", _("it was needed")
    NOT_NEEDED = "not_needed", _("it was not needed")


class Opening(models.Model):
    """One record, opened by a privacy officer or, in an emergency, by an operator: why, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices)
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    explanation = SealedCharField(max_length=500, person="journey.pseudonym", bound_to="journey_id")
    emergency = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True)
    remark = SealedCharField(max_length=500, blank=True, person="journey.pseudonym", bound_to="journey_id")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="opening_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(reviewed_at__isnull=False), name="a_verdict_has_its_moment"
            ),
        ]
