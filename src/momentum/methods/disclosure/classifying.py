"""Dimensions out of the columns of a file: codes and the hierarchies over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.dimensions import TOTAL, Dimension, TableError
from momentum.methods.disclosure.spec import DimensionSpec, HierarchySpec, Spec

NO_CODE = (TOTAL, "")


def dimensions_of(spec: Spec, files: Sequence[Columns]) -> dict[str, Dimension]:
    """Every dimension by name, with the codes of all files that have its column."""
    of_column = {each.column: each.name for each in spec.dimensions}
    return {each.name: _dimension(each, files, of_column) for each in spec.dimensions}


def codes_in(columns: Columns, spec: DimensionSpec) -> list[str]:
    """The code of each row: that of the finest column which is no total."""
    codes = list(columns.words(spec.column))
    for name in dict.fromkeys(level for each in (spec.main, *spec.also) for level in each.levels):
        if name in columns:
            coarser = columns.words(name)
            for row, code in enumerate(codes):
                if code == TOTAL and coarser[row] not in NO_CODE:
                    codes[row] = coarser[row]
    return codes


def _dimension(spec: DimensionSpec, files: Sequence[Columns], of_column: Mapping[str, str]) -> Dimension:
    having = [columns for columns in files if spec.column in columns]
    if not having:
        files[0].words(spec.column)
    found = [_Hierarchy(spec, each, having) for each in (spec.main, *spec.also)]
    levels = {code: column for each in found for code, column in each.levels.items()}
    parents = [each.parents(set(levels)) for each in found]
    known_as = {
        code: of_column[column]
        for code, column in levels.items()
        if column in of_column and of_column[column] != spec.name
    }
    return Dimension(spec.name, parents[0], known_as | dict(spec.known_as), tuple(parents[1:]))


@dataclass
class _Hierarchy:
    """One hierarchy as it is found: parents, the line that told each, and codes that no line places."""

    spec: DimensionSpec
    given: HierarchySpec
    files: Sequence[Columns]
    above: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.given.parents:
            return
        for columns in self.files:
            if not self.given.levels:
                self.loose |= {code: "" for code in columns.words(self.spec.column) if code not in NO_CODE}
            elif all(level in columns for level in self.given.levels) or columns is self.files[-1]:
                self._read(columns)

    def _read(self, columns: Columns) -> None:
        names = (self.spec.column, *self.given.levels)
        seen: set[tuple[str, ...]] = set()
        for line, *chain in zip(columns.lines, *(columns.words(name) for name in names), strict=True):
            if tuple(chain) in seen:
                continue
            seen.add(tuple(chain))
            steps = [(code, name) for code, name in zip(chain, names, strict=True) if code not in NO_CODE]
            where = f"{columns.told}line {line}"
            self.levels |= {code: name for code, name in steps if name != self.spec.column}
            if len(steps) == 1 and steps[0][1] == self.spec.column:
                self.loose.setdefault(steps[0][0], where)
                continue
            codes = [code for code, _ in steps]
            for code, parent in zip(codes, [*codes[1:], TOTAL], strict=False):
                if code != parent:
                    self._place(code, parent, where)

    def _place(self, code: str, parent: str, where: str) -> None:
        if self.above.setdefault(code, parent) != parent:
            raise TableError(
                f"Dimension {self.spec.name}: {code} lies in {_named(self.above[code])} ({self.lines[code]}) and in "
                f"{_named(parent)} ({where}). A code has one parent."
            )
        self.lines.setdefault(code, where)

    def parents(self, levels: set[str]) -> dict[str, str]:
        """Each code's parent; `levels` are the codes that any hierarchy of the dimension divides."""
        if self.given.parents:
            return dict(self.given.parents)
        for code, where in self.loose.items():
            if code in self.above:
                if self.above[code] != TOTAL:
                    raise TableError(
                        f"Dimension {self.spec.name}: {code} lies in {self.above[code]} ({self.lines[code]}), but "
                        f"{where} does not say so. Fill in {self.given.levels[0]}."
                    )
            elif code not in levels or not self.given.levels:
                self.above[code] = TOTAL
        return dict(sorted(self.above.items())) if self.given.levels else self.above


def _named(code: str) -> str:
    return "the total" if code == TOTAL else code
