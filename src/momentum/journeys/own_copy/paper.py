"""A document on paper: tagged for screen readers, in the house's own letter, the same bytes every time."""

import calendar
import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

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
    import typst

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
    with tempfile.TemporaryDirectory(prefix="momentum-document-") as place:
        root = Path(place)
        (root / "document.typ").write_bytes(TEMPLATE.read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        moment = datetime.combine(made, datetime.min.time(), UTC)
        return typst.compile(
            str(root / "document.typ"),
            root=str(root),
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=calendar.timegm(moment.timetuple()),
        )


def fonts() -> Path:
    """The folder of the static faces of Atkinson Hyperlegible."""
    import fontpkg_atkinson_hyperlegible

    return Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"


def _part(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "about": section.about,
        "header": [title for _code, title in section.columns],
        "rows": [[each.words or "–" for each in row] for row in section.rows],
        "wide": len(section.columns) >= WIDE,
    }
