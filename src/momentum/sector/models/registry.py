"""Organisations as the sector knows them: what they are, where, what they offer, how they earn, which places they have.

Kinds, groups, branches and districts are records, not enums in code: another city brings its own.
"""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation


class RegistryVersion(models.Model):
    """One row, renewed with every change of the registry: what was drawn from the registry is then drawn anew."""

    token = models.CharField(max_length=32)


class Named(models.Model):
    """A word of the city's own lists, in both languages."""

    code = models.SlugField(primary_key=True, max_length=60)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl

    def __str__(self) -> str:
        return self.name


class PlaceKind(Named):
    """A kind of place, from care to work. `position` is its rank: the highest counts where several hold at once."""

    paid = models.BooleanField()
    legal_basis_nl = models.CharField(max_length=120, blank=True)
    legal_basis_en = models.CharField(max_length=120, blank=True)
    explanation_nl = models.TextField(blank=True)
    explanation_en = models.TextField(blank=True)

    @property
    def legal_basis(self) -> str:
        return self.legal_basis_en if get_language() == "en" else self.legal_basis_nl

    @property
    def explanation(self) -> str:
        return self.explanation_en if get_language() == "en" else self.explanation_nl


class TargetGroup(Named):
    pass


class Branch(Named):
    pass


class Borough(Named):
    """`shape` is the outer line of its neighbourhoods as SVG path data in the map's own units."""

    shape = models.TextField(blank=True)


class District(Named):
    """A neighbourhood, with its borough. `shape` is SVG path data and `x`, `y` its middle, both in the map's own units."""

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="districts")
    shape = models.TextField(blank=True)
    x = models.FloatField(default=0)
    y = models.FloatField(default=0)


class Profile(models.Model):
    """What the registry says of an organisation, beyond its name."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    founded = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    tagline_nl = models.CharField(max_length=200, blank=True)
    tagline_en = models.CharField(max_length=200, blank=True)
    story_nl = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    website = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    listed = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def tagline(self) -> str:
        return (self.tagline_en if get_language() == "en" else self.tagline_nl) or self.tagline_nl

    @property
    def story(self) -> str:
        return (self.story_en if get_language() == "en" else self.story_nl) or self.story_nl


class IdentifierScheme(Named):
    """A register that numbers organisations: KvK, RSIN, OIN … and what its numbers look like."""

    pattern = models.CharField(max_length=120)
    check_digit = models.CharField(max_length=20, blank=True)
    hint_nl = models.CharField(max_length=120, blank=True)
    hint_en = models.CharField(max_length=120, blank=True)

    @property
    def hint(self) -> str:
        return self.hint_en if get_language() == "en" else self.hint_nl


class Identifier(models.Model):
    """An identifier in a scheme."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.ForeignKey(IdentifierScheme, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="identifier_belongs_to_one_organisation"
            ),
            models.UniqueConstraint(fields=["organisation", "scheme"], name="one_identifier_a_scheme"),
        ]


class Offer(models.Model):
    """Something the organisation sells."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl


class LegalForm(models.TextChoices):
    FOUNDATION = "foundation", _("foundation (stichting)")
    ASSOCIATION = "association", _("association (vereniging)")
    COOPERATIVE = "cooperative", _("cooperative")
    BV = "bv", _("private company (bv)")
    SOLE_TRADER = "sole_trader", _("sole trader")
    PARTNERSHIP = "partnership", _("partnership (vof)")
    PUBLIC_BODY = "public_body", _("public body")


class YearFigures(models.Model):
    """One organisation's figures over one year; money in whole euros."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1900), MaxValueValidator(2100)])
    revenue_market = models.PositiveBigIntegerField(default=0)
    revenue_public_contract = models.PositiveBigIntegerField(default=0)
    revenue_subsidy = models.PositiveBigIntegerField(default=0)
    revenue_gifts = models.PositiveBigIntegerField(default=0)
    fte = models.DecimalField(max_digits=7, decimal_places=1, default=0)
    legal_form = models.CharField(max_length=20, choices=LegalForm.choices)
    board_members = models.PositiveSmallIntegerField(default=0)
    board_from_target_group = models.PositiveSmallIntegerField(default=0)
    bears_own_risk = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_record_a_year"),
            models.CheckConstraint(
                condition=Q(board_from_target_group__lte=F("board_members")), name="board_holds_its_members"
            ),
        ]

    @property
    def revenue(self) -> int:
        return self.revenue_market + self.revenue_public_contract + self.revenue_subsidy + self.revenue_gifts


class Place(models.Model):
    """Seats of one kind at one organisation; `capacity` of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="places")
    kind = models.ForeignKey(PlaceKind, on_delete=models.PROTECT, related_name="places")
    title_nl = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    description_nl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    capacity = models.PositiveSmallIntegerField()
    hours_from = models.PositiveSmallIntegerField(default=8)
    hours_to = models.PositiveSmallIntegerField(default=32)
    opens = models.DateField()
    closes = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title_nl"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__isnull=True) | Q(closes__gt=F("opens")), name="place_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(hours_to__gte=F("hours_from")), name="place_hours_in_order"),
        ]

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl

    @property
    def description(self) -> str:
        return (self.description_en if get_language() == "en" else self.description_nl) or self.description_nl

    def __str__(self) -> str:
        return self.title
