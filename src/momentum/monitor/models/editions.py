"""Editions of the monitor: one published, frozen count each, and everything that led to it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import User


class EditionState(models.TextChoices):
    BUILDING = "building", _("being built")
    FAILED = "failed", _("stopped with an error")
    REFUSED = "refused", _("not safe to publish")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("replaced by a later edition")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Edition(models.Model):
    """One edition. Its figures live in files named by their content, in the folder `EDITIONS/<id>`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    period_from = models.DateField()
    period_to = models.DateField()
    freeze = models.DateField()
    state = models.CharField(max_length=20, choices=EditionState.choices, default=EditionState.BUILDING)
    facts_hash = models.CharField(max_length=80, blank=True)
    content_hash = models.CharField(max_length=80, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    built_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    public_reason_nl = models.CharField(max_length=500, blank=True)
    public_reason_en = models.CharField(max_length=500, blank=True)
    facts_expired_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-period_to", "-created_at"]


class EditionEvent(models.Model):
    """Who did what to an edition, and when: the approvals are among them."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Pin(models.Model):
    """A cell that the analyst wants to keep visible where protection leaves a choice."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pins")
    table = models.CharField(max_length=80)
    cell = models.JSONField()
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class BuildProgress(models.Model):
    """How far the work on an edition is; `beat` shows whether somebody is still at it."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="progress")
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)


class ApprovalToken(models.Model):
    """A token with which an analyst acts from the command line; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="approval_tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
