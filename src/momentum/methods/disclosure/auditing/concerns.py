"""What must not be learnt, told again from the rules (not taken from the protector)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from momentum.methods.disclosure.auditing.bounds import Block, linear
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.dimensions import TOTAL
from momentum.methods.disclosure.publication import Earlier
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table


def must_hide(
    tables: Sequence[Table], known: Knowledge, rules: Rules, earlier: Sequence[Earlier]
) -> Mapping[CellKey, str]:
    """Each cell nobody may know, with the reason in words."""
    found: dict[CellKey, str] = {}
    for key, count in known.true.items():
        if 0 < count < rules.n:
            found[key] = f"it counts fewer than {rules.n} persons"
            continue
        last = next((edition[key] for edition in reversed(earlier) if key in edition), None)
        if isinstance(last, int) and key.at and key not in known.before and 0 < abs(last - count) < rules.n:
            found[key] = f"it differs by fewer than {rules.n} persons from what an earlier edition published"
    for part, whole in everybody_in_one(tables, known, rules):
        found.setdefault(part, f"everybody in {whole} is in it")
    return found


def everybody_in_one(
    tables: Sequence[Table], known: Knowledge, rules: Rules
) -> Iterator[tuple[CellKey, CellKey]]:
    """(part, whole) of sensitive dimensions where the part holds everybody of the whole."""
    seen = set()
    for table in tables:
        for at, count in table.cells.items():
            for position, dimension in enumerate(table.dimensions):
                code = at[position]
                if dimension.name not in rules.sensitive or code == TOTAL or code in rules.harmless:
                    continue
                for above, siblings in dimension.sums:
                    whole = (*at[:position], above, *at[position + 1 :])
                    pair = (table.key(at), table.key(whole))
                    alone = code in siblings and len(siblings) > 1 and table.cells.get(whole) == count
                    if count and alone and pair not in seen:
                        seen.add(pair)
                        yield pair


def room_beside(
    tied: Sequence[Block], part: CellKey, whole: CellKey, enough: int, deadline: float
) -> int | None:
    """How many persons of `whole` a reader must allow to be outside `part`; None when not settled."""
    room = 0.0
    for block in tied:
        if part in block.keys or whole in block.keys:
            more = _apart(block, part, whole, enough, deadline)
            if more is None:
                return None
            room += more
    return int(np.floor(room + 1e-6))


def _apart(block: Block, part: CellKey, whole: CellKey, enough: int, deadline: float) -> float | None:
    cost = np.array([(key == part) - (key == whole) for key in block.keys], dtype=float)
    result = linear(block, cost, 4.0 * enough, deadline)
    if result.status != 0 or not block.fits(np.asarray(result.x)):
        return None
    return float(-result.fun)
