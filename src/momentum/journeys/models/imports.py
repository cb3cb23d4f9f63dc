"""Files of spells, and what came of them."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from momentum.accounts.models import Organisation, User
from momentum.journeys.models.spells import Spell


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
