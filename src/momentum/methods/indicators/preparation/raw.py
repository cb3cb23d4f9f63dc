"""The frozen facts as the engine reads them."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from momentum.methods.indicators.days import day_number
from momentum.methods.indicators.engine import Session

RAW: dict[str, dict[str, str]] = {
    "person": {"person": "string", "birth_year": "int16", "district": "string"},
    "membership": {"person": "string", "target_group": "string", "from": "date", "to": "date"},
    "spell": {
        "spell": "string",
        "person": "string",
        "organisation": "string",
        "place_kind": "string",
        "start": "date",
        "end": "date",
        "end_reason": "string",
    },
    "hours": {"spell": "string", "from": "date", "to": "date", "hours_per_week": "float64"},
    "assessment": {"person": "string", "instrument": "string", "date": "date", "value": "float64"},
}
_SMALL = ("place_kind", "organisation", "district")
NUMBERED_BY = {"person": ("person",), "spell": ("spell",)}
MANIFEST = "facts.json"


@dataclass(frozen=True)
class FrozenFacts:
    """A facts directory: `freeze` is the day number of F."""

    directory: Path
    freeze: int
    hash: str
    unknown_start_before: str | None

    def path(self, name: str) -> Path:
        """The Parquet file of a table."""
        return self.directory / f"{name}.parquet"

    def register_in(self, session: Session, only: ir.Table | None = None) -> None:
        """Make the large tables known to a session as `raw_…`; with `only` (a table of `person`) what is
        about those persons."""
        for name in RAW:
            numbered_by = NUMBERED_BY.get(name, ())
            if only is None:
                session.register(f"raw_{name}", self.path(name), numbered_by)
                continue
            session.register(f"all_{name}", self.path(name), numbered_by)
            table = raw(name, "all")
            if name == "hours":
                session.name_view(f"raw_{name}", table.semi_join(raw("spell"), "spell"))
            else:
                session.name_view(f"raw_{name}", table.semi_join(only, "person"))


def open_facts(directory: Path | str) -> FrozenFacts:
    """The facts in `directory`.

    Raises FileNotFoundError where it holds none, ValueError where its manifest cannot be used.
    """
    directory = Path(directory)
    path = directory / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"{directory} is not a facts directory: {MANIFEST} is missing.")
    try:
        manifest = json.loads(path.read_text("utf-8"))
        freeze = dt.date.fromisoformat(manifest["freeze"])
        facts_hash = str(manifest["hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is damaged ({error}); import the facts again.") from error
    for name in (*RAW, *_SMALL):
        if not (directory / f"{name}.parquet").is_file():
            raise FileNotFoundError(f"{directory} lacks {name}.parquet; import the facts again.")
    return FrozenFacts(directory, day_number(freeze), facts_hash, manifest.get("unknown_start_before"))


def raw(name: str, prefix: str = "raw") -> ir.Table:
    """A raw table as an unbound expression."""
    schema = dict(RAW[name])
    if name in NUMBERED_BY:
        schema["row"] = "int64"
    return ibis.table(schema, name=f"{prefix}_{name}")
