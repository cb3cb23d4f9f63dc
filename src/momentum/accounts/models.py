"""People who sign in, the bare organisations they act for, their mandates, and the access log."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.clock import today
from momentum.accounts.policy import Record, Role, Verb
from momentum.accounts.purposes import Purpose


class Accounts(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their mandates, not from this record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=5, default="nl")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    SOCIAL_ENTERPRISE = "social_enterprise", _("social enterprise")
    AUTHORITY = "authority", _("authority")
    CARE_PROVIDER = "care_provider", _("care provider")
    BUYER = "buyer", _("buyer")
    RESEARCH = "research", _("research")
    PLATFORM = "platform", _("platform organisation")
    EMPLOYER = "employer", _("employer")


class Organisation(models.Model):
    """The bare organisation: enough to act for it. Room `sector` keeps the rest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """One person acting in one role, for one organisation, from a day until a day (the first day without it).

    A mandate that ends on the day it starts never runs: it was withdrawn. `database_rules` holds what the
    database itself refuses besides: a case manager who also makes policy, buys, grants or sits on the board.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PARTICIPANT, organisation__isnull=True)
                | (~Q(role=Role.PARTICIPANT) & Q(organisation__isnull=False)),
                name="mandate_names_its_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def has_ended(self) -> bool:
        return self.ends is not None and self.ends <= today()


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
