"""The cells of a built edition, as its analysts see them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from momentum.methods.disclosure import CellKey
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.tables import key_at
from momentum.monitor.models import Edition


def internal(edition: Edition, name: str) -> Any:
    """A file of an edition that only analysts read; None where the edition was never built so far."""
    file = folder_of(edition) / "internal" / name
    return read_json(file) if file.is_file() else None


def cell_of(edition: Edition, table: str, at: tuple[str, ...]) -> CellKey:
    """The cell at these coordinates. Raises `ValidationError` where the edition has no such cell."""
    tables: Mapping[str, Any] = internal(edition, "cells.json") or {}
    found = tables.get(table)
    if found is None or not any(tuple(cell[0]) == at for cell in found["cells"]):
        raise ValidationError(_("This edition has no such cell."))
    return key_at(found, at)


def reason_at(edition: Edition, table: str, at: tuple[str, ...]) -> str:
    """Why protection withholds the cell at these coordinates; empty where it does not."""
    found = (internal(edition, "cells.json") or {})[table]["cells"]
    return next(reason for told_at, _value, reason in found if tuple(told_at) == at)
