"""Who a participant is, and their journey, apart from each other."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation, User
from momentum.accounts.sealed_fields import Erased, SealedCharField, SealedDateField, SealedEmailField
from momentum.journeys.source_references import ReferenceDigestField
from momentum.sector.models import District, TargetGroup

OWN_KEY = {"person": "pseudonym", "bound_to": "pseudonym"}


class Identity(models.Model):
    """Who a participant is, sealed under their own key. No national number, no diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.CharField(max_length=64, unique=True, editable=False)
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="identity"
    )
    first_name = SealedCharField(_("first name"), max_length=60, **OWN_KEY)
    last_name = SealedCharField(_("last name"), max_length=80, **OWN_KEY)
    birth_date = SealedDateField(_("date of birth"), null=True, blank=True, **OWN_KEY)
    email = SealedEmailField(_("e-mail"), blank=True, **OWN_KEY)
    phone = SealedCharField(_("phone"), max_length=30, blank=True, **OWN_KEY)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name_plural = "identities"
        ordering = ["pk"]

    @property
    def name(self) -> str:
        if isinstance(self.last_name, Erased):
            return self.last_name
        return f"{self.first_name} {self.last_name}".strip()

    def __str__(self) -> str:
        return self.name


class Journey(models.Model):
    """All of one person's spells, assessments and goals, without a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.CharField(max_length=64, unique=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    needs = models.JSONField(default=list, blank=True)
    opened = models.DateField(default=timezone.localdate)
    died = models.DateField(null=True, blank=True)
    restricted_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])


class SourceReference(models.Model):
    """How an organisation's own file names a person, sealed under the person's key: imports match by its digest."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="references")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    reference = SealedCharField(max_length=120, person="journey.pseudonym", bound_to="journey_id")
    # After the reference, which must be sealed for its new journey before it is read for the digest.
    digest = ReferenceDigestField(max_length=64, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="a_reference_names_one_person")
        ]


class Membership(models.Model):
    """A person belonging to a target group, half-open [starts, ends)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="memberships")
    target_group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="membership_ends_after_start"
            )
        ]
