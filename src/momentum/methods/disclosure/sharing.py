"""Cells of different tables that hold exactly the same records are one cell, whatever their names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from momentum.methods.disclosure.dimensions import TOTAL
from momentum.methods.disclosure.publication import Near
from momentum.methods.disclosure.records import Counted, Fingerprint
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table

Told = int | Near


def shared(counted: Sequence[Counted], few: int) -> list[Table]:
    """The tables with `same` filled in: a cell whose records another table's cell holds too gets its key.

    That is so of two codes with the same records (a region that is one firm), and of crossed cells with `few`
    or more: fewer coincide by chance, and nobody knows that they do. Only the highest cell of a table with
    certain records is looked at, as those below it follow from its own relations; nor is a cell renamed that a
    third table knows by the same name.
    """
    natural = [{each.table.key(at) for at in each.table.cells} for each in counted]
    known: dict[tuple[tuple[str, ...], Fingerprint], CellKey] = {}
    tables = []
    for number, each in enumerate(counted):
        others: set[CellKey] = set().union(*natural[:number], *natural[number + 1 :])
        same: dict[Coordinates, CellKey] = {}
        for records, at in _highest(each).items():
            own = each.table.key(at)
            other = known.setdefault((each.of, records), own)
            meant = records[0] >= few or (len(own.at) <= 1 and len(other.at) <= 1)
            if meant and other != own and own not in others and other not in natural[number]:
                same[at] = other
        tables.append(replace(each.table, same=same))
    return tables


def reconciled(
    tables: Sequence[Table], editions: Sequence[Mapping[CellKey, Told]]
) -> tuple[list[Table], list[dict[CellKey, Told]]]:
    """Tables and what earlier editions told, by the keys the tables now give their cells.

    Cells that an edition told differently did not hold the same records then, so they stay two: what it told of
    each is known of each.
    """
    found = []
    for table in tables:
        apart = {
            at
            for at, key in table.same.items()
            for told in editions
            if (own := table.own_key(at)) in told and told[own] != told.get(key, told[own])
        }
        found.append(replace(table, same={at: key for at, key in table.same.items() if at not in apart}))
    renamed = {table.own_key(at): key for table in found for at, key in table.same.items()}
    return found, [{renamed.get(key, key): value for key, value in told.items()} for told in editions]


def _highest(counted: Counted) -> dict[Fingerprint, Coordinates]:
    """For every set of records the cell that stands highest in the table's hierarchies."""
    height = [
        {code: len(dimension.ancestors(code)) for code in dimension.codes}
        for dimension in counted.table.dimensions
    ]
    found: dict[Fingerprint, Coordinates] = {}
    rank: dict[Fingerprint, tuple[int, int, Coordinates]] = {}
    for at, records in counted.records.items():
        own = (
            sum(code != TOTAL for code in at),
            sum(depth[code] for depth, code in zip(height, at, strict=True)),
            at,
        )
        if records not in rank or own < rank[records]:
            found[records], rank[records] = at, own
    return found
