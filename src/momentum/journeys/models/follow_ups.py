"""What becomes of somebody after a stay."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import User
from momentum.accounts.sealed_fields import SealedCharField
from momentum.journeys.models.spells import Spell


class Outcome(models.TextChoices):
    PAID_WORK = "paid_work", _("in paid work")
    UNPAID_PLACE = "unpaid_place", _("at an unpaid place or volunteering")
    LEARNING = "learning", _("at school or in training")
    NOT_WORKING = "not_working", _("not working at the moment")
    NOT_REACHED = "not_reached", _("not reached")
    NO_ANSWER = "no_answer", _("does not want to answer")


class FollowUp(models.Model):
    """A question to a person some weeks after their spell ended; withdrawn when it may no longer be asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    spell = models.ForeignKey(Spell, on_delete=models.CASCADE, related_name="follow_ups")
    weeks = models.PositiveSmallIntegerField(choices=[(13, "13"), (26, "26"), (52, "52")])
    due = models.DateField(db_index=True)
    asked_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True, choices=Outcome.choices)
    remark = SealedCharField(
        max_length=300, blank=True, person="spell.journey.pseudonym", bound_to="spell_id"
    )
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due"]
        constraints = [models.UniqueConstraint(fields=["spell", "weeks"], name="one_follow_up_a_term")]
