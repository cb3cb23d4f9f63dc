"""What outside parties demand of enterprises, and what enterprises say it costs them."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation

HOURS_IN_A_YEAR = 8760


class Party(models.TextChoices):
    """Who demands."""

    LAW = "law", _("law and rules")
    FUNDER = "funder", _("funder, such as the city")
    BUYER = "buyer", _("buyer")
    PROFESSION = "profession", _("professional body or quality mark")
    PLATFORM = "platform", _("this platform")
    PEERS = "peers", _("example of other organisations")


class Mechanism(models.TextChoices):
    """How a demand works: DiMaggio & Powell (1983)."""

    COERCIVE = "coercive", _("it must: law, contract or money depend on it")
    NORMATIVE = "normative", _("it is the norm: professionals expect it")
    MIMETIC = "mimetic", _("others do it: it is copied to be safe")


class RequirementState(models.TextChoices):
    REPORTED = "reported", _("reported")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("not a demand from outside")
    MERGED = "merged", _("merged with another")


class Requirement(models.Model):
    """A demand of an outside party on enterprises.

    It binds every enterprise, or those it names, from `since` until the day `until`, on which it no longer holds.
    `hours` a year that it costs one enterprise, where the platform
    settled it; else what enterprises reported counts. `filed_as` says what in another room filed it, and is empty
    for what people reported.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title_nl = models.CharField(_("title in Dutch"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, max_length=2000)
    party = models.CharField(_("who demands it"), max_length=20, choices=Party.choices)
    party_name = models.CharField(_("name of that party"), max_length=160, blank=True)
    mechanism = models.CharField(_("how it works"), max_length=20, choices=Mechanism.choices)
    hours = models.DecimalField(
        _("hours a year"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(HOURS_IN_A_YEAR))],
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    binds_all = models.BooleanField(_("binds every enterprise"), default=False)
    reason = models.TextField(_("why it was rejected"), blank=True, max_length=2000)
    bound = models.ManyToManyField(Organisation, related_name="requirements", blank=True)
    state = models.CharField(
        max_length=20, choices=RequirementState.choices, default=RequirementState.REPORTED
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    filed_as = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title_nl"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="requirement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=RequirementState.MERGED, merged_into__isnull=False)
                | (~Q(state=RequirementState.MERGED) & Q(merged_into__isnull=True)),
                name="merged_requirement_says_into_which",
            ),
            models.UniqueConstraint(
                fields=["filed_as"], condition=~Q(filed_as=""), name="requirement_is_filed_once"
            ),
        ]

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else self.title_nl) or self.title_nl

    def __str__(self) -> str:
        return self.title


class RequirementReport(models.Model):
    """What somebody of an enterprise reported of a demand. Who did is for nobody but the person and the platform's brokers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    reporter = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    hours = models.DecimalField(
        _("hours a year"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(HOURS_IN_A_YEAR))],
    )
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "organisation"], name="one_report_of_an_enterprise"
            )
        ]


class FormTime(models.Model):
    """How long a form of this platform really took, by form and year; never by person.

    `seconds` of active time over `filled` forms: the gaps between saves that are at most five minutes long.
    """

    form = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    filled = models.PositiveIntegerField(default=0)
    seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["form", "year"]
        constraints = [models.UniqueConstraint(fields=["form", "year"], name="one_count_a_form_and_year")]


class FormSitting(models.Model):
    """A form that somebody is filling in: when it was last saved, and its active seconds until then.

    `key` is a digest of the record's key, which cannot be read back; it tells nothing of who sits there. The row
    goes when the form is done, and at the latest after a day.
    """

    form = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    last_saved = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="one_sitting_a_form_and_record")]
