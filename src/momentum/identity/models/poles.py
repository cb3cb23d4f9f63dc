"""Poles that a city set itself, and the texts that show how they speak."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Pole(models.Model):
    """An archetype on the nine indicators (0 to 1, in their order), with who set it, when, and how far they differed."""

    code = models.SlugField(primary_key=True, max_length=40)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    values = models.JSONField()
    spread = models.JSONField()
    set_by = models.CharField(max_length=160, blank=True)
    set_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl

    def __str__(self) -> str:
        return self.name


class PoleText(models.Model):
    """A text in the language of a pole."""

    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=300)
    language = models.CharField(
        max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))], default="nl"
    )
    words = models.TextField(max_length=200_000)

    class Meta:
        ordering = ["pole", "title"]
