"""The attack in words: the sums a reader would do."""

from momentum.methods.disclosure.auditing.bounds import Derivation
from momentum.methods.disclosure.auditing.knowledge import Knowledge, Relation
from momentum.methods.disclosure.tables import CellKey

MANY = 6


def attack_on(known: Knowledge, key: CellKey, derivation: Derivation) -> str:
    """How a reader arrives at the interval of this cell."""
    unknown = set(known.unknown)
    alone = [r for r in derivation.relations if _hidden_of(r, unknown) == [key]]
    relations = alone[:1] or list(derivation.relations)
    if not relations:
        return "no relation is needed, its bounds say so."
    sums = [_sum(known, relation, unknown) for relation in relations[:MANY]]
    more = f" (and {len(relations) - MANY} more relations)" if len(relations) > MANY else ""
    floor = ""
    inside = {cell for relation in relations for cell in _hidden_of(relation, unknown)}
    if not alone and any(known.least.get(cell, 0) for cell in inside):
        floor = ", and every withheld cell is at least 1 because zeros are shown"
    elif not alone:
        floor = ", and no count is below 0"
    return "; ".join(sums) + more + floor + "."


def _hidden_of(relation: Relation, unknown: set[CellKey]) -> list[CellKey]:
    return [cell for cell in (*relation.parts, relation.whole) if cell in unknown]


def _sum(known: Knowledge, relation: Relation, unknown: set[CellKey]) -> str:
    hidden = [part for part in relation.parts if part in unknown]
    open_parts = known_sum(known, relation, unknown)
    whole = f"{relation.whole} = {'withheld' if relation.whole in unknown else known.true[relation.whole]}"
    names = [str(part) for part in hidden[:MANY]]
    if len(hidden) > MANY:
        names.append(f"{len(hidden) - MANY} more withheld cells")
    if relation.atmost:
        part = relation.parts[0]
        return f"{part if part in unknown else f'{part} = {known.true[part]}'} is part of {whole}"
    return f"{whole} = {' + '.join([*names, f'{open_parts} published'])}"


def known_sum(known: Knowledge, relation: Relation, unknown: set[CellKey]) -> int:
    """What the published parts and the known overlap of a relation add up to."""
    return relation.constant + sum(known.true[part] for part in relation.parts if part not in unknown)
