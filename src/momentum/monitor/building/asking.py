"""One running engine for all the questions of an edition."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from momentum.methods.indicators import Measurement, Period, Prepared, curve, measure
from momentum.methods.indicators.engine import Session, open_session


class Asker:
    """Prepared facts, known to an engine that stays open."""

    def __init__(self, prepared: Prepared, session: Session) -> None:
        self.prepared = prepared
        self.session = session

    def measure(self, name: str, period: Period, by: Sequence[str] = (), **asked: Any) -> Measurement:
        return measure(self.prepared, name, period=period, by=by, session=self.session, **asked)

    def rows(
        self, name: str, period: Period, by: Sequence[str] = (), **asked: Any
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The rows of a measurement, and how they were counted."""
        measured = self.measure(name, period, by, **asked)
        return measured.table.to_pylist(), measured.lineage

    def days(self, name: str, period: Period) -> list[dict[str, Any]]:
        """The daily counts behind an indicator of time."""
        return curve(self.prepared, name, period=period, session=self.session).table.to_pylist()


@contextmanager
def asking(prepared: Prepared) -> Iterator[Asker]:
    """One thread: sums of fractions depend on their order, and the same edition is the same bytes."""
    session = open_session("duckdb", threads=1)
    try:
        prepared.register_in(session)
        yield Asker(prepared, session)
    finally:
        session.close()
