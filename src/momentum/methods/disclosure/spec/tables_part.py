"""The [table] and [[tables]] of a spec."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.spec.model import TableSpec, Where
from momentum.methods.disclosure.spec.values import Part, is_code

TABLE = {
    "name",
    "measure",
    "measure_column",
    "by",
    "kind",
    "rows",
    "value",
    "person",
    "contributor",
    "contributors",
    "largest",
    "additive",
    "zeros",
    "where",
    "file",
}


def read_tables(data: Mapping[str, Any], dimensions: Sequence[str]) -> tuple[TableSpec, ...]:
    """The tables: those of [[tables]], for which [table] says what they have in common; or the one of [table]."""
    common = Part(data.get("table", {}), "[table]", TABLE)
    if "tables" not in data:
        return (_table(common, dimensions, several=False),)
    listed = Part(data, "the spec", None).parts("tables", TABLE)
    if not listed:
        raise TableError("tables is an empty list. Add [[tables]] for each table, or leave it out.")
    found = tuple(
        _table(Part({**common.data, **part.data}, "[[tables]]", TABLE), dimensions, several=True)
        for part in listed
    )
    names: set[str] = set()
    of_measure: dict[str, TableSpec] = {}
    for table in found:
        if table.name in names:
            raise TableError(f"Two tables are called {table.name}; give each its own name.")
        names.add(table.name)
        other = of_measure.setdefault(table.measure, table)
        if other.counted != table.counted:
            raise TableError(
                f"Tables {other.name} and {table.name} have the same measure {table.measure} but do not count the "
                "same records. Give each its own measure."
            )
    return found


def _table(part: Part, dimensions: Sequence[str], *, several: bool) -> TableSpec:
    by = part.texts("by") if "by" in part else tuple(dimensions)
    for name in by:
        if name not in dimensions:
            raise TableError(f"{part.where} by names {name}, which is no dimension of this spec.")
    if len(set(by)) < len(by):
        raise TableError(f"{part.where} by names a dimension twice.")
    kind = part.choice("kind", "count", ("count", "sum"))
    rows = _rows(part, kind)
    where = _where(part)
    value = part.column("value")
    measure = part.text("measure") or _measure(kind, value, where)
    if several and "measure_column" in part:
        raise TableError("measure_column makes tables by itself: use it in [table], without [[tables]].")
    name = part.text("name") or (f"{measure} by {' and '.join(by) or 'nothing'}" if several else "")
    return TableSpec(
        name,
        measure,
        by,
        cast(Literal["count", "sum"], kind),
        rows,
        value,
        part.column("person"),
        part.column("contributor"),
        part.column("contributors"),
        part.texts("largest"),
        part.flag("additive"),
        cast(Any, part.choice("zeros", "withheld", ("withheld", "shown"))) if "zeros" in part else None,
        where,
        part.text("file"),
        part.column("measure_column"),
    )


def _rows(part: Part, kind: str) -> Literal["records", "cells"]:
    if kind == "sum" and "value" not in part:
        raise TableError(f"{part.where} is of kind sum but names no value: the column with the amounts.")
    if kind == "count" and "value" in part and "person" in part:
        raise TableError(f"{part.where} names both value and person; a file has counts or people, not both.")
    if "rows" in part:
        rows = part.choice("rows", "", ("records", "cells"))
    elif kind == "count":
        rows = "cells" if "value" in part else "records"
    elif "contributors" in part or "largest" in part:
        rows = "cells"
    elif "person" in part or "contributor" in part:
        rows = "records"
    else:
        raise TableError(
            f"{part.where} adds up {part.text('value')}: say whether a row of the file is a record or a cell, with "
            'rows = "records" or rows = "cells".'
        )
    wrong = {"records": ("contributors", "largest", "measure_column"), "cells": ("person", "contributor")}[
        rows
    ]
    for name in wrong:
        if name in part:
            raise TableError(f"{part.where} names {name}, which a file of {rows} does not have.")
    if kind == "count" and rows == "records" and "value" in part:
        raise TableError(f"{part.where} names value; records are counted, not added up (kind is count).")
    if kind == "count" and rows == "cells" and "value" not in part:
        raise TableError(f"{part.where} names no value: the column with the counts.")
    return cast(Literal["records", "cells"], rows)


def _where(part: Part) -> Where:
    data = part.data.get("where", {})
    if not isinstance(data, dict):
        raise part.wrong("where", 'columns with their codes: { kind = "paid" }')
    found = []
    for column, codes in sorted(data.items()):
        listed = codes if isinstance(codes, list) else [codes]
        if not listed or not all(is_code(code) for code in listed):
            raise part.wrong("where", 'columns with their codes: { kind = "paid" }')
        found.append((str(column), frozenset(str(code) for code in listed)))
    return tuple(found)


def _measure(kind: str, value: str | None, where: Where) -> str:
    name = "persons" if kind == "count" else str(value)
    if where:
        name += " of " + ", ".join(f"{column}={'|'.join(sorted(codes))}" for column, codes in where)
    return name
