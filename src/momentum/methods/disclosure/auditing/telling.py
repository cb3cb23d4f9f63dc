"""From relations and multipliers to the steps an analyst can follow with pencil and paper."""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

import numpy as np

from momentum.methods.disclosure.auditing.combining import Combination, combine, left_of
from momentum.methods.disclosure.auditing.exact import Interval, Weights
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.steps import Step

MANY = 8


def attack_steps(
    known: Knowledge,
    column: int,
    interval: Interval,
    below: Weights,
    above: Weights,
    *,
    shrunk: bool = False,
    also: Collection[int] = (),
) -> list[Step]:
    """How a reader comes to the interval of a cell; `also`: columns known to this reader alone."""
    telling = _Telling(known, column, also)
    high = combine(known, column, above, upper=True, also=also)
    low = combine(known, column, below, upper=False, also=also)
    steps: list[Step] = []
    exact = next((side for side in (high, low) if side and not side.rest), None)
    if exact and interval.width == 0:
        steps += telling.side(exact, None)
    else:
        if low and low.bound == interval.low and low.multipliers:
            steps += telling.side(low, "lower")
        if high and high.bound == interval.high and high.multipliers:
            steps += telling.side(high, "upper")
        proven = low and high and (low.bound, high.bound) == (interval.low, interval.high)
        if shrunk:
            steps.append(Step("whole numbers"))
        if not proven and interval.high is not None:
            steps.append(
                Step("bounded", {"cell": telling.name(column), "low": interval.low, "high": interval.high})
            )
    # A sum told for one side is not told again for the other.
    return list({str(step): step for step in steps}.values())


