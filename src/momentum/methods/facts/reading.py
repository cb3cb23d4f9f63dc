"""From people's files to checked facts, with every row's problem; one reader for browser and command line."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from momentum.methods.facts.mapping import Mapping
from momentum.methods.facts.problems import Problem
from momentum.methods.facts.schema import Facts
from momentum.methods.sheets.limits import Limits


class ParsedRows(AnyMapping[int, dict[str, Any]]):
    """The parsed record of each row by its line in the file; a value that could not be read is None."""

    def __init__(self, lines: Sequence[int], columns: AnyMapping[str, Sequence[Any]]) -> None:
        self._places = {line: place for place, line in enumerate(lines)}
        self._columns = columns

    def __getitem__(self, line: int) -> dict[str, Any]:
        place = self._places[line]
        return {name: values[place] for name, values in self._columns.items()}

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True)
class Reading:
    """What came of reading: facts only if there is no problem at all, every problem, every parsed row.

    `rows` maps the main file's line to its record; `further` does so per further file's role.
    """

    facts: Facts | None
    problems: list[Problem]
    rows: AnyMapping[int, dict[str, Any]]
    further: AnyMapping[str, AnyMapping[int, dict[str, Any]]] = field(default_factory=dict)


def read_facts(
    file: str | Path | bytes,
    mapping: Mapping,
    further_files: AnyMapping[str, str | Path | bytes] | None = None,
    *,
    today: date,
    freeze: date | None = None,
    name: str = "",
    limits: Limits | None = None,
) -> Reading:
    """Read a file by a mapping, all or nothing.

    `file` is a path or the bytes themselves; `further_files` gives a file for a role (such as "persons") in
    place of the one the mapping names. `freeze` is the day before which facts hold: by default `today` for
    spells, the day after the calendar for a calendar. `name` is what problems call the file. Never raises for what a file or mapping says wrong:
    that is in `problems`.
    """
    from momentum.methods.facts.assembling import assemble

    return assemble(file, mapping, further_files or {}, today=today, freeze=freeze, name=name, limits=limits)
