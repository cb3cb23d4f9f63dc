"""What people ask about their own record, by when they get an answer, and how it stands."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import User
from momentum.accounts.sealed_fields import SealedTextField
from momentum.journeys.models.corrections import CorrectionRequest
from momentum.journeys.models.grounds import Purpose
from momentum.journeys.models.people import Journey


class Right(models.TextChoices):
    """The rights of GDPR articles 15 and 20, 16, 21, 18 and 17."""

    COPY = "copy", _("a copy of what is held")
    CORRECT = "correct", _("a correction")
    OBJECT = "object", _("an objection to a use")
    RESTRICT = "restrict", _("a restriction: only keeping")
    ERASE = "erase", _("erasure")


class RequestState(models.TextChoices):
    ASKED = "asked", _("waiting for an answer")
    DONE = "done", _("done")
    REFUSED = "refused", _("not done, with a reason")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PLANNED = "planned", _("will be done on a day")
    STANDING = "standing", _("restricted")
    ENDING = "ending", _("restricted until a day")
    LIFTED = "lifted", _("restriction ended")


OPEN_STATES = (RequestState.ASKED, RequestState.PLANNED, RequestState.STANDING, RequestState.ENDING)
"""In these states something is still to come."""


class RightsRequest(models.Model):
    """One question of a person about their own record, asked by themselves or taken down by their case manager.

    An error somebody reports is a `CorrectionRequest`, and an objection lands on a `PurposeGround`: this row gives
    both their clock, and says where they stand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="rights_requests")
    right = models.CharField(max_length=20, choices=Right.choices)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True)
    correction = models.OneToOneField(
        CorrectionRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="rights_request"
    )
    text = SealedTextField(max_length=1000, blank=True, person="journey.pseudonym", bound_to="journey_id")
    asked_at = models.DateTimeField(default=timezone.now)
    taken_down_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due = models.DateField(db_index=True)
    prolonged_on = models.DateField(null=True, blank=True)
    prolonged_because = SealedTextField(
        max_length=1000, blank=True, person="journey.pseudonym", bound_to="journey_id"
    )
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.ASKED)
    planned_for = models.DateField(null=True, blank=True)
    answer = SealedTextField(max_length=2000, blank=True, person="journey.pseudonym", bound_to="journey_id")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    expires = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "right", "purpose"],
                condition=Q(state__in=OPEN_STATES) & ~Q(right=Right.CORRECT),
                name="one_open_request_a_right",
            )
        ]
