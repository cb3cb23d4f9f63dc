"""Counting a table that was asked for, its cells named as every edition names them."""

from typing import Any

from momentum.methods.disclosure import TOTAL, Dimension, Table
from momentum.monitor.answering.offer import COUNTED, SIDES, Side
from momentum.monitor.answering.question import Question
from momentum.monitor.building.asking import Asker

# Levels above the finest of an edition's axes carry their name in the code (`building.tables.code_at`).
NAMED = frozenset({"branch", "organisation_borough", "organisation_district", "borough"})


def count(ask: Asker, question: Question, name: str) -> tuple[Table, dict[str, Any]]:
    """The table called `name`, with how it was counted. Raises ValueError for a period outside the facts."""
    sides = [SIDES[each] for each in question.by]
    by = [level for side in sides for level in side.all_levels]
    measured = ask.measure(question.indicator, question.period, by)
    rows = measured.table.to_pylist()
    return table_of(name, question, rows, measured.additive), measured.lineage


def table_of(name: str, question: Question, rows: list[dict[str, Any]], additive: bool) -> Table:
    """The table from rows with a column a level ("*" where a level is totalled)."""
    sides = [SIDES[each] for each in question.by]
    hierarchies: list[list[dict[str, str]]] = [[{} for _chain in _chains(side)] for side in sides]
    cells: dict[tuple[str, ...], int] = {}
    for row in rows:
        at = [_place(side, row, found) for side, found in zip(sides, hierarchies, strict=True)]
        if None not in at:
            cells[tuple(code for code in at if code is not None)] = row[COUNTED[question.indicator]]
    dimensions = tuple(_dimension(side, found) for side, found in zip(sides, hierarchies, strict=True))
    return Table(name, question.measure, dimensions, cells, additive)


def _chains(side: Side) -> tuple[tuple[str, ...], ...]:
    return (side.levels, *side.also)


def _code(level: str, value: str) -> str:
    return f"{level}:{value}" if level in NAMED else value


def _place(side: Side, row: dict[str, Any], hierarchies: list[dict[str, str]]) -> str | None:
    """The code at which a row stands on a side; None for a row that crosses two of its hierarchies."""
    given = {level for level in side.all_levels if row[level] != TOTAL}
    if not given:
        return TOTAL
    place = None
    for chain, parents in zip(_chains(side), hierarchies, strict=True):
        path = [level for level in chain if level in given]
        if set(path) == given or side.levels[-1] in given:
            codes = [_code(level, row[level]) for level in path]
            for above, below in zip([TOTAL, *codes], codes, strict=False):
                parents[below] = above
            place = codes[-1]
    return place


def _dimension(side: Side, hierarchies: list[dict[str, str]]) -> Dimension:
    first, *more = [dict(sorted(parents.items())) for parents in hierarchies]
    codes = {code for parents in hierarchies for code in parents}
    known_as = {
        code: level
        for code in sorted(codes)
        for level in [code.partition(":")[0]]
        if level in NAMED and level != side.name
    }
    return Dimension(side.name, first, known_as, tuple(more))
