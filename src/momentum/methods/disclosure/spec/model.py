"""What a spec says: which columns of which file make which tables, and by what rules they are protected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from momentum.methods.disclosure.publication import Subset
from momentum.methods.disclosure.rules import Rules, Zeros

Where = tuple[tuple[str, frozenset[str]], ...]
"""(column, its codes): a record counts when each of these columns holds one of its codes."""


@dataclass(frozen=True)
class HierarchySpec:
    """Where the parents of codes stand: in columns, nearest first, or given one by one."""

    levels: tuple[str, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DimensionSpec:
    """Where a dimension's codes and its hierarchies stand; `known_as` as in `Dimension`."""

    name: str
    column: str
    main: HierarchySpec = HierarchySpec()
    also: tuple[HierarchySpec, ...] = ()
    known_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableSpec:
    """One table to make.

    rows            "records": a row of the file is a record (of a person, a contract); "cells": a cell.
    value           the column with counts (of cells), or with amounts (a sum).
    person          records: the column that says whose record it is; persons are counted once in each cell.
    contributor     sums of records: the column that says whose amount it is (default: the person, or the record).
    contributors    sums of cells: the column with the number of contributors.
    largest         sums of cells: the columns with the largest contributions, largest first.
    additive        None: found out from records; cells add up.
    where           which records count, or which rows of the file belong to this table.
    file            the file, beside the spec; empty: the one that is protected.
    measure_column  the column whose values are the measures of several tables of these dimensions.
    """

    name: str
    measure: str
    by: tuple[str, ...]
    kind: Literal["count", "sum"] = "count"
    rows: Literal["records", "cells"] = "records"
    value: str | None = None
    person: str | None = None
    contributor: str | None = None
    contributors: str | None = None
    largest: tuple[str, ...] = ()
    additive: bool | None = None
    zeros: Zeros | None = None
    where: Where = ()
    file: str = ""
    measure_column: str | None = None

    @property
    def counted(self) -> tuple[object, ...]:
        """What the table counts or adds up: two tables with the same answer and measure share cells."""
        return (self.kind, self.rows, self.person, self.value if self.rows == "records" else None, self.where)


@dataclass(frozen=True)
class PlaceSpec:
    """A cell: its codes by dimension, the others being totals; of one table, or of all that have the dimensions."""

    at: Mapping[str, str]
    table: str = ""


@dataclass(frozen=True)
class CostSpec:
    """Cells that cost `times` as much to withhold as others: those with these codes, whatever their other codes."""

    at: Mapping[str, str]
    times: float
    table: str = ""


@dataclass(frozen=True)
class RatioSpec:
    """Cell by cell, one table divided by another of the same dimensions."""

    name: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Spec:
    """A whole request. `earlier` names files of earlier editions, oldest first; `several`: as [[tables]]."""

    dimensions: tuple[DimensionSpec, ...]
    rules: Rules
    tables: tuple[TableSpec, ...]
    several: bool = False
    pinned: tuple[PlaceSpec, ...] = ()
    structural: tuple[PlaceSpec, ...] = ()
    costs: tuple[CostSpec, ...] = ()
    ratios: tuple[RatioSpec, ...] = ()
    subsets: tuple[Subset, ...] = ()
    earlier: tuple[str, ...] = ()
    shared: Literal["records", "names"] = "records"
    profile: Literal["fast", "best"] = "fast"
    effort: float = 1.0
    time_limit: float = 600.0
    seed: int = 0

    def dimension(self, name: str) -> DimensionSpec:
        """The dimension called so."""
        return next(each for each in self.dimensions if each.name == name)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that tables come from, besides the one that is protected."""
        return tuple(dict.fromkeys(table.file for table in self.tables if table.file))
