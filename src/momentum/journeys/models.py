"""Participants and what becomes of them.

A person's identity and their journey are stored apart. Nothing but the pseudonym joins them: an HMAC of the
identity's key under a secret kept outside the database, so neither table leads to the other by itself.
"""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from momentum.accounts.models import Organisation, User
from momentum.accounts.policy import Role
from momentum.sector.models import District, Named, Place, PlaceKind, TargetGroup


class Identity(models.Model):
    """Who a participant is. No national number, no diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.CharField(max_length=64, unique=True, editable=False)
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="identity"
    )
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=80)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name_plural = "identities"
        ordering = ["last_name", "first_name"]

    @property
    def name(self) -> str:
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
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])


class SourceReference(models.Model):
    """How an organisation's own file names a person: imports match by it."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="references")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    reference = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="a_reference_names_one_person")
        ]


class Purpose(models.TextChoices):
    GUIDANCE = "guidance", _("finding and keeping a place")
    COUNTING = "counting", _("counting in the monitor")
    FOLLOW_UP = "follow_up", _("asking afterwards how it goes")
    CONTACT = "contact", _("contact about meetings and news")


class Ground(models.TextChoices):
    LAW = "law", _("a task in law")
    CONTRACT = "contract", _("an agreement with you")
    CONSENT = "consent", _("your consent")
    TO_BE_CONFIRMED = "to_be_confirmed", _("still to be confirmed")


class PurposeGround(models.Model):
    """For one purpose: on which ground, for what, from when until when, and whether it was withdrawn or objected to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="grounds")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    explanation = models.CharField(max_length=300, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["purpose", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="ground_ends_after_start"
            )
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
    wish = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=ReferralState.choices, default=ReferralState.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-sent_at"]


class Assignment(models.Model):
    """A journey in somebody's caseload, half-open [starts, ends). `covers_for` marks cover during an absence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="caseload")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="caseload")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    covers_for = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="covered_by"
    )
    history = HistoricalRecords()

    class Meta:
        indexes = [models.Index(fields=["user", "organisation"])]


class EndReason(Named):
    """Why a spell ended."""


class Spell(models.Model):
    """One person's stay in one place, half-open [starts, ends)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="spells")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="spells")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="spells")
    kind = models.ForeignKey(PlaceKind, on_delete=models.PROTECT, related_name="spells")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    end_reason = models.ForeignKey(EndReason, on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["starts"]
        indexes = [
            models.Index(fields=["organisation", "starts"]),
            models.Index(fields=["journey", "starts"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="spell_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True) | Q(ends__isnull=False),
                name="a_running_spell_has_no_end_reason",
            ),
        ]


class SpellHours(models.Model):
    """Hours a week within a spell, half-open [starts, ends)."""

    spell = models.ForeignKey(Spell, on_delete=models.CASCADE, related_name="hours")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    hours_per_week = models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(168)]
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_per_week__gte=0, hours_per_week__lte=168), name="hours_fit_a_week"
            )
        ]


class Instrument(models.TextChoices):
    LADDER = "ladder", _("participation ladder")
    WAGE_VALUE = "wage_value", _("wage value")
    OWN_VOICE = "own_voice", _("own voice")


class Assessment(models.Model):
    """One measurement of one person on one day. One a person, instrument and day; a correction replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="assessments")
    instrument = models.CharField(max_length=20, choices=Instrument.choices)
    date = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=2)
    answers = models.JSONField(default=dict, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "instrument", "date"], name="one_assessment_a_day")
        ]


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
    remark = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due"]
        constraints = [models.UniqueConstraint(fields=["spell", "weeks"], name="one_follow_up_a_term")]


class CorrectionState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    CORRECTED = "corrected", _("corrected")
    NOT_CORRECTED = "not_corrected", _("not corrected, with a reason")


class CorrectionRequest(models.Model):
    """A participant reporting an error in their own journey, and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="correction_requests")
    about = models.CharField(max_length=120)
    spell = models.ForeignKey(Spell, on_delete=models.SET_NULL, null=True, blank=True)
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at"]


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("waiting for a mapping")
    CHECKED = "checked", _("checked")
    APPLIED = "applied", _("taken in")
    UNDONE = "undone", _("undone")


class ImportBatch(models.Model):
    """A file of spells offered by an organisation, with its mapping and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/")
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED)
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]


class ImportedSpell(models.Model):
    """A spell that came in with a batch, from which row, and how it then stood (so that an undo knows of changes)."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="spells")
    row = models.PositiveIntegerField()
    spell = models.ForeignKey(Spell, on_delete=models.SET_NULL, null=True)
    version = models.PositiveIntegerField()
    new_person = models.BooleanField(default=False)


class RememberedMapping(models.Model):
    """The mapping an organisation last used for files with these columns."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    columns = models.CharField(max_length=64)
    mapping = models.TextField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "columns"], name="one_mapping_a_set_of_columns")
        ]
