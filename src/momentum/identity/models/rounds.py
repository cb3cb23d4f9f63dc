"""A yearly round, and what each enterprise answers in it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation


class Round(models.Model):
    """The profiles of one year, asked with one version of the instrument."""

    year = models.PositiveSmallIntegerField(
        unique=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    instrument = models.SlugField(max_length=40)
    opens = models.DateField()
    closes = models.DateField()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="round_closes_after_opening")
        ]

    def __str__(self) -> str:
        return str(self.year)


class ResponseState(models.TextChoices):
    INVITED = "invited", _("invited")
    STARTED = "started", _("started")
    CONFIRMED = "confirmed", _("confirmed")


class Response(models.Model):
    """What one enterprise answers in a round. Confirmed by its manager, it counts.

    `may_be_shown`: the enterprise agrees that its point is drawn, without its name; else it counts in totals only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="responses")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identity_responses"
    )
    state = models.CharField(max_length=20, choices=ResponseState.choices, default=ResponseState.INVITED)
    invited_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    may_be_shown = models.BooleanField(
        _("its place may be shown to everybody, without its name"), default=False
    )
    imported_from = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["round", "organisation"]
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="one_response_a_round")]


class Answer(models.Model):
    """An answer to one item: 0 to 4, or empty where the enterprise cannot say."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.SlugField(max_length=60)
    value = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    evidence = models.TextField(blank=True, max_length=1000)
    from_registry = models.BooleanField(default=False)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="one_answer_an_item"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__lte=4), name="answer_is_on_the_scale"
            ),
        ]


class Wording(models.Model):
    """What an organisation said of itself in a year: its mission or its annual text, in one language."""

    class Kind(models.TextChoices):
        MISSION = "mission", _("mission statement")
        ANNUAL = "annual", _("annual text")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="wordings")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    kind = models.CharField(max_length=20, choices=Kind.choices)
    language = models.CharField(
        max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))], default="nl"
    )
    words = models.TextField(max_length=60_000)

    class Meta:
        ordering = ["year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "kind", "language"], name="one_wording_a_kind_and_year"
            )
        ]
