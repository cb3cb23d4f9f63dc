"""Ways of protecting an edition, side by side."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from momentum.accounts.access import require
from momentum.accounts.actor import Actor
from momentum.monitor.building.files import comparisons_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.models import Comparison, Edition
from momentum.monitor.queries.cells import internal


def comparisons(actor: Actor, edition: Edition) -> QuerySet[Comparison]:
    """The comparisons of an edition, newest first."""
    require(actor, "write", "edition")
    return edition.comparisons.select_related("user")


def result_of(comparison: Comparison) -> Mapping[str, Any] | None:
    """What a comparison found; None where it is not there (yet)."""
    file = comparisons_of(comparison.edition) / f"{comparison.pk}.json"
    return read_json(file) if file.is_file() else None


def indicators_of(edition: Edition) -> list[str]:
    """The indicators whose counts an edition holds, in its own order."""
    tables = internal(edition, "cells.json") or {}
    return list(dict.fromkeys(told["measure"].split("/", 1)[0] for told in tables.values()))
