"""Which keys this database was written with."""

from django.db import models
from django.utils import timezone


class KeyFile(models.Model):
    """A file in the folder of keys, by its name and a fingerprint that does not tell the key."""

    name = models.CharField(max_length=120, primary_key=True)
    fingerprint = models.CharField(max_length=32)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
