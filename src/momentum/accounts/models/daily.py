"""The daily clock's own record of what it ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyState(models.TextChoices):
    RUNNING = "running", _("begun")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class DailyRun(models.Model):
    """One job on one calendar day. A run that was broken off stands as begun until it is taken up again."""

    job = models.CharField(max_length=60)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=DailyState.choices, default=DailyState.RUNNING)
    attempts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-day", "job"]
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="a_job_runs_once_a_day")]
