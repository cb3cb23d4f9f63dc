"""The access log: who opened or changed what, when, for whom and why."""

from django.db import models
from django.utils import timezone

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


def _label(choices: type[models.TextChoices], code: str) -> str:
    """The code's name in the reader's language; the code itself where a later version no longer knows it."""
    return str(choices(code).label) if code in choices.values else code


class AccessEntry(WrittenOnce):
    """One read, search, print, export or write of client records, or one refusal (after NEN 7513)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=30)
    verb = models.CharField(max_length=20)
    record = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    ground = models.CharField(max_length=40, blank=True)
    emergency = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    @property
    def role_name(self) -> str:
        return _label(Role, self.role)

    @property
    def what(self) -> str:
        """What was done with what, in the reader's language: “read: journey”."""
        return f"{_label(Verb, self.verb)}: {_label(Record, self.record)}"

    @property
    def why(self) -> str:
        return _label(Purpose, self.purpose)

    @property
    def plain_detail(self) -> str:
        """The detail, where it cannot hold a client's name: what somebody searched for in client records may."""
        return self.detail if self.refused or self.record in (Record.ACCOUNTS, Record.ACCESS_LOG) else ""


class AccessEntryPerson(WrittenOnce):
    """A person named by an access entry, by the pseudonym of their journey."""

    entry = models.ForeignKey(AccessEntry, on_delete=models.CASCADE, related_name="persons")
    pseudonym = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "pseudonym"], name="access_entry_names_a_person_once")
        ]
