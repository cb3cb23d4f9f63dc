"""The yearly identity statement, who approved it, and what is done about pressure."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from momentum.accounts.policy import Role
from momentum.sector.models import Requirement


class StatementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for a second analyst")
    CHECKED = "checked", _("waiting for a board member")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Statement(models.Model):
    """What is said of the sector's identity in a year; `content` is frozen when it is submitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=20, choices=StatementState.choices, default=StatementState.DRAFT)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    remark_nl = models.TextField(_("the analyst's words in Dutch"), blank=True, max_length=4000)
    remark_en = models.TextField(_("the analyst's words in English"), blank=True, max_length=4000)
    published_at = models.DateTimeField(null=True, blank=True)
    public_reason_nl = models.CharField(max_length=300, blank=True)
    public_reason_en = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year"]


class StatementFile(models.Model):
    """A published statement as PDF, in one language."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=2)
    pdf = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "language"], name="one_file_a_language")]


class StatementEvent(models.Model):
    """Who did what to a statement."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField(blank=True, max_length=2000)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]


class CounterMeasure(models.Model):
    """What is done about a requirement, and what became of it.

    `into` is the requirement that takes it up, where it is merged. `hours_before` and `hours_after` are what it cost
    an enterprise a year when it was done and after it.
    """

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged with another")
        LIGHTER = "lighter", _("made lighter")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="counter_measures")
    kind = models.CharField(_("what is done about it"), max_length=20, choices=Kind.choices)
    into = models.ForeignKey(Requirement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.PROPOSED)
    words_nl = models.CharField(_("in Dutch"), max_length=300)
    words_en = models.CharField(_("in English"), max_length=300, blank=True)
    owner = models.CharField(_("who sees to it"), max_length=160, blank=True)
    proposed_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    hours_before = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    hours_after = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-proposed_on"]

    @property
    def words(self) -> str:
        return (self.words_en if get_language() == "en" else self.words_nl) or self.words_nl


class CounterMeasureEvent(models.Model):
    """Who did what to a counter-measure."""

    measure = models.ForeignKey(CounterMeasure, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["at", "id"]
