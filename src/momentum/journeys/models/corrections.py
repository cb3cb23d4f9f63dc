"""Errors that participants report in their own journey."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import User
from momentum.accounts.sealed_fields import SealedTextField
from momentum.journeys.models.people import Journey
from momentum.journeys.models.spells import Spell


class CorrectionState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    CORRECTED = "corrected", _("corrected")
    NOT_CORRECTED = "not_corrected", _("not corrected, with a reason")


class CorrectionRequest(models.Model):
    """A participant reporting an error in their own journey, and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="correction_requests")
    about = models.CharField(max_length=120)
    spell = models.ForeignKey(Spell, on_delete=models.SET_NULL, null=True, blank=True)
    text = SealedTextField(max_length=1000, person="journey.pseudonym", bound_to="journey_id")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    answer = SealedTextField(max_length=1000, blank=True, person="journey.pseudonym", bound_to="journey_id")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at"]
