"""Which files are taken in: by a list of kinds, where name and content must agree."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KIND_BY_ENDING = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".ods": "ods"}
MOST_COLUMNS = 1_000
"""Eighty years of months, and more than anybody can choose from."""


def check_columns(number: int) -> None:
    """Raise `ValidationError` for a file whose columns no page could offer."""
    if number > MOST_COLUMNS:
        raise ValidationError(
            {
                "file": _(
                    "The file has %(columns)s columns; at most %(most)s are taken in. Take out those that say "
                    "nothing of stays."
                )
                % {"columns": number, "most": MOST_COLUMNS}
            }
        )


def check_kind(name: str, found: str) -> None:
    """Raise `ValidationError` unless `name` ends as a file of the kind that its content was `found` to be."""
    ending = PurePath(name).suffix.lower()
    if ending not in KIND_BY_ENDING:
        raise ValidationError(
            {
                "file": _(
                    "Files whose name ends in “%(ending)s” are not taken in. Save it as CSV, XLSX or ODS, under a name "
                    "that ends so."
                )
                % {"ending": ending[:20]}
            }
        )
    if KIND_BY_ENDING[ending] != found:
        raise ValidationError(
            {
                "file": _(
                    "The name says %(named)s, and the file is %(found)s. Save it anew from your spreadsheet program."
                )
                % {"named": KIND_BY_ENDING[ending].upper(), "found": found.upper()}
            }
        )