class _Telling:
    def __init__(self, known: Knowledge, column: int, also: Collection[int]) -> None:
        self.known = known
        self.column = column
        self.open = known.open
        self.open[list(also)] = False
        self.numbers: dict[int, int] = {}

    def name(self, column: int) -> str:
        return str(self.known.keys[column])

    def side(self, found: Combination, what: str | None) -> Iterator[Step]:
        """The sums, their combination, and the bound that follows on one side (None: the value)."""
        for row in self.in_order(found.multipliers):
            yield from self.relation(row)
        if len(found.multipliers) > 1:
            yield Step(
                "combine",
                {"combination": self.combination(found), "equation": self.equation(found)},
            )
        if what:
            yield from self.edges(found, upper=what == "upper")
            bound = "high" if what == "upper" else "low"
            yield Step(what, {"cell": self.name(self.column), bound: found.bound})

    def in_order(self, rows: Collection[int]) -> list[int]:
        """Relations far from the cell first, its own last."""
        inside = {row: set(left_of(self.known, row, self.open)[1]) for row in sorted(rows)}
        reached = {self.column}
        order: list[int] = []
        while inside:
            near = [row for row, cells in inside.items() if cells & reached] or list(inside)
            for row in near:
                reached |= inside.pop(row)
            order = [*sorted(near), *order]
        return order

    def relation(self, row: int) -> Iterator[Step]:
        """One sum: what is published, what its known parts count, what is left."""
        relation = self.known.relation(row)
        number = self.numbers.setdefault(row, len(self.numbers) + 1)
        if relation.atmost:
            for key in (relation.parts[0], relation.whole):
                if not self.open[self.known.cells.column[key]]:
                    yield self.known_cell(self.known.cells.column[key])
            names = {"part": str(relation.parts[0]), "whole": str(relation.whole)}
            yield Step("part of", {"number": number, **names})
            return
        left, _ = left_of(self.known, row, self.open)
        whole = self.known.cells.column[relation.whole]
        parts = [self.known.cells.column[part] for part in relation.parts]
        told = [part for part in parts if not self.open[part]]
        hidden = [part for part in parts if self.open[part]]
        if self.open[whole]:
            sum_of = " + ".join([*self.names(hidden), *([str(-left)] if told or relation.constant else [])])
            yield from (self.known_cell(part) for part in told if self.known.cells.before[part])
            what: dict[str, str | int] = {
                "number": number,
                "table": relation.table,
                "cell": self.name(whole),
                "cells": sum_of,
            }
            yield Step("sum", what)
            return
        yield self.known_cell(whole)
        yield from (self.known_cell(part) for part in told if self.known.cells.before[part])
        if told:
            yield Step("parts", {"known": sum(int(self.known.true[part]) for part in told)})
        if relation.constant:
            yield Step("overlap", {"surplus": -relation.constant, "cell": self.name(whole)})
        yield Step("left", {"number": number, "left": left, "cells": " + ".join(self.names(hidden))})

    def known_cell(self, column: int) -> Step:
        """Where a reader has this value from."""
        cells, cell, value = self.known.cells, self.name(column), int(self.known.true[column])
        table = int(cells.shown_in[column])
        if table >= 0:
            return Step("published", {"table": self.known.tables[table].name, "cell": cell, "value": value})
        edition = next((told for code, told in cells.told.get(column, ()) if code == "edition"), None)
        if edition:
            return Step("edition", {"cell": cell, **edition})
        return Step("own", {"cell": cell, "value": value})

    def names(self, columns: Sequence[int]) -> list[str]:
        found = [self.name(column) for column in columns[:MANY]]
        if len(columns) > MANY:
            found.append(f"… ({len(columns) - MANY})")
        return found

    def combination(self, found: Combination) -> str:
        terms = [
            (found.multipliers[row], f"({self.numbers[row]})")
            for row in sorted(found.multipliers, key=lambda row: self.numbers[row])
        ]
        return _sum(sorted(terms, key=lambda term: term[0] < 0))

    def equation(self, found: Combination) -> str:
        rest = sorted(found.rest.items())
        terms = [(factor, self.name(column)) for column, factor in rest[:MANY]]
        more = f" … ({len(rest) - MANY})" if len(rest) > MANY else ""
        start = [(Fraction(1), str(found.constant))] if found.constant or not terms else []
        limited = any(self.known.atmost[row] for row in found.multipliers)
        relation = ("≤" if found.upper else "≥") if limited else "="
        return f"{self.name(self.column)} {relation} {_sum([*start, *terms])}{more}"

    def edges(self, found: Combination, *, upper: bool) -> Iterator[Step]:
        """What a reader knows of the cells that remain in the sum."""
        cells = self.known.cells
        floors: dict[int, list[int]] = {}
        for column, factor in sorted(found.rest.items()):
            at_top = (factor > 0) == upper
            if told := cells.told.get(column):
                yield from (Step(code, {"cell": self.name(column), **what}) for code, what in told)
            elif at_top:
                yield Step("at most", {"cell": self.name(column), "high": int(cells.high[column])})
            elif cells.low[column] in (0, 1):
                floors.setdefault(int(cells.low[column]), []).append(column)
            else:
                yield Step("at least", {"cell": self.name(column), "low": int(cells.low[column])})
        for low, columns in sorted(floors.items()):
            yield Step(f"at least {low}", {"cells": ", ".join(self.names(columns))})


def _sum(terms: Sequence[tuple[Fraction, str]]) -> str:
    text = ""
    for factor, name in terms:
        size = abs(factor)
        part = name if size == 1 else f"{size} × {name}"
        text += f" {'−' if factor < 0 else '+'} {part}" if text else f"{'−' if factor < 0 else ''}{part}"
    return text


def ending(known: Knowledge, column: int, interval: Interval, wanted: int) -> Step:
    """The last step: the value, or the bounds beside what is required."""
    cell = str(known.keys[column])
    if interval.width == 0 or interval.high is None:
        return Step("value", {"cell": cell, "value": interval.low})
    return Step(
        "between",
        {
            "cell": cell,
            "low": interval.low,
            "high": interval.high,
            "width": int(np.round(interval.width)),
            "wanted": wanted,
        },
    )
