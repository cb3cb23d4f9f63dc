"""What a participant asks about an entry of the access log, and the answer."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from momentum.accounts.clock import today
from momentum.accounts.models.people import User


class LogQuestionKind(models.TextChoices):
    QUESTION = "question", _("question")
    OBJECTION = "objection", _("objection")


class LogQuestionState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")
    UPHELD = "upheld", _("you are right: this should not have happened")
    NOT_UPHELD = "not_upheld", _("this was allowed")


class LogQuestion(models.Model):
    """A question about entry `number`, or an objection to it, by the participant with this reference.

    `text` and `answer` are sealed under the participant's key, as `accounts.access_log.sealing` does: erasing them
    makes both unreadable. The entry itself may have left the log since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField()
    reference = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=20, choices=LogQuestionKind.choices)
    text = models.TextField()
    asked_on = models.DateField()
    due = models.DateField(db_index=True)
    state = models.CharField(max_length=20, choices=LogQuestionState.choices, default=LogQuestionState.OPEN)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "reference"],
                condition=Q(state=LogQuestionState.OPEN),
                name="log_question_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=LogQuestionState.OPEN, answered_on__isnull=True)
                | (~Q(state=LogQuestionState.OPEN) & Q(answered_on__isnull=False)),
                name="log_question_has_a_day_of_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == LogQuestionState.OPEN

    @property
    def is_late(self) -> bool:
        """Not answered, and its last day has passed."""
        return self.is_open and self.due < today()
