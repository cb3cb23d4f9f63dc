"""For which purpose a record may be used, and on which ground."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import User
from momentum.accounts.sealed_fields import SealedCharField
from momentum.journeys.models.people import Journey


class Purpose(models.TextChoices):
    GUIDANCE = "guidance", _("finding and keeping a place")
    COUNTING = "counting", _("counting in the monitor")
    FOLLOW_UP = "follow_up", _("asking afterwards how it goes")
    CONTACT = "contact", _("contact about meetings and news")


class Ground(models.TextChoices):
    LAW = "law", _("a task in law")
    CONTRACT = "contract", _("an agreement with you")
    CONSENT = "consent", _("your consent")
    TO_BE_CONFIRMED = "to_be_confirmed", _("still to be confirmed")


class PurposeGround(models.Model):
    """For one purpose: on which ground, for what, from when until when, and whether it was withdrawn or objected to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="grounds")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    explanation = SealedCharField(
        max_length=300, blank=True, person="journey.pseudonym", bound_to="journey_id"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["purpose", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="ground_ends_after_start"
            )
        ]
