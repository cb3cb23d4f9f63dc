"""An oracle: every table of whole persons that fits what is published, listed one by one."""

from collections.abc import Iterator, Mapping
from itertools import product

from momentum.methods.disclosure import TOTAL, CellKey, Publication, Table


def every_world(tables: list[Table], publication: Publication, least: int) -> Iterator[dict[CellKey, int]]:
    """All values of all cells that fit; the grand total must be published, so that the list ends."""
    true = {table.key(at): value for table in tables for at, value in table.cells.items()}
    shown = {
        table.key(row.at): row.value
        for table in tables
        for row in publication.published(table.name)
        if row.value is not None
    }
    leaves = {}
    for table in tables:
        for at in table.cells:
            if _leaf(table, at):
                above = product(*([c, *d.ancestors(c)] for d, c in zip(table.dimensions, at, strict=True)))
                most = min(shown[table.key(place)] for place in above if table.key(place) in shown)
                leaves[table.key(at)] = min(most, leaves.get(table.key(at), most))
    ranges = [
        [shown[key]] if key in shown else range(min(least, true[key]), most + 1)
        for key, most in leaves.items()
    ]
    for values in product(*ranges):
        world = dict(zip(leaves, values, strict=True))
        if (
            all(_fill(table, true, world) for table in tables)
            and all(world[key] == value for key, value in shown.items())
            and all(key in shown or value >= min(least, true[key]) for key, value in world.items())
        ):
            yield world


def bounds(tables: list[Table], publication: Publication, least: int) -> Mapping[CellKey, tuple[int, int]]:
    """The lowest and highest value of every cell over all worlds."""
    found: dict[CellKey, tuple[int, int]] = {}
    for world in every_world(tables, publication, least):
        for key, value in world.items():
            low, high = found.get(key, (value, value))
            found[key] = min(low, value), max(high, value)
    return found


def _leaf(table: Table, at) -> bool:
    return all(
        code != TOTAL and code not in dimension.parents.values()
        for dimension, code in zip(table.dimensions, at, strict=True)
    )


def _fill(table: Table, true: Mapping[CellKey, int], world: dict[CellKey, int]) -> bool:
    """Add the sums of one table to the world; whether all its relations agree."""
    order = sorted(
        table.cells, key=lambda at: -sum(_depth(d, c) for d, c in zip(table.dimensions, at, strict=True))
    )
    for at in order:
        key = table.key(at)
        for position, dimension in enumerate(table.dimensions):
            parts = [
                table.key((*at[:position], code, *at[position + 1 :]))
                for code, parent in dimension.parents.items()
                if parent == at[position]
            ]
            if not parts:
                continue
            overlap = sum(true[part] for part in parts) - true[key]
            value = sum(world[part] for part in parts) - overlap
            if world.setdefault(key, value) != value:
                return False
            if not table.additive and any(world[part] > value for part in parts):
                return False
    return True


def _depth(dimension, code: str) -> int:
    return len(dimension.ancestors(code))
