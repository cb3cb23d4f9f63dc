"""The statement as a PDF, in one language: tagged for screen readers, the same bytes every time."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.accounts.paper import typeset
from momentum.identity.models import Statement
from momentum.identity.queries.signatures import signatures
from momentum.identity.statement_words import told

TEMPLATE = Path(__file__).with_name("statement.typ")


def write_pdf(statement: Statement, language: str) -> bytes:
    """The PDF of an approved statement, from its frozen content and who approved it."""
    with override(language):
        return typeset(TEMPLATE, paper(statement, language), _day(statement))


def paper(statement: Statement, language: str) -> dict[str, Any]:
    """What the template prints, in the language in force."""
    said = asdict(told(statement.content))
    day = _day(statement)
    return {
        **said,
        "language": language,
        "author": "Momentum",
        "date": [day.year, day.month, day.day],
        "kicker": _("Identity statement %(year)s · published on %(day)s")
        % {"year": statement.year, "day": date_format(day, "DATE_FORMAT")},
        "headings": {
            "remark": _("What it means"),
            "measures": _("What is done about requirements"),
            "checks": _("What is looked at next"),
            "unsaid": _("What cannot be said"),
            "signatures": _("Who approved this"),
            "poles": _("Poles"),
        },
        "signatures": [
            f"{step.words}: {step.name}, {step.role_name}, {date_format(localtime(step.at), 'DATE_FORMAT')}"
            for step in signatures(statement)
        ],
        "nothing": _("Nothing was proposed yet."),
        "fingerprint": _("Fingerprint of what was approved (SHA-256): %(hash)s")
        % {"hash": statement.content_hash},
    }


def _day(statement: Statement) -> Any:
    assert statement.published_at is not None
    return localtime(statement.published_at).date()
