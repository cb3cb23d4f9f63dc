"""Small files of facts and the mappings that read them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from momentum.methods.facts import Reading, mapping_from, read_facts

TODAY = date(2017, 6, 1)
COLUMNS = ("person", "organisation", "kind", "start", "end", "reason")


def spells_mapping(**changes: Any) -> dict[str, Any]:
    """A mapping of the shape spells as a plain dict, with some settings changed (None: removed)."""
    given: dict[str, Any] = {
        "shape": "spells",
        "end": "exclusive",
        "columns": {
            "person": "person",
            "organisation": "organisation",
            "place_kind": "kind",
            "start": "start",
            "end": "end",
            "end_reason": "reason",
        },
        "place_kinds": {
            "day activity": {"rank": 1, "paid": False},
            "regular job": {"rank": 7, "paid": True},
        },
        "organisations": {
            "De Kas": {"kind": "social_enterprise", "district": "Centrum", "branch": "food"},
            "Jansen BV": {"kind": "company"},
        },
    }
    given |= changes
    return {key: value for key, value in given.items() if value is not None}


def csv(*rows: str, header: str = ",".join(COLUMNS)) -> bytes:
    """A CSV file of these lines."""
    return "\n".join((header, *rows, "")).encode()


@pytest.fixture
def read() -> Callable[..., Reading]:
    """Read lines of a CSV by the mapping of spells, with changes to it."""

    def reading(
        *rows: str, header: str = ",".join(COLUMNS), further: Any = None, freeze: Any = None, **changes: Any
    ):
        mapping = mapping_from(spells_mapping(**changes))
        return read_facts(
            csv(*rows, header=header), mapping, further, today=TODAY, freeze=freeze, name="rows.csv"
        )

    return reading
