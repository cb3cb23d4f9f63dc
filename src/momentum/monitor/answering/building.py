"""From an edition's sealed facts to the folder of an answer: the same question and releases make the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from momentum.methods.facts import read_manifest
from momentum.methods.indicators import INDICATORS, prepare
from momentum.monitor.answering.counting import count
from momentum.monitor.answering.frame import frame_of
from momentum.monitor.answering.presenting import table_as_read, write_downloads
from momentum.monitor.answering.protecting import (
    Decision,
    attack,
    decide,
    decide_again,
    verdict_to_json,
)
from momentum.monitor.answering.question import Question
from momentum.monitor.building import sealing
from momentum.monitor.building.asking import asking
from momentum.monitor.building.files import FACTS, folder_of, versions, write_manifest
from momentum.monitor.building.inputs import key_to_json
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.building.kept_tables import table_to_json
from momentum.monitor.building.released import Release
from momentum.monitor.models import Edition

NAME = "answer"


@dataclass(frozen=True)
class Answer:
    """A finished folder: `ok` when the attack found nothing."""

    content_hash: str
    ok: bool


def build_answer(
    work: Path,
    edition: Edition,
    question: Question,
    *,
    releases: Sequence[Release] | None = None,
    decided: Path | None = None,
) -> Answer:
    """Count, protect, attack and write, in the new folder `work`. Raises `NotBuilt` where something is missing.

    `releases` are those to protect it against, all of them by default. `decided` is the inner folder of an answer
    whose plan to follow; without it one is made.
    """
    with sealing.opened(edition) as place:
        prepared = prepare(place / FACTS, place / "prepared", threads=1)
        facts = read_manifest(place / FACTS)
        with asking(prepared) as ask:
            table, lineage = count(ask, question, NAME)
            frame = frame_of(edition, question, ask, releases)
    table = replace(table, zeros=frame.zeros)
    decision = (
        decide_again(table, frame, read_json(decided / "cells.json"), read_json(decided / "plan.json"))
        if decided
        else decide(table, frame)
    )
    verdict = verdict_to_json(attack(decision), decision)
    _keep_for_the_analyst(work / "internal", decision, verdict, lineage)
    write_json(work / "inputs.json", _inputs(edition, question, decision))
    public = table_as_read(question, decision, read_json(folder_of(edition) / "labels.json"))
    public |= _how_it_was_counted(edition, facts, lineage, decision, verdict)
    write_json(work / "public" / "table.json", public)
    write_downloads(public, work / "public")
    return Answer(write_manifest(work, {}), verdict["ok"])


def _inputs(edition: Edition, question: Question, decision: Decision) -> dict[str, Any]:
    rules = decision.frame.rules
    return {
        "edition": {"slug": edition.slug, "content": edition.content_hash, "facts": edition.facts_hash},
        "question": {
            "indicator": question.indicator,
            "by": list(question.by),
            "period": [question.period.from_.isoformat(), question.period.to.isoformat()],
        },
        "rules": {
            "n": rules.n,
            "zeros": rules.zeros,
            "width": rules.width,
            "sensitive": sorted(rules.sensitive),
        },
        "released": released_to_json(decision.frame.releases),
    }


def released_to_json(releases: Any) -> list[list[str]]:
    """What was released before, by name and content: an answer is protected against exactly this."""
    return [[release.name, release.content_hash] for release in releases]


def _keep_for_the_analyst(
    folder: Path, decision: Decision, verdict: Mapping[str, Any], lineage: Mapping[str, Any]
) -> None:
    table, plan = decision.table, decision.plan
    rows = [
        [list(at), table.cells.get(at, 0), plan.withheld.get(table.key(at), "")] for at in decision.places
    ]
    names = [dimension.name for dimension in table.dimensions]
    write_json(folder / "table.json", table_to_json(table))
    write_json(
        folder / "cells.json",
        {"measure": table.measure, "dimensions": names, "additive": table.additive, "cells": rows},
    )
    write_json(
        folder / "published.json",
        sorted([*key_to_json(key), value] for key, value in decision.published.items()),
    )
    write_json(
        folder / "plan.json",
        {
            "costs": {reason: cost._asdict() for reason, cost in decision.costs().items()},
            "optimal": plan.optimal,
            "cost": plan.cost,
            "bound": plan.bound,
            "repeatable": plan.repeatable,
            "failures": list(decision.failures),
            "notes": list(decision.notes),
            "beside": [each.name for each in decision.frame.tables],
        },
    )
    write_json(folder / "audit.json", verdict)
    write_json(folder / "lineage.json", lineage)


def _how_it_was_counted(
    edition: Edition,
    facts: Mapping[str, Any],
    lineage: Mapping[str, Any],
    decision: Decision,
    verdict: Mapping[str, Any],
) -> dict[str, Any]:
    """Definition, facts, who was left out, how it was protected: nothing that says which cell is which."""
    indicator = INDICATORS[lineage["indicator"]]
    rules, places = decision.frame.rules, decision.places
    told = ("indicator", "version", "periods", "where", "by", "parameters")
    return {
        "definitions": [
            {
                "name": indicator.name,
                "title": indicator.title,
                "definition": indicator.definition,
                "source": indicator.source,
                "version": indicator.version,
            }
        ],
        "lineage": {key: lineage[key] for key in told},
        "edition": edition.slug,
        "facts": {"hash": facts["hash"], "freeze": facts["freeze"], "left_out": facts["left_out"]},
        "protection": {
            "n": rules.n,
            "zeros": decision.frame.zeros,
            "width": rules.width,
            "cells": len(places),
            "withheld": sum(decision.table.key(at) in decision.plan.withheld for at in places),
            "released_before": len(decision.frame.releases),
        },
        "audit": {"ok": verdict["ok"], "checked": verdict["checked"]},
        "versions": versions(),
    }
