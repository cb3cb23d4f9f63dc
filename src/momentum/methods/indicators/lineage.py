"""Where a number comes from."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from momentum.methods.indicators.asking import Ask
from momentum.methods.indicators.days import date_of
from momentum.methods.indicators.dimensions import CALENDAR
from momentum.methods.indicators.engine import Session
from momentum.methods.indicators.preparation import Prepared
from momentum.methods.indicators.registry import Indicator


def lineage(
    prepared: Prepared,
    indicator: Indicator,
    asked: Sequence[Ask],
    by: tuple[str, ...],
    where: Mapping[str, str],
    options: Mapping[str, Any],
    session: Session,
    provisional: bool,
) -> dict[str, Any]:
    """Indicator, definition, version, facts, periods, filter, breakdown, parameters and engine of a table,
    as plain values that can be written as JSON."""
    whole = [ask for ask in asked if not any(value != "*" for value in ask.time.values()) and not ask.labels]
    periods = [ask.period for ask in (whole or asked)]
    return {
        "indicator": indicator.name,
        "title": indicator.title,
        "definition": indicator.definition,
        "source": indicator.source,
        "version": indicator.version,
        "facts": prepared.facts_hash,
        "freeze": date_of(prepared.freeze).isoformat(),
        "periods": [f"{period.from_}..{period.to}" for period in periods],
        "split_by": [name for name in CALENDAR if name in by],
        "where": dict(where),
        "by": list(by),
        "parameters": {name: options[name] for name in indicator.parameters if name in options},
        "provisional": provisional,
        "notes": _notes(prepared, indicator, asked, provisional),
        "engine": {
            "name": session.name,
            "version": session.version,
            "ibis": version("ibis-framework"),
            "momentum": version("momentum"),
        },
    }


def _notes(prepared: Prepared, indicator: Indicator, asked: Sequence[Ask], provisional: bool) -> list[str]:
    notes = []
    if provisional:
        notes.append(
            f"Provisional: the period runs past the freeze and was cut there; facts hold days before "
            f"{date_of(prepared.freeze)}."
        )
    unknown = prepared.unknown_start_before
    begins = min(ask.period.from_ for ask in asked).isoformat()
    if unknown and begins < unknown and indicator.name in ("inflow_spells", "inflow_persons"):
        notes.append(
            f"Spells that start before {unknown} touch the beginning of the facts: their start is unknown, and "
            "they are not inflow."
        )
    return notes
