"""Deciding what of an answer is withheld, and attacking what would be known once it is released."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from momentum.methods.disclosure import (
    PUBLIC_REASON,
    Audit,
    CellKey,
    Near,
    Plan,
    Publication,
    PublicCell,
    Table,
    TableError,
    audit,
    protect,
)
from momentum.methods.disclosure.protecting import Cost, costs_by_reason
from momentum.methods.disclosure.tables import all_coordinates
from momentum.monitor.answering.frame import Frame
from momentum.monitor.building.auditing import findings_to_json
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.keeping import cost_and_bound, kept_in_vain, prices
from momentum.monitor.building.released import Release
from momentum.monitor.building.tables import key_at
from momentum.monitor.models import Edition
from momentum.monitor.sayings import Saying, coded

SEED = 1


@dataclass(frozen=True)
class Decision:
    """What is withheld of the table that was asked for: the plan was made over `frame` and the table together.

    `failures` and `notes` are those of the plan, as they are kept.
    """

    table: Table
    plan: Plan
    frame: Frame
    failures: tuple[Saying, ...] = field(default=())
    notes: tuple[Saying, ...] = field(default=())

    @property
    def published(self) -> dict[CellKey, int]:
        """The cells that the answer would publish."""
        return {
            key: value
            for key, value in ((self.table.key(at), self.table.cells.get(at, 0)) for at in self.places)
            if key not in self.plan.withheld
        }

    @property
    def places(self) -> list[tuple[str, ...]]:
        """Every cell's coordinates, in an order that no count decides."""
        return list(all_coordinates(self.table))

    def costs(self) -> dict[str, Cost]:
        """Cells withheld and what is counted in them, by reason."""
        values = {self.table.key(at): self.table.cells.get(at, 0) for at in self.places}
        return costs_by_reason({key: why for key, why in self.plan.withheld.items() if key in values}, values)


def decide(table: Table, frame: Frame) -> Decision:
    """What to withhold, so that together with everything released nobody can be found. Raises `NotBuilt`."""
    tables = (*frame.tables, table)
    dear = prices(tables, [CellKey(table.measure, frozenset())])
    try:
        plan = protect(
            tables,
            frame.rules,
            earlier=frame.earlier,
            subsets=frame.subsets(tables),
            costs=dear,
            seed=SEED,
        )
    except TableError as error:
        raise NotBuilt(str(error)) from error
    cost, bound = cost_and_bound(plan, dear)
    return Decision(
        table,
        replace(plan, cost=cost, bound=bound),
        frame,
        tuple(map(coded, plan.failures)),
        (*kept_in_vain(plan, dear), *map(coded, plan.notes)),
    )


def decide_again(table: Table, frame: Frame, cells: Mapping[str, Any], told: Mapping[str, Any]) -> Decision:
    """The decision taken before, over the table counted again, from `cells` and the plan `told` as they were kept."""
    plan = Plan(
        tables=(*frame.tables, table),
        rules=frame.rules,
        withheld={key_at(cells, at): reason for at, _value, reason in cells["cells"] if reason},
        optimal=told["optimal"],
        repeatable=told.get("repeatable", True),
        cost=told.get("cost", 0.0),
        bound=told.get("bound"),
    )
    return Decision(table, plan, frame, tuple(told["failures"]), tuple(told["notes"]))


def attack(decision: Decision) -> Audit:
    """What a reader can work out who has this answer and everything released before."""
    frame = decision.frame
    tables = (*frame.tables, decision.table)
    had = {**frame.known, **decision.published}
    return audit(
        tables,
        Publication({table.name: _rows(table, had) for table in tables}),
        frame.rules,
        earlier=frame.earlier,
        subsets=frame.subsets(tables),
        seed=SEED,
    )


def _rows(table: Table, had: Mapping[CellKey, int | Near]) -> list[PublicCell]:
    """A table as somebody sees it who has everything: what one release withholds, another may tell."""
    rows = []
    for at in all_coordinates(table):
        told = had.get(table.key(at))
        if told is None:
            rows.append(PublicCell(at, None, PUBLIC_REASON))
        elif isinstance(told, Near):
            middle = (told.low + told.high) // 2
            rows.append(PublicCell(at, middle, None, max(told.high - middle, middle - told.low)))
        else:
            rows.append(PublicCell(at, told, None))
    return rows


def given_away(decision: Decision) -> list[dict[str, Any]]:
    """Findings: cells that a release of other facts withheld, and that this answer would publish with its count."""
    frame = decision.frame
    found = []
    for release in frame.releases:
        if release.of in (frame.edition,) or getattr(release.of, "edition_id", None) == frame.edition.pk:
            continue
        for key, value in _withheld_by(release).items():
            if decision.published.get(key) == value:
                found.append(
                    {
                        "kind": "over time",
                        "cell": str(key),
                        "saying": {
                            "code": "given away",
                            "params": {"cell": str(key), "release": release.name, "count": str(value)},
                        },
                    }
                )
    return found


def _withheld_by(release: Release) -> dict[CellKey, int]:
    told: Mapping[str, Any] = read_json(release.folder / "internal" / "cells.json")
    published = release.cells()
    found = {}
    for table in told.values() if isinstance(release.of, Edition) else [told]:
        for at, value, *_reason in table["cells"]:
            key = key_at(table, at)
            if key not in published:
                found[key] = value
    return found


def verdict_to_json(verdict: Audit, decision: Decision) -> dict[str, Any]:
    """Whether the answer may be released, and each way to work something out."""
    found = findings_to_json(verdict, decision.failures)
    found += [each | {"key": None, "steps": []} for each in given_away(decision)]
    return {"ok": not found, "checked": verdict.checked, "findings": found}
