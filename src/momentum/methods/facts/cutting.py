"""Cutting facts at a freeze date: what they said about the days before it."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from momentum.methods.facts.schema import Facts

LATER = {
    "spell": "spells starting on or after the freeze date",
    "membership": "memberships starting on or after the freeze date",
    "hours": "hours starting on or after the freeze date",
    "assessment": "assessments on or after the freeze date",
}
"""The reason under which each table's later rows are counted in `left_out`."""
STARTS = {"spell": "start", "membership": "from", "hours": "from", "assessment": "date"}
ENDS = {"spell": "end", "membership": "to", "hours": "to"}


def cut_at(facts: Facts, freeze: date) -> Facts:
    """The facts as they hold for the days before `freeze`.

    Later starts (and assessments) are left out and counted; later ends become null, with their reason, since
    starts and ends on or after the freeze date do not exist. Raises `ValueError` for a freeze date after the
    facts' own, about which they say nothing.
    """
    if freeze > facts.freeze:
        raise ValueError(f"facts frozen at {facts.freeze} say nothing about the days before {freeze}")
    tables, left_out = dict(facts.tables), dict(facts.left_out)
    day = pa.scalar(freeze, pa.date32())
    for name, start in STARTS.items():
        table = tables[name]
        kept = table.filter(pc.less(table[start], day))
        if len(kept) < len(table):
            left_out[LATER[name]] = left_out.get(LATER[name], 0) + len(table) - len(kept)
        tables[name] = _without_later_ends(kept, name, day)
    still = {
        "hours": tables["hours"].filter(
            pc.is_in(tables["hours"]["spell"], tables["spell"]["spell"].combine_chunks())
        )
    }
    unknown = facts.unknown_start_before
    return replace(
        facts,
        tables={**tables, **still},
        freeze=freeze,
        left_out=left_out,
        unknown_start_before=min(unknown, freeze) if unknown else None,
    )


def _without_later_ends(table: pa.Table, name: str, day: pa.Scalar) -> pa.Table:
    if name not in ENDS:
        return table
    later = pc.fill_null(pc.greater_equal(table[ENDS[name]], day), False)
    for column in (ENDS[name], *(("end_reason",) if name == "spell" else ())):
        place = table.schema.get_field_index(column)
        emptied = pc.if_else(later, pa.scalar(None, table.schema.field(column).type), table[column])
        table = table.set_column(place, table.schema.field(column), emptied)
    return table
