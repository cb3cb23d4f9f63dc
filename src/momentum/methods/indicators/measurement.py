"""The answer to a question: a table of cells, and where each number comes from."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class Measurement:
    """A measured indicator.

    `table` has one row a cell: the columns of `by` (strings, `*` for a total), those the indicator brings
    itself, then values (counts int64). `additive` says that in every count column the cells add up to
    their totals; `provisional` that the period ran past the freeze and was cut there. `lineage` holds
    indicator, definition, version, facts hash, periods, filter, breakdown, parameters and engine; `question` what it was asked with, to be asked again.
    """

    table: pa.Table
    lineage: dict[str, Any]
    additive: bool
    provisional: bool
    question: dict[str, Any] = field(default_factory=dict)
