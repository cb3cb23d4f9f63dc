"""Intervals of one group that share a day, found in one pass over sorted arrays."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Whole = npt.NDArray[np.int64]
FOREVER = 2**31 - 1
"""The day number that stands for no end."""


def running_days(days: pa.ChunkedArray) -> Whole:
    """A date column as days since 1970; no date as `FOREVER`."""
    numbers: Whole = pc.fill_null(days.cast(pa.int32()), FOREVER).to_numpy().astype(np.int64)
    return numbers


def groups(table: pa.Table, columns: Sequence[str]) -> Whole:
    """A number for each row, equal where all these columns are equal."""
    group = np.zeros(len(table), dtype=np.int64)
    for column in columns:
        encoded = table[column].combine_chunks().dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        group = group * (len(encoded.dictionary) + 1) + codes
        _, group = np.unique(group, return_inverse=True)
    return group


def overlapping(group: Whole, start: Whole, end: Whole) -> list[tuple[int, int]]:
    """Rows that start while an earlier-starting row of their group still runs, each with that row.

    Intervals are half-open, so touching is no overlap; of two that start together the later row is told.
    Intervals without days must not be passed as overlapping: they never are.
    """
    sound = end > start
    places = np.flatnonzero(sound)
    order = places[np.lexsort((places, start[places], group[places]))]
    if len(order) < 2:
        return []
    g, s, e = group[order], start[order], end[order]
    reached = np.maximum.accumulate((g << 33) + e + 2**31)
    new = np.r_[True, reached[1:] > reached[:-1]]
    holder = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    open_until = (reached[:-1] & (2**33 - 1)) - 2**31
    clash = 1 + np.flatnonzero((g[1:] == g[:-1]) & (open_until > s[1:]))
    return [(int(order[place]), int(order[holder[place - 1]])) for place in clash]
