"""People proposed to organisations."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation, User
from momentum.accounts.sealed_fields import SealedCharField
from momentum.journeys.models.people import Journey
from momentum.sector.models import Place


class ReferralState(models.TextChoices):
    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Referral(models.Model):
    """A person proposed to an organisation, by a case manager or by themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="referrals")
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_sent"
    )
    referred_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="referrals_received"
    )
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True)
    wish = SealedCharField(max_length=300, blank=True, person="journey.pseudonym", bound_to="journey_id")
    state = models.CharField(max_length=20, choices=ReferralState.choices, default=ReferralState.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = SealedCharField(max_length=300, blank=True, person="journey.pseudonym", bound_to="journey_id")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-sent_at"]
