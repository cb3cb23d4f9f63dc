"""What is wrong, in words: each finding with its sentence and its steps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from momentum.methods.disclosure.auditing.blocks import System
from momentum.methods.disclosure.auditing.concerns import Concern
from momentum.methods.disclosure.auditing.contributors import Learnt
from momentum.methods.disclosure.auditing.exact import Bounds, Interval, explanation, far
from momentum.methods.disclosure.auditing.knowledge import Knowledge
from momentum.methods.disclosure.auditing.needs import Needs
from momentum.methods.disclosure.auditing.programmes import whole_down, whole_up
from momentum.methods.disclosure.auditing.sentences import attack_on
from momentum.methods.disclosure.auditing.steps import Step
from momentum.methods.disclosure.auditing.telling import attack_steps, ending
from momentum.methods.disclosure.tables import CellKey

Kind = Literal[
    "exact",
    "narrow",
    "primary published",
    "published before",
    "over time",
    "contributor",
    "group",
    "contradiction",
    "no verdict",
]

ORDER: tuple[Kind, ...] = (
    "primary published",
    "exact",
    "contributor",
    "over time",
    "published before",
    "contradiction",
    "group",
    "narrow",
    "no verdict",
)


@dataclass(frozen=True)
class Finding:
    """One thing wrong: its kind, the cell, a sentence that says how it is seen, and the attack in steps."""

    kind: Kind
    cell: CellKey
    sentence: str
    steps: tuple[Step, ...] = ()


def plain_findings(known: Knowledge, primary: Mapping[CellKey, Concern]) -> Iterator[Finding]:
    """What is wrong on the face of it, without making any sum."""
    for key, what in known.contradictions:
        yield Finding("contradiction", key, f"{key} {what}.")
    for key, concern in primary.items():
        column = known.cells.column[key]
        if known.cells.shown[column] and concern.before is not None:
            yield _over_time(known, key, concern)
        elif known.cells.shown[column]:
            steps = (_shown(known, column), _primary(key, concern))
            yield Finding("primary published", key, f"{key} is published, but {concern.why}.", steps)
        elif known.cells.before[column]:
            sentence = (
                f"{key} is withheld because {concern.why}, but an earlier edition published the same count."
            )
            yield Finding("published before", key, sentence, (_told(known, column), _primary(key, concern)))
    for column in np.flatnonzero(known.cells.hidden & known.cells.before).tolist():
        key = known.keys[column]
        if key not in primary:
            sentence = f"{key} is withheld, but an earlier edition published the same count."
            yield Finding("published before", key, sentence, (_told(known, column),))


def _over_time(known: Knowledge, key: CellKey, concern: Concern) -> Finding:
    column = known.cells.column[key]
    now, was = int(known.true[column]), int(concern.before or 0)
    steps = (
        _shown(known, column),
        Step("was", {"cell": str(key), "value": was}),
        Step("difference", {"difference": abs(now - was), "now": now, "was": was}),
        _primary(key, concern),
    )
    return Finding("over time", key, f"{key} is published, but {concern.why}.", steps)


def _shown(known: Knowledge, column: int) -> Step:
    table = known.tables[known.cells.shown_in[column]].name
    cell, value = str(known.keys[column]), int(known.true[column])
    return Step("published", {"table": table, "cell": cell, "value": value})


def _told(known: Knowledge, column: int) -> Step:
    told = next((what for code, what in known.cells.told.get(column, ()) if code == "edition"), None)
    if told:
        return Step("edition", {"cell": str(known.keys[column]), **told})
    return Step("value", {"cell": str(known.keys[column]), "value": int(known.true[column])})


def _primary(key: CellKey, concern: Concern) -> Step:
    return Step("primary", {"cell": str(key), "why": concern.why})


def interval(known: Knowledge, system: System, place: int, bounds: Bounds, end: float) -> Interval:
    """The interval in persons."""
    true = int(known.true[system.columns[place]])
    high = None if bounds.high >= end - 0.5 else true + whole_down(bounds.high)
    return Interval(true + whole_up(bounds.low), high, bounds.proof)


def explained(
    system: System,
    needs: Needs,
    some: Sequence[tuple[int, Bounds, np.ndarray, np.ndarray, int]],
    deadline: float,
) -> list[Bounds]:
    """The bounds of places with the relations behind them; of each (place, bounds, relations, held, rings)."""
    found = []
    for place, bounds, behind, held, widest in some:
        if bounds.below or bounds.above:
            found.append(bounds)
            continue
        seen_from = system.held(held) if len(held) else system
        below, above = explanation(seen_from, needs, place, bounds.low, bounds.high, behind, deadline, widest)
        found.append(replace(bounds, below=below, above=above))
    return found


class Teller:
    """Makes findings of intervals that are too narrow."""

    def __init__(
        self, known: Knowledge, system: System, needs: Needs, primary: Mapping[CellKey, Concern]
    ) -> None:
        self.known, self.system, self.needs, self.primary = known, system, needs, primary
        self.end = far(system, needs)

    def key(self, place: int) -> CellKey:
        """The cell at a place."""
        return self.known.keys[int(self.system.columns[place])]

    def too_narrow(self, bounds: Mapping[int, Bounds]) -> list[int]:
        """Places whose interval is too narrow, primary cells first."""
        places = np.array(sorted(bounds), dtype=int)
        low = np.array([bounds[place].low for place in places.tolist()])
        high = np.array([bounds[place].high for place in places.tolist()])
        met = self.needs.at(places).met(low, high)
        narrow = [place for place in places[~met].tolist() if bounds[place].proof != "none"]
        return sorted(narrow, key=lambda place: self.key(place) not in self.primary)

    def narrow(self, place: int, bounds: Bounds) -> Finding:
        """The finding about a place whose interval is too narrow."""
        key = self.key(place)
        found = interval(self.known, self.system, place, bounds, self.end)
        steps, sentence = self._attack(place, bounds, found, ())
        what = "withheld" if self.known.cells.hidden[self.system.columns[place]] else "told roughly"
        if found.width == 0:
            return Finding("exact", key, f"{key} is {what} but must be {found.low}: {sentence}", steps)
        kind = "a primary cell" if key in self.primary else "a withheld cell"
        bounded = f"{key}, {kind}, must lie between {found.low} and {found.high}: {sentence}"
        return Finding("narrow", key, bounded, steps)

    def contributor(self, learnt: Learnt) -> Finding:
        """The finding about what one holder learns."""
        key, who = self.key(learnt.place), str(learnt.holder)
        if learnt.bounds.proof == "none":
            sentence = f"Whether {who}, who knows its own cells, learns {key} was not settled, so it does not read as safe."
            return Finding("no verdict", key, sentence, (Step("no verdict", {"cell": str(key)}),))
        found = interval(self.known, self.system, learnt.place, learnt.bounds, self.end)
        own = self.system.columns[learnt.holder.own].tolist()
        steps, sentence = self._attack(learnt.place, learnt.bounds, found, own)
        must = (
            f"must be {found.low}" if found.width == 0 else f"must lie between {found.low} and {found.high}"
        )
        return Finding(
            "contributor",
            key,
            f"{who} knows its own cells, and for it {key} {must}: {sentence}",
            (Step("holder", {"holder": who}), *steps),
        )

    def _attack(
        self, place: int, bounds: Bounds, found: Interval, own: Collection[int]
    ) -> tuple[tuple[Step, ...], str]:
        column = int(self.system.columns[place])
        key = self.known.keys[column]
        steps = attack_steps(
            self.known, column, found, bounds.below, bounds.above, shrunk=bounds.shrunk, also=own
        )
        concern = self.primary.get(key)
        if concern and concern.distance and found.width and found.high is not None:
            what: dict[str, str | int] = {"cell": str(key), "low": found.low, "high": found.high}
            steps.append(Step("near a sum", {**what, "distance": concern.distance}))
        else:
            steps.append(ending(self.known, column, found, int(self.needs.width[place])))
        if concern:
            steps.append(_primary(key, concern))
        relations = [self.known.relation(row) for row in dict.fromkeys((*bounds.below, *bounds.above))]
        return tuple(steps), attack_on(self.known, key, relations, own)


def group_finding(part: CellKey, whole: CellKey, room: int | None) -> Finding:
    """Everybody of a whole is in one sensitive part, and a reader can tell, or that was not settled."""
    if room is None:
        sentence = f"Whether everybody in {whole} is in {part} was not settled."
        return Finding("no verdict", part, sentence, (Step("no verdict", {"cell": str(part)}),))
    steps = (Step("outside", {"room": room, "part": str(part), "whole": str(whole)}),)
    sentence = f"Everybody in {whole} is in {part}, and a reader can tell: at most {room} are elsewhere."
    return Finding("group", part, sentence, steps)


def no_verdict(key: CellKey) -> Finding:
    """A cell that was not checked."""
    return Finding(
        "no verdict",
        key,
        f"{key} could not be checked in time or the solver gave no certain answer, so it does not read as safe.",
        (Step("no verdict", {"cell": str(key)}),),
    )
