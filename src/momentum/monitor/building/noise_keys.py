"""Keys for noise: the same persons always have the same, in every table and edition.

The key of a record is frozen with the facts, beside their tables in a file of its own; an edition that a release before
keys froze has none.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from momentum.methods.disclosure import CellKey
from momentum.methods.disclosure.cell_keys import KEYS
from momentum.methods.indicators import Period, Prepared
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import FACTS
from momentum.monitor.building.measuring import measure_all

RECORD_KEYS = "record_keys.parquet"
SCHEMA = pa.schema([pa.field("record", pa.string(), False), pa.field("key", pa.int64(), False)])


def write_record_keys(keys: Mapping[str, int], facts: Path) -> None:
    """Keep the key of every person and spell, by pseudonym, in the folder of facts."""
    records = sorted(keys)
    table = pa.table({"record": records, "key": [keys[record] for record in records]}, SCHEMA)
    pq.write_table(table, facts / RECORD_KEYS, compression="zstd")


def has_record_keys(place: Path) -> bool:
    """Whether the facts opened in `place` hold keys."""
    return (place / FACTS / RECORD_KEYS).is_file()


def keys_of_cells(place: Path, prepared: Prepared, period: Period) -> dict[CellKey, int]:
    """The cell key of every cell of an edition: the sum of the keys of whom, or of which spells, it counts.

    `place` holds `facts/` in the open. Raises `NotBuilt` where they were frozen without keys.
    """
    if not has_record_keys(place):
        raise NotBuilt(
            _(
                "The facts of this edition were frozen without keys for noise. Choose another method, or start a new "
                "edition."
            )
        )
    summed = measure_all(prepared, period, lambda *told: None, record_keys=place / FACTS / RECORD_KEYS)
    return {table.key(at): key % KEYS for table in summed.tables for at, key in table.cells.items()}
