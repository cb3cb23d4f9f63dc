"""Tables that somebody asked for: the question, its clock, who works on it, and the answer that all may read."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import User
from momentum.monitor.models.editions import Edition


class RequestState(models.TextChoices):
    ASKED = "asked", _("waiting for an analyst")
    IN_HAND = "in_hand", _("in hand")
    BUILDING = "building", _("being built")
    FAILED = "failed", _("stopped with an error")
    UNSAFE = "unsafe", _("not safe to release")
    BUILT = "built", _("waiting for a second analyst")
    CHECKED = "checked", _("checked, ready to release")
    RELEASED = "released", _("released to all")
    DECLINED = "declined", _("declined with a reason")
    WITHDRAWN = "withdrawn", _("taken back")


class TableRequest(models.Model):
    """One table of one edition that somebody asked for.

    `by` names the breakdowns in the order asked; `question` is the same whatever their order. Who asked and why is
    for the asker and (why) the analysts; `asker_role` is filled only where they agreed that all may read it. The
    answer lies in files named by their content; `slug` is its address, which stays. `answered_with` is the answer to
    another request for the same table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="requests")
    indicator = models.CharField(max_length=40)
    by = models.JSONField(default=list)
    period_from = models.DateField()
    period_to = models.DateField()
    question = models.CharField(max_length=240)
    why = models.TextField(max_length=1000, blank=True)
    asker = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asker_role = models.CharField(max_length=30, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    due = models.DateField(db_index=True)
    reminded_on = models.DateField(null=True, blank=True)
    told_late_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.ASKED)
    analyst = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    content_hash = models.CharField(max_length=80, blank=True)
    slug = models.SlugField(max_length=160, unique=True, null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    answered_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers_too"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "question"],
                condition=Q(slug__isnull=False),
                name="one_answer_to_a_question",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.RELEASED)
                | Q(slug__isnull=False, released_at__isnull=False)
                | Q(answered_with__isnull=False),
                name="released_has_an_answer",
            ),
        ]


class TableEvent(models.Model):
    """Who did what to a request, and when: the check by a second analyst is among them. The asker is not named."""

    request = models.ForeignKey(TableRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]
