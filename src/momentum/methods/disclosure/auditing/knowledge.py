"""What a reader of the published tables knows: cells with values, unknown cells, and how they hang together.

Written from the published rows, not from any plan: nothing here knows how the withheld cells were chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from momentum.methods.disclosure.dimensions import TOTAL
from momentum.methods.disclosure.publication import Earlier, PublicCell, Published, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Coordinates, Table


@dataclass(frozen=True)
class Relation:
    """Σ parts + `constant` = whole (persons); where `atmost`, a part never exceeds the whole."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    constant: int = 0
    atmost: bool = False


@dataclass
class Knowledge:
    """`true` every cell's count; `shown` the cells a reader has; `least` the bound of each other cell."""

    true: dict[CellKey, int] = field(default_factory=dict)
    shown: set[CellKey] = field(default_factory=set)
    hidden: set[CellKey] = field(default_factory=set)
    before: set[CellKey] = field(default_factory=set)
    least: dict[CellKey, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    contradictions: list[tuple[CellKey, str]] = field(default_factory=list)

    @property
    def unknown(self) -> list[CellKey]:
        """Cells a reader must work out, in a fixed order."""
        return [key for key in self.true if key not in self.shown and key not in self.before]


def knowledge(
    tables: Sequence[Table],
    published: Published,
    rules: Rules,
    earlier: Sequence[Earlier],
    subsets: Sequence[Subset],
) -> Knowledge:
    """What a reader has of these tables."""
    found = Knowledge()
    for table in tables:
        _read(found, table, published.published(table.name), rules)
    for key, value in found.true.items():
        if any(key in edition and edition[key] == value for edition in earlier):
            found.before.add(key)
    for key in found.hidden & found.shown:
        found.contradictions.append((key, "is withheld in one table and published in another"))
    for table in tables:
        found.relations.extend(_additions(table, found))
    for part, whole in subsets:
        for key in found.true:
            other = CellKey(whole, key.at)
            if key.measure == part and other in found.true:
                found.relations.append(Relation(other, (key,), atmost=True))
    found.relations = list(dict.fromkeys(found.relations))
    return found


def _read(found: Knowledge, table: Table, rows: Sequence[PublicCell], rules: Rules) -> None:
    listed = {row.at: row for row in rows}
    places = list(product(*(d.codes for d in table.dimensions)))
    # A table that leaves its empty rows out tells that a listed row is not empty.
    lists_zeros = all(at in listed for at in places if not table.cells.get(at) and at not in table.structural)
    reasons = {row.reason for row in rows if row.value is None}
    for at in places:
        key, value = table.key(at), table.cells.get(at, 0)
        row = listed.get(at)
        if found.true.setdefault(key, value) != value:
            found.contradictions.append((key, "has two different counts in two tables"))
        if row is not None and row.value is not None:
            found.shown.add(key)
            if row.value != value:
                found.contradictions.append((key, f"is published as {row.value} but counts {value}"))
        elif (row is None or at in table.structural) and value == 0:
            found.shown.add(key)
        else:
            found.hidden.add(key)
            sure = 1 if table.zero_policy(rules) == "shown" or not lists_zeros else 0
            found.least[key] = max(found.least.get(key, 0), min(sure, value))
    if len(reasons) > 1:
        key = table.key(tuple(TOTAL for _ in table.dimensions))
        found.contradictions.append(
            (key, f"stands in table {table.name}, whose withheld cells give different reasons to the public")
        )


def _additions(table: Table, found: Knowledge) -> Iterator[Relation]:
    for at in product(*(d.codes for d in table.dimensions)):
        for position, dimension in enumerate(table.dimensions):
            for below in (codes for parent, codes in dimension.sums if parent == at[position]):
                yield from _addition(table, found, at, position, below)


def _addition(
    table: Table, found: Knowledge, at: Coordinates, position: int, below: tuple[str, ...]
) -> Iterator[Relation]:
    whole = table.key(at)
    parts = tuple(table.key((*at[:position], code, *at[position + 1 :])) for code in below)
    surplus = found.true[whole] - sum(found.true[part] for part in parts)
    yield Relation(whole, parts, surplus)
    if not table.additive:
        for part in parts:
            yield Relation(whole, (part,), atmost=True)
