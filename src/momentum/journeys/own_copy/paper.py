"""A document on paper: tagged for screen readers, in the house's own letter, the same bytes every time."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.accounts.paper import typeset
from momentum.journeys.own_copy.section import Copy, Section

TEMPLATE = Path(__file__).with_name("document.typ")
WIDE = 5
"""Columns from which a list is easier to read as one block a row."""


def as_pdf(copy: Copy) -> bytes:
    with override(copy.language):
        return document(
            title=_("Everything that is held about you"),
            kicker=_("Momentum %(city)s") % {"city": settings.CITY},
            lead=_("%(name)s, on %(day)s") % {"name": copy.name, "day": date_format(copy.made, "j F Y")},
            notes=[str(note) for note in copy.notes],
            parts=[_part(each) for each in copy.sections],
            made=copy.made,
            language=copy.language,
        )


def document(
    *,
    title: str,
    kicker: str,
    lead: str,
    notes: list[str],
    parts: list[Mapping[str, Any]],
    made: date,
    language: str,
) -> bytes:
    """A PDF (PDF/UA-1). A part has a `title`, `about`, `header` (names of columns) and `rows` (texts); one that is
    `wide` is set as a block a row."""
    data = {
        "title": title,
        "kicker": kicker,
        "lead": lead,
        "notes": notes,
        "parts": parts,
        "language": language,
        "date": [made.year, made.month, made.day],
        "nothing": _("nothing"),
        "author": "Momentum",
    }
    return typeset(TEMPLATE, data, made)


def _part(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "about": section.about,
        "header": [title for _code, title in section.columns],
        "rows": [[each.words or "–" for each in row] for row in section.rows],
        "wide": len(section.columns) >= WIDE,
    }
