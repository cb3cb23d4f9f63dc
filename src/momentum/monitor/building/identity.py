"""What an edition takes from the identity statement of its year: the finding, as a value with the statement's address."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from momentum.identity.models import Statement
from momentum.identity.queries.statements import published
from momentum.identity.statement_words import finding
from momentum.monitor.building.words import in_both
from momentum.monitor.models import Edition


def pulled(edition: Edition) -> dict[str, Any] | None:
    """The published statement of the year in which the edition's period ends; None where there is none."""
    found = published((edition.period_to - timedelta(days=1)).year)
    return _value(found) if found else None


def _value(statement: Statement) -> dict[str, Any]:
    return {
        "year": statement.year,
        "finding": in_both(lambda: finding(statement.content)),
        "address": in_both(lambda: reverse("identity:statement", args=[statement.year])),
        "content_hash": statement.content_hash,
    }
