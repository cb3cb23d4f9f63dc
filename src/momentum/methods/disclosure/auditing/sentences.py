"""The attack in one sentence: the sums a reader would do."""

from collections.abc import Collection, Sequence

from momentum.methods.disclosure.auditing.knowledge import Knowledge, Relation
from momentum.methods.disclosure.tables import CellKey

MANY = 6


def attack_on(
    known: Knowledge, key: CellKey, relations: Sequence[Relation], also: Collection[int] = ()
) -> str:
    """How a reader arrives at the interval of this cell; `also`: columns known to this reader alone."""
    reader = _Reader(known, also)
    alone = [r for r in relations if reader.hidden_of(r) == [key]]
    relations = alone[:1] or list(relations)
    if not relations:
        return "no other table fits everything published."
    sums = [reader.sum(relation) for relation in relations[:MANY]]
    more = f" (and {len(relations) - MANY} more relations)" if len(relations) > MANY else ""
    floor = ""
    inside = {cell for relation in relations for cell in reader.hidden_of(relation)}
    if not alone and any(known.cells.low[known.cells.column[cell]] for cell in inside):
        floor = ", and every withheld cell is at least 1 because zeros are shown"
        if any(known.cells.rough[known.cells.column[cell]] for cell in inside):
            floor = ", and every roughly told cell is as near as was told"
    elif not alone:
        floor = ", and no count is below 0"
    return "; ".join(sums) + more + floor + "."


class _Reader:
    def __init__(self, known: Knowledge, also: Collection[int]) -> None:
        self.known = known
        self.open = known.open
        self.open[list(also)] = False

    def hidden_of(self, relation: Relation) -> list[CellKey]:
        return [cell for cell in (*relation.parts, relation.whole) if self.hides(cell)]

    def hides(self, key: CellKey) -> bool:
        return bool(self.open[self.known.cells.column[key]])

    def value(self, key: CellKey) -> int:
        return int(self.known.true[self.known.cells.column[key]])

    def sum(self, relation: Relation) -> str:
        hidden = [part for part in relation.parts if self.hides(part)]
        published = relation.constant + sum(
            self.value(part) for part in relation.parts if not self.hides(part)
        )
        whole = (
            f"{relation.whole} = {'withheld' if self.hides(relation.whole) else self.value(relation.whole)}"
        )
        names = [str(part) for part in hidden[:MANY]]
        if len(hidden) > MANY:
            names.append(f"{len(hidden) - MANY} more withheld cells")
        if relation.atmost:
            part = relation.parts[0]
            return f"{part if self.hides(part) else f'{part} = {self.value(part)}'} is part of {whole}"
        return f"{whole} = {' + '.join([*names, f'{published} published'])}"
