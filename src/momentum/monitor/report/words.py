"""What the report says, in the language in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from momentum.monitor.building.public import WITHHELD
from momentum.monitor.building.words import capitalised
from momentum.monitor.protection_words import lines_of
from momentum.monitor.telling import cards, counted_lines, definition_of, long_date, shown_value

# Beyond this many rows a table is for the downloads, not for paper.
ROWS = 60


def report_data(public: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Everything the template prints."""
    freeze = date.fromisoformat(public["freeze"])
    withheld = _("withheld")
    return {
        "language": language,
        "title": public["title"][language],
        "author": "Momentum",
        "date": [freeze.year, freeze.month, freeze.day],
        "made": public["freeze"],
        "footer": public["title"][language],
        "kicker": _("%(title)s · facts before %(day)s")
        % {"title": public["title"][language], "day": long_date(freeze, language)},
        "finding": public["finding"][language],
        "lead": _(
            "This report says how many people had a place at a social enterprise and what became of them. "
            "Small numbers are withheld, so that nobody can be recognised."
        ),
        "cards": [
            {"value": card.value, "label": card.label, "note": card.note} for card in cards(public, language)
        ],
        "charts": [
            {
                "name": chart["name"],
                "file": f"{chart['name']}.svg",
                "title": chart["title"][language],
                "alt": chart["description"][language],
                "source": _source(public, chart["indicators"], language),
            }
            for chart in public["charts"]
        ],
        "tables": [
            _table(table, language, withheld) for table in public["tables"] if len(table["rows"]) <= ROWS
        ],
        "withheld": withheld,
        "identity": _identity(public, language),
        "counted": {"title": _("How this was counted"), "lines": counted_lines(public, language)},
        "definitions": [
            {
                "title": told.title,
                "version": _("version %(number)s") % {"number": told.version},
                "text": told.definition,
            }
            for told in map(definition_of, public["definitions"])
        ],
    }


def _identity(public: Mapping[str, Any], language: str) -> dict[str, str] | None:
    """What the edition took from the identity statement, with its address."""
    told = public.get("identity")
    if not told:
        return None
    return {
        "title": _("The identity of the sector in %(year)s") % {"year": told["year"]},
        "finding": told["finding"][language],
        "address": _("From the identity statement: %(address)s") % {"address": told["address"][language]},
    }


def _source(public: Mapping[str, Any], indicators: list[str], language: str) -> str:
    versions = {each["name"]: each["version"] for each in public["definitions"]}
    return _("Source: %(edition)s. Definition: %(definition)s.") % {
        "edition": public["title"][language],
        "definition": ", ".join(f"{name} {versions[name]}" for name in indicators),
    }


def _table(table: Mapping[str, Any], language: str, withheld: str) -> dict[str, Any]:
    kinds = [column["kind"] for column in table["columns"][1:]]
    return {
        "title": table["title"][language],
        "about": table["about"][language],
        "protection": lines_of(table.get("protection", [])),
        "header": [column["label"][language] for column in table["columns"]],
        "rows": [
            [
                capitalised(row["head"][language]),
                *(
                    withheld if cell == WITHHELD else shown_value(cell, kind)
                    for cell, kind in zip(row["cells"], kinds, strict=True)
                ),
            ]
            for row in table["rows"]
        ],
    }
