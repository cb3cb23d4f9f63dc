"""What may not, and what had better not, be written into a free text."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NINE_DIGITS = re.compile(r"(?<!\d)(?:\d[ .\-]?){8}\d(?!\d)")

DIAGNOSES = (
    "adhd",
    "addict",
    "anorexi",
    "anxiety disorder",
    "angststoornis",
    "autis",
    "bipolair",
    "bipolar",
    "borderline",
    "burn-out",
    "burnout",
    "dementi",
    "depress",
    "diagnos",
    "medicatie",
    "medication",
    "personality disorder",
    "persoonlijkheidsstoornis",
    "psychose",
    "psychosis",
    "psychoti",
    "ptsd",
    "ptss",
    "schizo",
    "verslaa",
    "verslav",
)
"""Beginnings of words that usually name an illness or a treatment. Closed, so that a warning can be explained."""


def citizen_numbers(text: str) -> Iterator[str]:
    """Numbers of nine digits that pass the eleven test of the Dutch citizen service number (BSN)."""
    for found in NINE_DIGITS.finditer(text):
        digits = [int(each) for each in found.group() if each.isdigit()]
        weighted = sum(
            weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)
        )
        if any(digits) and weighted % 11 == 0:
            yield found.group()


def diagnosis_words(text: str) -> list[str]:
    """The words of `text` that begin like one of `DIAGNOSES`, in order, each once."""
    small = text.lower()
    found = {
        match.start(): match.group()
        for stem in DIAGNOSES
        for match in re.finditer(rf"\b{re.escape(stem)}\w*", small)
    }
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def refuse_citizen_numbers(**texts: str) -> None:
    """Raises `ValidationError` naming the field whose text holds a citizen service number."""
    errors = {
        field: ValidationError(
            _("This text holds %(number)s, which looks like a citizen service number. Leave it out."),
            code="citizen_number",
            params={"number": next(citizen_numbers(text))},
        )
        for field, text in texts.items()
        if any(citizen_numbers(text))
    }
    if errors:
        raise ValidationError(errors)
