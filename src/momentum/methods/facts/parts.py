"""Parts: rows for one table of facts, each with the file and line it came from."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.checks import Finding
from momentum.methods.facts.problems import Problem
from momentum.methods.facts.schema import SCHEMAS

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """Rows for `table`: a list of values per column of its schema; `columns` names the file's own columns."""

    table: str
    file: str
    lines: Sequence[int]
    values: Mapping[str, Sequence[Any]]
    columns: Mapping[str, str]

    def to_arrow(self) -> pa.Table:
        """The rows under the table's schema."""
        schema = SCHEMAS[self.table]
        return pa.table(
            [pa.array(self.values[name], schema.field(name).type) for name in schema.names], schema
        )


def part_of(
    table: str, source: Columns, values: Mapping[str, Sequence[Any]], keep: Iterable[int] | None = None
) -> Part:
    """A part of the rows of a sheet that could be read whole (and are among `keep`, where given)."""
    places = range(len(source.sheet.rows)) if keep is None else keep
    sound = [place for place in places if place not in source.unsound]
    picked = {name: [column[place] for place in sound] for name, column in values.items()}
    return Part(table, source.file, [source.sheet.lines[place] for place in sound], picked, source.columns)


def last_day_to_first_without(days: Sequence[date | None]) -> list[date | None]:
    """Last days with something as the first days without it."""
    return [None if day is None else day + ONE_DAY for day in days]


class Table:
    """A table of facts put together from parts, that knows where each row came from."""

    def __init__(self, name: str, parts: Sequence[Part]) -> None:
        self._parts = [part for part in parts if part.table == name and part.lines]
        self._starts = [0]
        for part in self._parts:
            self._starts.append(self._starts[-1] + len(part.lines))
        self.rows = pa.concat_tables(
            [SCHEMAS[name].empty_table(), *(part.to_arrow() for part in self._parts)]
        )

    def _origin(self, index: int) -> tuple[Part, int]:
        place = bisect_right(self._starts, index) - 1
        return self._parts[place], self._parts[place].lines[index - self._starts[place]]

    def problem(self, finding: Finding) -> Problem:
        """A finding as a problem of the file, line and column that the row came from."""
        part, line = self._origin(finding.index)
        params = dict(finding.params)
        if finding.other is not None:
            other, other_line = self._origin(finding.other)
            params["other_row"] = other_line if other.file == part.file else f"{other_line} of {other.file}"
        return Problem(line, part.columns.get(finding.column), finding.code, params, part.file)
