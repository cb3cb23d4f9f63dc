"""One running engine for all the questions of an edition."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from momentum.methods.indicators import Measurement, Period, Prepared, curve, measure
from momentum.methods.indicators.engine import Session, open_session


class Asker:
    """Prepared facts, known to an engine that stays open; with `keys` it answers with sums of record keys for counts."""

    def __init__(self, prepared: Prepared, session: Session, *, keys: bool = False) -> None:
        self.prepared = prepared
        self.session = session
        self.keys = keys

    def measure(self, name: str, period: Period, by: Sequence[str] = (), **asked: Any) -> Measurement:
        return measure(
            self.prepared, name, period=period, by=by, session=self.session, keys=self.keys, **asked
        )

    def rows(
        self, name: str, period: Period, by: Sequence[str] = (), **asked: Any
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The rows of a measurement, and how they were counted."""
        measured = self.measure(name, period, by, **asked)
        return measured.table.to_pylist(), measured.lineage

    def days(self, name: str, period: Period) -> list[dict[str, Any]]:
        """The daily counts behind an indicator of time."""
        return curve(
            self.prepared, name, period=period, session=self.session, keys=self.keys
        ).table.to_pylist()


@contextmanager
def asking(prepared: Prepared, record_keys: Path | None = None) -> Iterator[Asker]:
    """One thread: sums of fractions depend on their order, and the same edition is the same bytes.

    With the file of `record_keys` it answers with their sums for counts.
    """
    session = open_session("duckdb", threads=1)
    try:
        prepared.register_in(session)
        if record_keys is not None:
            session.register("record_key", record_keys)
        yield Asker(prepared, session, keys=record_keys is not None)
    finally:
        session.close()
