"""Who the files speak of, and that they say the same about each person."""

from collections.abc import Sequence
from typing import Any

from momentum.methods.facts.cells import Columns
from momentum.methods.facts.parts import Part
from momentum.methods.facts.problems import Problem

CLASHES = {"birth_year": "two_birth_years", "district": "two_districts"}


class People:
    """Every person of any file, with birth year and home district from wherever they are told."""

    def __init__(self) -> None:
        self._about: dict[str, dict[str, tuple[Any, str, int]]] = {}
        self._columns: dict[str, Columns] = {}
        self.problems: list[Problem] = []

    def add(
        self, source: Columns, person: Sequence[str | None], *, once: bool = False, **about: Sequence[Any]
    ) -> None:
        """Add the persons of a sheet's rows, with what else the rows say; `once`: each may have one row."""
        self._columns[source.file] = source
        told = {name: values for name, values in about.items() if source.has(name)}
        rows: dict[str, int] = {}
        for place, name in enumerate(person):
            if name is None:
                continue
            line = source.sheet.lines[place]
            known = self._about.setdefault(name, {})
            if once and name in rows:
                params: dict[str, str | int] = {"person": name, "other_row": rows[name]}
                column = source.columns.get("person")
                self.problems.append(Problem(line, column, "person_twice", params, source.file))
                continue
            if once:
                rows[name] = line
            for what, values in told.items():
                self._say(known, name, what, values[place], source, line)

    def _say(
        self, known: dict[str, Any], person: str, what: str, value: Any, source: Columns, line: int
    ) -> None:
        if value is None:
            return
        said, file, other = known.setdefault(what, (value, source.file, line))
        if said != value:
            row = other if file == source.file else f"{other} of {file}"
            params = {"person": person, "value": value, "other": said, "other_row": row}
            self.problems.append(Problem(line, source.columns.get(what), CLASHES[what], params, source.file))

    def born_after(self, year: int) -> list[Problem]:
        """A problem for everyone born after a year, at the row that first says so."""
        problems = []
        for about in self._about.values():
            value, file, line = about.get("birth_year", (0, "", 0))
            if value > year:
                column = self._columns[file].columns.get("birth_year")
                problems.append(Problem(line, column, "birth_in_future", {"value": value}, file))
        return problems

    def part(self) -> Part:
        """The rows of the person table."""
        values: dict[str, list[Any]] = {
            "person": list(self._about),
            "birth_year": [about.get("birth_year", (None,))[0] for about in self._about.values()],
            "district": [about.get("district", (None,))[0] for about in self._about.values()],
        }
        return Part("person", "", [0] * len(self._about), values, {})
