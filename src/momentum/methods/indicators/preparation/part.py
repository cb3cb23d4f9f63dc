"""Some persons' part of prepared facts."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from momentum.methods.indicators.engine import Session
from momentum.methods.indicators.preparation.prepared import MANIFEST, Prepared
from momentum.methods.indicators.tables import SCHEMAS

CHOSEN = ibis.table({"person": "string"}, name="chosen")
_WHOLE = ("label", "organisation")


def write_chosen(session: Session, persons: Sequence[str], path: Path) -> None:
    """Make the pseudonyms `persons` known to a session as table `chosen`."""
    pq.write_table(pa.table({"person": pa.array(persons, pa.string())}), path)
    session.register("chosen", path)


def part_of(prepared: Prepared, persons: Sequence[str], out: Path, session: Session) -> None:
    """Write the part of prepared facts that is about `persons` (pseudonyms) to `out`, as prepared facts;
    what was there before is replaced."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in SCHEMAS:
        session.register(f"whole_{name}", prepared.directory / f"{name}.parquet")
    write_chosen(session, persons, out / "chosen.parquet")

    def whole(name: str) -> ibis.Table:
        return ibis.table(SCHEMAS[name], name=f"whole_{name}")

    for name in ("person", "spell", *(n for n in SCHEMAS if n not in ("person", "spell"))):
        table, path = whole(name), out / f"{name}.parquet"
        if name == "person":
            table = table.semi_join(CHOSEN, "person")
        elif "p" in SCHEMAS[name]:
            table = table.semi_join(ibis.table(SCHEMAS["person"], name="person"), "p")
        elif name not in _WHOLE:
            table = table.semi_join(ibis.table(SCHEMAS["spell"], name="spell"), "s")
        session.write(table, path)
        session.register(name, path)
    manifest = json.loads((prepared.directory / MANIFEST).read_text("utf-8"))
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
