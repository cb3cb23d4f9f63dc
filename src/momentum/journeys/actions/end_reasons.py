"""The city's own list of reasons for which a stay ends."""

import tomllib
from pathlib import Path

from momentum.journeys.models import EndReason


def load_end_reasons(file: Path) -> int:
    """Brings the list up to date from a TOML file of `[[end_reasons]]` with code, name_nl and name_en; returns how
    many there are. Done when a city is set up, by whoever operates the machine: no actor."""
    reasons = tomllib.loads(file.read_text(encoding="utf-8"))["end_reasons"]
    EndReason.objects.bulk_create(
        [EndReason(position=place, **row) for place, row in enumerate(reasons, 1)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_nl", "name_en", "position"],
    )
    return len(reasons)
