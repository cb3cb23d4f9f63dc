"""Stays in places."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation
from momentum.journeys.models.people import Journey
from momentum.sector.models import Named, Place, PlaceKind


class EndReason(Named):
    """Why a spell ended."""


class Spell(models.Model):
    """One person's stay in one place, half-open [starts, ends)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="spells")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="spells")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="spells")
    kind = models.ForeignKey(PlaceKind, on_delete=models.PROTECT, related_name="spells")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    end_reason = models.ForeignKey(EndReason, on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["starts"]
        indexes = [
            models.Index(fields=["organisation", "starts"]),
            models.Index(fields=["journey", "starts"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="spell_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True) | Q(ends__isnull=False),
                name="a_running_spell_has_no_end_reason",
            ),
        ]


class SpellHours(models.Model):
    """Hours a week within a spell, half-open [starts, ends)."""

    spell = models.ForeignKey(Spell, on_delete=models.CASCADE, related_name="hours")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    hours_per_week = models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(168)]
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_per_week__gte=0, hours_per_week__lte=168), name="hours_fit_a_week"
            )
        ]
