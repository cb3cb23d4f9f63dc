"""The access log: who opened or changed what, when, for whom and why."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.access_log.entries import BEFORE_THE_FIRST
from momentum.accounts.models.people import Organisation, User
from momentum.accounts.policy import Record, Role, Verb
from momentum.accounts.purposes import Purpose


class Unchangeable(Exception):
    """What stands in the access log stays as it was written."""


class AppendOnly(models.QuerySet):
    """Rows that are written once: no change, no removal."""

    def update(self, **fields):
        raise Unchangeable("The access log is not changed.")

    def delete(self):
        raise Unchangeable("The access log is not removed.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise Unchangeable("The access log is not changed.")


class WrittenOnce(models.Model):
    """A record that cannot be saved a second time, nor deleted."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Unchangeable("The access log is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable("The access log is not removed.")


# What a kind of record is to whom it is about.
IN_PLAIN_WORDS: dict[str, Any] = {
    Record.IDENTITY: _("your name, date of birth and contact details"),
    Record.CONTACT: _("your name, e-mail address and phone number"),
    Record.NEEDS: _("what you need to be able to work"),
    Record.JOURNEY: _("where you work and worked, and how it goes"),
    Record.FOLLOW_UP: _("how you are doing after a place ended"),
    Record.OWN_VOICE: _("how you say it goes"),
    Record.CONSENT: _("what you agreed to"),
    Record.FACTS: _("facts about your journey, without your name"),
    Record.IMPORT: _("a file in which you are"),
    Record.ACCESS_LOG: _("a question about who looked at your records"),
    Record.RIGHTS: _("what you asked about your own record"),
}
WHY_IN_PLAIN_WORDS: dict[str, Any] = {
    Purpose.OWN: _("to see your own record"),
    Purpose.GUIDANCE: _("to guide you at work"),
    Purpose.CASE: _("to manage your case"),
    Purpose.FOLLOW_UP: _("to ask how you are doing"),
    Purpose.REQUEST: _("to answer what you asked"),
}


def _label(choices: type[models.TextChoices], code: str) -> str:
    """The code's name in the reader's language; the code itself where a later version no longer knows it."""
    return str(choices(code).label) if code in choices.values else code


class AccessEntry(WrittenOnce):
    """One read, search, print, export or write of client records, or one refusal (after NEN 7513)."""

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # Who acted cannot be removed while an entry tells of it; a participant is named by reference only.
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(max_length=120, blank=True)
    acting = models.CharField(max_length=64, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=30)
    verb = models.CharField(max_length=20)
    record = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    ground = models.CharField(max_length=40, blank=True)
    emergency = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    detail = models.CharField(max_length=200, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    @property
    def role_name(self) -> str:
        return _label(Role, self.role)

    @property
    def what(self) -> str:
        """What was done with what, in the reader's language: “read: journey”."""
        return f"{_label(Verb, self.verb)}: {_label(Record, self.record)}"

    @property
    def what_of_mine(self) -> str:
        """The same, in the words of whom the records are about: “read: what you did and what you do now”."""
        return f"{_label(Verb, self.verb)}: {IN_PLAIN_WORDS.get(self.record, _label(Record, self.record))}"

    @property
    def why_of_mine(self) -> str:
        return str(WHY_IN_PLAIN_WORDS.get(self.purpose) or self.why)

    @property
    def why(self) -> str:
        return _label(Purpose, self.purpose)

    @property
    def plain_detail(self) -> str:
        """The detail, where it cannot hold a client's name: what somebody searched for in client records may."""
        return self.detail if self.refused or self.record in (Record.ACCOUNTS, Record.ACCESS_LOG) else ""


class AccessEntryPerson(WrittenOnce):
    """A person named by an access entry, by the reference that their key makes (`access_log.references`)."""

    entry = models.ForeignKey(AccessEntry, on_delete=models.CASCADE, related_name="persons")
    reference = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reference"], name="access_entry_names_a_person_once")
        ]


class AccessLogHead(models.Model):
    """The last entry of the chain, one row: locked by who writes the next."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=BEFORE_THE_FIRST)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="access_log_has_one_head")]


class ExpiredSegment(models.Model):
    """Entries whose time to be kept is over, and that were removed: what is left of them, and the signed reason.

    The signature is made by `access_log.expiry`, over every other field.
    """

    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    removed_on = models.DateField()
    reason = models.CharField(max_length=200)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="segment_is_not_empty"
            )
        ]
