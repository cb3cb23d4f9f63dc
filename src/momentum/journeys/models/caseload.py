"""Who works with whom."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation, User
from momentum.accounts.policy import Role
from momentum.journeys.models.people import Journey


class Assignment(models.Model):
    """A journey in somebody's caseload, half-open [starts, ends). `covers_for` marks cover during an absence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="caseload")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="caseload")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    covers_for = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="covered_by"
    )
    history = HistoricalRecords()

    class Meta:
        indexes = [models.Index(fields=["user", "organisation"])]
