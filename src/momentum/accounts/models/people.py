"""People who sign in, the bare organisations they act for, and their mandates."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from momentum.accounts.clock import today
from momentum.accounts.mail_queue.sealing import address_digest
from momentum.accounts.policy import Role
from momentum.accounts.sealed_accounts import AddressDigestField, address_of, name_of
from momentum.accounts.sealed_fields import SealedCharField, SealedEmailField

OWN_KEY = {"person": "sealed_for", "bound_to": "id"}


class Accounts(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=(self.normalize_email(email) or "").lower() or None, **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(address_digest=address_digest(username or ""))

    def by_address(self, address: str) -> "User | None":
        """Who signs in with this e-mail address, however it is written."""
        return self.filter(address_digest=address_digest(address)).first()


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their mandates, not from this record.

    A participant may have no e-mail address: they sign in with `sign_in_name`, which says nothing about them. One who
    does not work here has neither `name` nor `email` (`sealed_accounts`): read `shown_name` and `address`.
    """

    sealed_for = ""
    """Whose key seals the fields that follow; set by who writes them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    sign_in_name = models.CharField(_("sign-in name"), max_length=30, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    address_digest = AddressDigestField(max_length=64, unique=True, null=True, editable=False)
    own_address = SealedEmailField(blank=True, editable=False, **OWN_KEY)
    own_name = SealedCharField(max_length=120, blank=True, editable=False, **OWN_KEY)
    language = models.CharField(max_length=5, default="nl")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address_digest__isnull=False)
                | Q(email__isnull=False)
                | Q(sign_in_name__isnull=False),
                name="user_can_be_named",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"user {self.pk}"

    def get_full_name(self) -> str:
        return self.shown_name

    @cached_property
    def shown_name(self) -> str:
        return name_of(self)

    @property
    def address(self) -> str:
        return address_of(self)

    def seal(self, **plain: str) -> None:
        """Sets sealed fields so that saving seals them anew, under the key of `sealed_for`, also what they hold now."""
        self.__dict__.update(plain)


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
