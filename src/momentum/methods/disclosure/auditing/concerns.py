"""What must not be learnt, told again from the rules (not taken from the protector)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.exact import furthest
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.sums import sum_protection
from momentum.methods.disclosure.dimensions import TOTAL
from momentum.methods.disclosure.publication import Earlier
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table


@dataclass(frozen=True)
class Concern:
    """Why a cell must be hidden.

    distance  how far a reader's bounds must reach on both sides of a sum (0: the rules' width, anywhere).
    before    the value an earlier edition published, where the difference is the reason.
    """

    why: str
    distance: int = 0
    before: int | None = None


def must_hide(
    tables: Sequence[Table], known: Knowledge, rules: Rules, earlier: Sequence[Earlier]
) -> Mapping[CellKey, Concern]:
    """Each cell nobody may know, with the reason."""
    found: dict[CellKey, Concern] = {}
    sums = _sums(tables)
    for column, (key, count) in enumerate(zip(known.keys, known.true.tolist(), strict=True)):
        if key in sums:
            table, at = sums[key]
            needed = sum_protection(count, table.contributions.get(at, ()), table.contributors.get(at), rules)
            if needed:
                found[key] = Concern(needed.why, needed.distance)
        elif 0 < count < rules.n:
            found[key] = Concern(f"it counts fewer than {rules.n} persons")
        elif key.at and not known.cells.before[column]:
            last = next((edition[key] for edition in reversed(earlier) if key in edition), None)
            was = last if isinstance(last, int) or last is None else _certain(last.low, last.high)
            if was is not None and 0 < abs(was - count) < rules.n:
                found[key] = Concern(
                    f"it differs by fewer than {rules.n} persons from what an earlier edition published",
                    before=was,
                )
    for part, whole in everybody_in_one(tables, rules):
        found.setdefault(part, Concern(f"everybody in {whole} is in it"))
    return found


def _certain(low: int, high: int) -> int | None:
    return low if low == high else None


def _sums(tables: Sequence[Table]) -> dict[CellKey, tuple[Table, tuple[str, ...]]]:
    """Where the contributions to each sum are told."""
    found = {}
    for table in tables:
        if table.kind == "sum":
            for at in table.cells:
                if at in table.contributions or at in table.contributors:
                    found[table.key(at)] = table, at
                else:
                    found.setdefault(table.key(at), (table, at))
    return found


def needs_of(known: Knowledge, concerns: Mapping[CellKey, Concern], rules: Rules) -> Needs:
    """The need of each unknown cell: a primary one its protection, any other that it is not exactly known."""
    columns = np.flatnonzero(known.open)
    # What is told roughly and harms nobody may be known exactly.
    width = known.cells.hidden[columns].astype(float)
    below, above = np.zeros(len(columns)), np.zeros(len(columns))
    for place, column in enumerate(columns):
        concern = concerns.get(known.keys[column])
        if concern is None:
            continue
        if concern.distance:
            least = min(known.cells.low[column], 1.0)
            above[place] = concern.distance
            below[place] = min(concern.distance, known.true[column] - least)
        else:
            width[place] = rules.width
    return Needs(width, below, above)


def everybody_in_one(tables: Sequence[Table], rules: Rules) -> Iterator[tuple[CellKey, CellKey]]:
    """(part, whole) of sensitive dimensions where the part holds everybody of the whole."""
    seen = set()
    for table in tables:
        if table.kind != "count":
            continue
        for position, dimension in enumerate(table.dimensions):
            if dimension.name not in rules.sensitive:
                continue
            above: dict[str, list[str]] = {}
            for parent, below in dimension.sums:
                for code in below if len(below) > 1 else ():
                    above.setdefault(code, []).append(parent)
            for at, count in table.cells.items():
                code = at[position]
                if not count or code == TOTAL or code in rules.harmless:
                    continue
                for parent in above.get(code, ()):
                    whole = (*at[:position], parent, *at[position + 1 :])
                    pair = (table.key(at), table.key(whole))
                    if table.cells.get(whole) == count and pair not in seen:
                        seen.add(pair)
                        yield pair


def room_beside(
    known: Knowledge, system: System, part: CellKey, whole: CellKey, enough: int, deadline: float
) -> int | None:
    """How many persons of `whole` a reader must allow to be outside `part`; None when not settled."""
    place = {known.keys[column]: i for i, column in enumerate(system.columns)}
    weights = {place[key]: sign for key, sign in ((whole, 1.0), (part, -1.0)) if key in place}
    if not weights:
        return 0
    found = furthest(system, weights, float(enough), deadline)
    return None if found is None else int(np.floor(found[0] + 1e-6))
