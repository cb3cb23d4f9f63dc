"""Preparing frozen facts on disk, whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from momentum.methods.indicators.engine import Session, open_session
from momentum.methods.indicators.preparation.codes import Codes, code_names
from momentum.methods.indicators.preparation.part import CHOSEN, write_chosen
from momentum.methods.indicators.preparation.prepared import FORMAT, MANIFEST, Prepared, open_prepared
from momentum.methods.indicators.preparation.raw import FrozenFacts, open_facts
from momentum.methods.indicators.preparation.stages import first_start, stages


def prepare(
    facts_dir: Path | str,
    out_dir: Path | str,
    *,
    only: Sequence[str] | None = None,
    known: Mapping[str, Mapping[str, int]] | None = None,
    engine: str = "duckdb",
    threads: int | None = None,
    memory: str | None = None,
) -> Prepared:
    """Prepare the facts in `facts_dir` once and write the result to `out_dir`, whole or not at all.

    `only` leaves out everybody but these persons (pseudonyms); `known` are names of other prepared facts
    (`Prepared.codes`) that stay known though these facts lack them. An existing `out_dir` made from the
    same facts is opened as it is. `threads` and `memory` ("3GB") limit the engine. Raises FileNotFoundError or ValueError where the facts cannot be used.
    """
    facts, out = open_facts(facts_dir), Path(out_dir)
    if only is None and _prepared_from(out, facts.hash):
        return open_prepared(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    session = open_session(engine, threads=threads, memory=memory)
    try:
        _build(session, facts, building, only, known or {})
        _put_in_place(building, out, facts.hash)
    finally:
        session.close()
        shutil.rmtree(building, ignore_errors=True)
    return open_prepared(out)


def _prepared_from(out: Path, facts_hash: str) -> bool:
    """Whether `out` holds facts of that hash, prepared by this version."""
    if not (out / MANIFEST).is_file():
        return False
    earlier = json.loads((out / MANIFEST).read_text("utf-8"))
    return bool(earlier.get("facts_hash") == facts_hash and earlier.get("format") == FORMAT)


def _put_in_place(building: Path, out: Path, facts_hash: str) -> None:
    """Move what was built to `out`; if somebody else prepared the same facts meanwhile, theirs stay."""
    if out.exists():
        if _prepared_from(out, facts_hash):
            return
        shutil.rmtree(out)
    try:
        os.replace(building, out)
    except OSError:
        if not _prepared_from(out, facts_hash):
            raise


def _build(
    session: Session,
    facts: FrozenFacts,
    out: Path,
    only: Sequence[str] | None,
    known: Mapping[str, Mapping[str, int]],
) -> None:
    if only is None:
        facts.register_in(session)
    else:
        write_chosen(session, only, out / "chosen.parquet")
        facts.register_in(session, CHOSEN)
    _write_codes(session, code_names(session, facts, known), out)
    for name, stage in stages(session, facts.freeze).items():
        path = out / f"{name}.parquet"
        session.write(stage, path)
        session.register(name, path)
    manifest = {
        "format": FORMAT,
        "facts_hash": facts.hash,
        "freeze": facts.freeze,
        "first": first_start(session, facts.freeze),
        "unknown_start_before": facts.unknown_start_before,
        "engine": {"name": session.name, "version": session.version},
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")


def _write_codes(session: Session, codes: Codes, out: Path) -> None:
    for name, table in codes.tables.items():
        pq.write_table(table, out / f"{name}.parquet")
        session.register(name, out / f"{name}.parquet")
