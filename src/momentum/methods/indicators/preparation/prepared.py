"""A directory of prepared facts."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from momentum.methods.indicators.days import date_of
from momentum.methods.indicators.engine import Session, read_table
from momentum.methods.indicators.period import Period
from momentum.methods.indicators.tables import SCHEMAS

MANIFEST = "prepared.json"
FORMAT = 1


@dataclass(frozen=True)
class Scope:
    """What can be asked of prepared facts.

    `facts_hash` is the hash of the facts they were made from, `freeze` the day number of F (facts hold
    days before it), `first` the day number of the earliest start (F where there is no spell), `codes` the
    names of each dimension with their codes.
    """

    facts_hash: str
    freeze: int
    first: int
    unknown_start_before: str | None
    codes: dict[str, dict[str, int]]

    @property
    def span(self) -> Period:
        """From the first start to the freeze: the period called "all"."""
        last = max(self.freeze, self.first + 1)
        return Period(date_of(self.first), date_of(last))


@dataclass(frozen=True)
class Prepared(Scope):
    """Prepared facts on disk."""

    directory: Path

    def register_in(self, session: Session) -> None:
        """Make every prepared table known to a session."""
        for name in SCHEMAS:
            session.register(name, self.directory / f"{name}.parquet")


def open_prepared(directory: Path | str) -> Prepared:
    """Prepared facts that `prepare` wrote to `directory`.

    Raises FileNotFoundError where there are none, ValueError where another version wrote them.
    """
    directory = Path(directory)
    path = directory / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"{directory} holds no prepared facts: {MANIFEST} is missing.")
    manifest = json.loads(path.read_text("utf-8"))
    if manifest.get("format") != FORMAT:
        raise ValueError(f"{directory} was prepared by another version of Momentum; prepare the facts again.")
    return Prepared(
        directory=directory,
        facts_hash=manifest["facts_hash"],
        freeze=manifest["freeze"],
        first=manifest["first"],
        unknown_start_before=manifest["unknown_start_before"],
        codes=codes_of(read_table(directory / "label.parquet")),
    )


def codes_of(label: pa.Table) -> dict[str, dict[str, int]]:
    """Per dimension the code of every name, from the rows of table `label`."""
    codes: dict[str, dict[str, int]] = {}
    for row in label.to_pylist():
        codes.setdefault(row["dimension"], {})[row["label"]] = row["code"]
    return codes
