"""The cell keys of tables of records: the sum of the keys of whoever is counted, each once."""

from collections.abc import Mapping

import numpy as np

from momentum.methods.disclosure.cell_keys import KEYS, record_key
from momentum.methods.disclosure.columns import Columns
from momentum.methods.disclosure.dimensions import Dimension, TableError
from momentum.methods.disclosure.grouping import Grid
from momentum.methods.disclosure.ready import chosen_rows
from momentum.methods.disclosure.records import distinct, members_in, numbers_in
from momentum.methods.disclosure.spec import Spec, TableSpec
from momentum.methods.disclosure.tables import Coordinates


def keys_of_records(
    columns: Columns, spec: Spec, table: TableSpec, dimensions: Mapping[str, Dimension], secret: bytes
) -> dict[Coordinates, int]:
    """The key of each cell that counts somebody, a whole number below 2³².

    A person keeps the same key in every table and edition under one secret, so `person` must name a column
    that says who it is. Raises `TableError` where there is none.
    """
    if table.rows != "records" or table.person is None:
        raise TableError(
            f"Table {table.name or table.measure} cannot be perturbed by cell keys: that takes records, with the column "
            "that says whose each is as person, so that the same persons always get the same noise."
        )
    rows = np.array(chosen_rows(columns, table), dtype=np.int64)
    grid = Grid.over(tuple(dimensions[name] for name in table.by))
    places = [numbers_in(columns, spec, name, dimensions[name], rows) for name in table.by]
    members = members_in(columns, table.person, rows)
    persons = dict.fromkeys(columns.words(table.person))
    keys = np.array([record_key(secret, person) for person in persons], dtype=np.int64)
    found: dict[Coordinates, int] = {}
    for numbers, member, starts in distinct(grid, places, members):
        sums = np.add.reduceat(keys[member], starts) % KEYS
        found.update(zip(grid.coordinates(numbers[starts]), sums.tolist(), strict=True))
    return found
