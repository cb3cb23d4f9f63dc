"""From frozen facts to a finished folder: the same steps for a first build and for a check of one."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from momentum.methods.disclosure import Audit, CellKey, Table
from momentum.methods.facts import read_manifest
from momentum.methods.indicators import INDICATORS, prepare
from momentum.monitor.building.auditing import audit_of, audit_to_json, passed
from momentum.monitor.building.composing import compose
from momentum.monitor.building.files import FACTS, hashes_of, versions, write_manifest
from momentum.monitor.building.inputs import Inputs, cells_to_json
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.building.kept_tables import table_to_json
from momentum.monitor.building.measuring import measure_all
from momentum.monitor.building.noise_keys import keys_of_cells
from momentum.monitor.building.protected import Protected
from momentum.monitor.building.protecting import plan_again, plan_for, write_plan
from momentum.monitor.building.public import Reader
from momentum.monitor.building.tables import Counted

Tell = Callable[[str, int, int], None]

STEPS = ("freeze", "prepare", "measure", "protect", "audit", "draw", "write")


@dataclass(frozen=True)
class Built:
    """A finished folder: `ok` when the audit found nothing."""

    content_hash: str
    facts_hash: str
    ok: bool


def build_folder(
    folder: Path, place: Path, inputs: Inputs, tell: Tell, *, decided: Path | None = None
) -> Built:
    """Everything after the freeze, in `folder`, which holds `labels.json`.

    `place` is a private place that holds `facts/` in the open, and where what is prepared from them lies; neither
    comes into `folder`. `decided` is the file of a protection plan to follow; without it one is made. Same facts, same inputs,
    same plan and same versions of the parts make the same bytes.
    """
    write_json(folder / "inputs.json", inputs.to_json())
    tell("prepare", 0, 1)
    facts = place / FACTS
    prepared = prepare(facts, place / "prepared", threads=1)
    counted = measure_all(prepared, inputs.period, tell)
    tell("protect", 0, 1)

    def keys() -> Mapping[CellKey, int]:
        return keys_of_cells(place, prepared, inputs.period)

    plan = plan_again(counted, inputs, decided) if decided else plan_for(counted, inputs, keys)
    write_plan(plan, folder / "internal" / "plan.json")
    tell("audit", 0, 1)
    verdict = audit_of(counted, plan, inputs)
    write_json(folder / "internal" / "audit.json", audit_to_json(verdict, plan))
    _keep_for_the_analyst(folder, counted, plan)
    public = compose(Reader(plan, read_json(folder / "labels.json")), counted, inputs)
    told = read_manifest(facts)
    public |= how_it_was_counted(told, counted, plan, verdict, inputs)
    _publish_files(folder / "public", public, tell)
    tell("write", 0, 1)
    content = write_manifest(folder, hashes_of(facts, f"{FACTS}/"))
    return Built(content, told["hash"], passed(verdict, plan))


def _publish_files(folder: Path, public: dict[str, Any], tell: Tell) -> None:
    from momentum.monitor.building.downloads import write_downloads
    from momentum.monitor.charts.drawing import draw_all
    from momentum.monitor.report import write_reports

    if folder.exists():
        shutil.rmtree(folder)
    tell("draw", 0, 2)
    public["charts"] = draw_all(public, folder / "charts")
    tell("draw", 1, 2)
    write_reports(public, folder)
    tell("draw", 2, 2)
    write_downloads(public, folder)
    write_json(folder / "edition.json", public)


def how_it_was_counted(
    facts: Mapping[str, Any], counted: Counted, plan: Protected, verdict: Audit, inputs: Inputs
) -> dict[str, Any]:
    """Definitions, facts, who was left out, how it was protected: nothing that says which cell is which."""
    used = sorted({each["indicator"] for each in counted.lineage.values()})
    return {
        "definitions": [
            {
                "name": name,
                "title": INDICATORS[name].title,
                "definition": INDICATORS[name].definition,
                "source": INDICATORS[name].source,
                "version": INDICATORS[name].version,
            }
            for name in used
        ],
        "lineage": {
            name: {key: each[key] for key in ("indicator", "version", "periods", "where", "by", "parameters")}
            for name, each in sorted(counted.lineage.items())
        },
        "facts": {"hash": facts["hash"], "freeze": facts["freeze"], "left_out": facts["left_out"]},
        "protection": {
            "n": inputs.rules.n,
            "zeros": inputs.rules.zeros,
            "width": inputs.rules.width,
            "cells": len(plan.values),
            "withheld": len(plan.withheld),
            "earlier_editions": len(inputs.earlier),
        },
        "audit": {"ok": passed(verdict, plan), "checked": verdict.checked},
        "versions": versions(),
    }


def _keep_for_the_analyst(folder: Path, counted: Counted, plan: Protected) -> None:
    """Every cell with its value and reason, and what was published: read by analysts and later editions only."""
    write_json(
        folder / "internal" / "cells.json",
        {table.name: _analysts_table(plan, table) for table in plan.tables},
    )
    write_json(
        folder / "internal" / "published.json",
        cells_to_json(plan.published_cells()),
    )
    write_json(folder / "internal" / "tables.json", [table_to_json(table) for table in plan.tables])
    write_json(folder / "internal" / "lineage.json", dict(sorted(counted.lineage.items())))


def _analysts_table(plan: Protected, table: Table) -> dict[str, Any]:
    told = {
        "measure": table.measure,
        "dimensions": [dimension.name for dimension in table.dimensions],
        "additive": table.additive,
        "cells": [[list(cell.at), cell.value, cell.reason or ""] for cell in plan.analyst(table.name)],
    }
    if plan.treatment(table.measure).method == "suppression":
        return told
    return told | {"shown": [cell.value for cell in plan.published(table.name)]}
