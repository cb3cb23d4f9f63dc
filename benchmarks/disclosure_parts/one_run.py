"""One run in a process of its own: a way to protect, an instance, a policy; then the independent audit. Prints JSON.

python -m disclosure_parts.one_run '{"instance": "small-two-way", "way": "momentum", "policy": "shown", …}'
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from disclosure_parts import ways
from disclosure_parts.instances import tables_of
from disclosure_parts.runs import UNAWARE
from momentum.methods.disclosure import Audit, CellKey, Published, Rules, Table, audit
from momentum.methods.disclosure.tables import all_coordinates


def main() -> None:
    """Run what the one argument says, and print what came of it as one line."""
    wanted = json.loads(sys.argv[1])
    tables = tables_of(wanted["instance"])
    holders = frozenset(["enterprise"] if wanted["singletons"] else [])
    found: dict[str, Any] = {"cells": len(values_of(tables))}
    clock = Clock()
    rules = Rules(width=wanted["width"], holders=holders)
    way = getattr(ways, wanted["way"].replace("-", "_"))
    made = way(*as_read(tables, rules, wanted["policy"]), wanted)
    found |= {"seconds": clock.seconds(), "cpu": clock.cpu(), "peak_mb": peak()} | made.figures
    if made.published is not None:
        found |= cost(tables, made.withheld)
        for policy in wanted["audit_as"]:
            clock = Clock()
            verdicts = attacked(*as_read(tables, rules, policy), made.published, wanted)
            verdicts |= {"seconds": clock.seconds(), "cpu": clock.cpu(), "peak_mb": peak()}
            found.setdefault("audits", {})[policy] = verdicts
    print(json.dumps(found))


class Clock:
    """Wall and processor time since it was made, children included."""

    def __init__(self) -> None:
        self.started, self.used = time.perf_counter(), self._cpu()

    @staticmethod
    def _cpu() -> float:
        parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(part.ru_utime + part.ru_stime for part in parts)

    def seconds(self) -> float:
        """Wall time, seconds."""
        return round(time.perf_counter() - self.started, 2)

    def cpu(self) -> float:
        """Processor time, seconds."""
        return round(self._cpu() - self.used, 2)


def peak() -> int:
    """The most memory so far, MB: this process, and the largest of its children."""
    return (
        sum(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    )


def values_of(tables: Sequence[Table]) -> dict[CellKey, int]:
    """The cells that count somebody, each once."""
    return {table.key(at): value for table in tables for at, value in table.cells.items() if value}


def cost(tables: Sequence[Table], withheld: set[CellKey]) -> dict[str, int]:
    """Cells and persons withheld, and how many of them are primary."""
    values = values_of(tables)
    primary = {key for key, value in values.items() if value < Rules().n}
    return {
        "primary": len(primary),
        "primary_persons": sum(values[key] for key in primary),
        "primary_published": len(primary - withheld),
        "withheld": sum(key in values for key in withheld),
        "withheld_empty": sum(key not in values for key in withheld),
        "persons": sum(values.get(key, 0) for key in withheld),
    }


def as_read(tables: Sequence[Table], rules: Rules, policy: str) -> tuple[list[Table], Rules]:
    """The tables and rules under a policy for zeros.

    A reader who sees the zeros and does not conclude anything from it is the same as one to whom every empty cell is
    known to be empty beforehand (structural), and who thinks that any other may be 0.
    """
    if policy != UNAWARE:
        return list(tables), replace(rules, zeros=policy)  # type: ignore[arg-type]
    empty = (frozenset(at for at in all_coordinates(table) if not table.cells.get(at)) for table in tables)
    return [replace(table, structural=each) for table, each in zip(tables, empty, strict=True)], replace(
        rules, zeros="withheld"
    )


def attacked(
    tables: Sequence[Table], rules: Rules, published: Published, wanted: dict[str, Any]
) -> dict[str, Any]:
    """What the audit finds over all primary cells; one without a verdict counts as a failure."""
    found = audit(tables, published, rules, time_limit=wanted["audit_seconds"], **ways.audit_options(wanted))
    primary = {key for key, value in values_of(tables).items() if value < rules.n}
    verdicts = Counter(_verdict(found, key, rules) for key in sorted(primary, key=str))
    settled = {key for key in primary if _verdict(found, key, rules) != "no verdict"}
    unsettled = {finding.cell for finding in found.findings if finding.kind == "no verdict"} & primary
    others = Counter(finding.kind for finding in found.findings if finding.cell not in primary)
    return {
        "ok": found.ok,
        "exact": verdicts["exact"],
        "narrow": verdicts["narrow"],
        "no_verdict": verdicts["published"] + len(unsettled | {key for key in primary if key not in settled}),
        "contributor": len({f.cell for f in found.findings if f.kind == "contributor"}),
        "others": dict(others),
        "shrunk": getattr(found, "shrunk", None),
        "proofs": dict(Counter(interval.proof for interval in found.intervals.values())),
    }


def _verdict(found: Audit, key: CellKey, rules: Rules) -> str:
    interval = found.intervals.get(key)
    if interval is None:
        return "published"
    if interval.proof == "none":
        return "no verdict"
    if interval.width == 0:
        return "exact"
    return "narrow" if interval.width < rules.width else "wide"


if __name__ == "__main__":
    main()
