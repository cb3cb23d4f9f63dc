"""How an edition is protected: what an analyst publishes anyway, and ways of protecting it side by side."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import User
from momentum.monitor.models.editions import Edition


class Override(models.Model):
    """A cell that is published although protection withholds it. The check decides whether that is safe."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="overrides")
    table = models.CharField(max_length=80)
    cell = models.JSONField()
    reason = models.CharField(max_length=500)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class ComparisonState(models.TextChoices):
    WAITING = "waiting", _("being worked out")
    DONE = "done", _("ready")
    FAILED = "failed", _("stopped with an error")


class Comparison(models.Model):
    """Two ways to protect one edition, side by side. What comes of it lies in the edition's inner folder.

    `first` and `second` each hold what was chosen, and the pins that go with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comparisons")
    first = models.JSONField()
    second = models.JSONField()
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=ComparisonState.choices, default=ComparisonState.WAITING)
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
