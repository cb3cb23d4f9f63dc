"""Measurements of one person on one day."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation, User
from momentum.journeys.models.people import Journey


class Instrument(models.TextChoices):
    LADDER = "ladder", _("participation ladder")
    WAGE_VALUE = "wage_value", _("wage value")
    OWN_VOICE = "own_voice", _("own voice")


class Assessment(models.Model):
    """One measurement of one person on one day. One a person, instrument and day; a correction replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="assessments")
    instrument = models.CharField(max_length=20, choices=Instrument.choices)
    date = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=2)
    answers = models.JSONField(default=dict, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "instrument", "date"], name="one_assessment_a_day")
        ]
