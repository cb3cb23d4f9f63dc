"""The first step: rows of the database become checked facts in a folder."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from momentum.methods.facts import SCHEMAS, Facts, check_facts, cut_at, write_facts
from momentum.methods.facts.schema import NOT_RECORDED
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import FACTS
from momentum.monitor.building.json_files import write_json
from momentum.monitor.building.noise_keys import write_record_keys
from momentum.monitor.queries.facts import Frozen

SHOWN = 5


def write_frozen(frozen: Frozen, freeze: date, place: Path, source: dict[str, Any]) -> str:
    """Write the facts as they stood at the freeze to `place/facts`, with the keys for noise, and the lists' words beside
    them.

    Returns the facts' hash. Raises `NotBuilt` where the records contradict each other.
    """
    spells = frozen.columns["spell"]
    spells["end_reason"] = [
        reason or (NOT_RECORDED if end is not None else None)
        for reason, end in zip(spells["end_reason"], spells["end"], strict=True)
    ]
    tables = {name: pa.table(frozen.columns[name], schema) for name, schema in SCHEMAS.items()}
    facts = cut_at(Facts(tables, freeze, left_out=frozen.left_out, source=source), freeze)
    problems = check_facts(facts.tables, today=freeze)
    if problems:
        shown = " ".join(str(problem) for problem in problems[:SHOWN])
        raise NotBuilt(
            _(
                "The records contradict each other in %(count)s places, so nothing was counted. %(shown)s "
                "Ask the organisation to correct them, then build again."
            )
            % {"count": len(problems), "shown": shown}
        )
    manifest = write_facts(facts, place / FACTS, replace=True)
    write_record_keys(frozen.keys, place / FACTS)
    write_json(place / "labels.json", frozen.labels)
    return manifest["hash"]
