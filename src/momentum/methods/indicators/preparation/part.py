"""Some persons' part of facts, prepared or to be prepared, in a session that reads what is asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from momentum.methods.indicators.engine import DuckDBSession, Query, Session
from momentum.methods.indicators.preparation.codes import code_names
from momentum.methods.indicators.preparation.prepared import Prepared, Scope, codes_of
from momentum.methods.indicators.preparation.raw import NUMBERED_BY, RAW, FrozenFacts
from momentum.methods.indicators.preparation.stages import first_start, stages
from momentum.methods.indicators.tables import SCHEMAS

CHOSEN = ibis.table({"person": "string"}, name="chosen")
_WHOLE = ("label", "organisation")


def write_chosen(session: Session, persons: Sequence[str], path: Path) -> None:
    """Make the pseudonyms `persons` known to a session as table `chosen`."""
    pq.write_table(pa.table({"person": pa.array(persons, pa.string())}), path)
    session.register("chosen", path)


def part_of_prepared(prepared: Prepared, persons: Sequence[str], session: DuckDBSession) -> Scope:
    """Make the part of prepared facts that is about `persons` (pseudonyms) known to a session."""
    _keep_chosen(session, persons)
    for name, schema in SCHEMAS.items():
        path = prepared.directory / f"{name}.parquet"
        if name in _WHOLE:
            session.register(name, path)
            continue
        session.register(f"whole_{name}", path)
        if name == "person":
            session.postpone(name, _those(f"whole_{name}", "chosen", "person"))
        elif "p" in schema:
            session.postpone(name, _those(f"whole_{name}", "person", "p"))
        else:
            session.postpone(name, _those(f"whole_{name}", "spell", "s"))
    return prepared


def part_of_facts(
    facts: FrozenFacts,
    persons: Sequence[str],
    known: Mapping[str, Mapping[str, int]],
    session: DuckDBSession,
) -> Scope:
    """Make the prepared facts of `persons` (pseudonyms) known to a session, from raw facts; `known` are
    names that have codes though these facts lack them."""
    _keep_chosen(session, persons)
    for name in RAW:
        session.register(f"all_{name}", facts.path(name), NUMBERED_BY.get(name, ()))
        others, key = ("raw_spell", "spell") if name == "hours" else ("chosen", "person")
        session.postpone(f"raw_{name}", _those(f"all_{name}", others, key))
    codes = code_names(session, facts, known)
    for name, table in codes.tables.items():
        session.keep(name, table)
    for name, stage in stages(session, facts.freeze).items():
        session.postpone(name, stage)
    return Scope(
        facts_hash=facts.hash,
        freeze=facts.freeze,
        first=first_start(session, facts.freeze),
        unknown_start_before=facts.unknown_start_before,
        codes=codes_of(codes.label),
    )


def _keep_chosen(session: DuckDBSession, persons: Sequence[str]) -> None:
    session.keep("chosen", pa.table({"person": pa.array(persons, pa.string())}))


def _those(table: str, others: str, key: str) -> Query:
    """The rows of `table` whose `key` is among that of `others`."""
    return Query(f'SELECT * FROM "{table}" SEMI JOIN "{others}" USING ("{key}")', frozenset({others}))  # noqa: S608
