"""The verdict on a publication, with the attack spelled out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from momentum.methods.disclosure.auditing.bounds import Derivation, Interval, blocks, derive
from momentum.methods.disclosure.auditing.concerns import everybody_in_one, must_hide, room_beside
from momentum.methods.disclosure.auditing.knowledge import Knowledge, knowledge
from momentum.methods.disclosure.auditing.sentences import attack_on
from momentum.methods.disclosure.auditing.steps import Step
from momentum.methods.disclosure.publication import Earlier, Published, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey, Table, check_tables

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


@dataclass(frozen=True)
class Finding:
    """One thing wrong: its kind, the cell, a sentence that says how it is seen, and the attack in steps."""

    kind: Kind
    cell: CellKey
    sentence: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Audit:
    """`ok` only when every withheld cell was checked and nothing was found.

    intervals  what a reader can derive for each withheld cell.
    findings   what is wrong, worst first.
    shrunk     how many intervals are narrower over whole persons than over fractions, where both were computed.
    """

    findings: tuple[Finding, ...]
    intervals: Mapping[CellKey, Interval]
    shrunk: int = 0

    @property
    def ok(self) -> bool:
        """Whether the tables may be published."""
        return not self.findings

    @property
    def checked(self) -> int:
        """How many withheld or roughly told cells have an interval."""
        return sum(interval.proof != "none" for interval in self.intervals.values())


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


def audit(
    tables: Sequence[Table],
    published: Published,
    rules: Rules | None = None,
    *,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
    time_limit: float = 60.0,
    integer_cells: int = 40,
    seed: int = 0,
    processes: int = 1,
) -> Audit:
    """Attack what would be published of these tables.

    `published` is a `Plan`, a `Publication`, or anything else that tells the published rows of a table.
    `time_limit` in seconds: cells not reached by then get the finding "no verdict". Groups of at most
    `integer_cells` tied cells are bounded over whole persons, larger ones by linear programmes rounded
    inward. Raises `TableError` for what is not a table. Source: Fischetti & Salazar-González (2001);
    Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
    """
    rules = rules or Rules()
    deadline = monotonic() + time_limit
    check_tables(tables)
    known = knowledge(tables, published, rules, earlier, subsets)
    primary = must_hide(tables, known, rules, earlier)
    found = _plain_findings(known, primary)
    wanted = {key: rules.width if key in primary else 1 for key in known.unknown}
    derived: dict[CellKey, Derivation] = {}
    tied = list(blocks(known))
    for block in tied:
        derived |= derive(known, block, wanted, deadline=deadline, integer_cells=integer_cells, seed=seed)
    for key in known.unknown:
        finding = _judge(known, key, derived.get(key), wanted[key], key in primary)
        if finding:
            found.append(finding)
    for part, whole in everybody_in_one(tables, known, rules):
        room = room_beside(tied, part, whole, rules.width, deadline)
        if room is None:
            found.append(
                Finding("no verdict", part, f"Whether everybody in {whole} is in {part} was not settled.")
            )
        elif room < rules.width:
            found.append(
                Finding(
                    "group",
                    part,
                    f"Everybody in {whole} is in {part}, and a reader can tell: at most {room} are elsewhere.",
                )
            )
    found.sort(key=lambda finding: (ORDER.index(finding.kind), str(finding.cell)))
    return Audit(tuple(found), {key: derived[key].interval for key in known.unknown if key in derived})


def _plain_findings(known: Knowledge, primary: Mapping[CellKey, str]) -> list[Finding]:
    found = [Finding("contradiction", key, f"{key} {what}.") for key, what in known.contradictions]
    for key, why in primary.items():
        if key in known.shown:
            found.append(Finding("primary published", key, f"{key} is published, but {why}."))
        elif key in known.before:
            found.append(
                Finding(
                    "published before",
                    key,
                    f"{key} is withheld because {why}, but an earlier edition published the same count.",
                )
            )
    found += [
        Finding(
            "published before", key, f"{key} is withheld, but an earlier edition published the same count."
        )
        for key in known.hidden & known.before
        if key not in primary
    ]
    return found


def _judge(
    known: Knowledge, key: CellKey, derivation: Derivation | None, wanted: int, primary: bool
) -> Finding | None:
    if derivation is None or derivation.interval.proof == "none":
        return Finding(
            "no verdict",
            key,
            f"{key} could not be checked in time or the solver gave no certain answer, so it does not read as safe.",
        )
    interval = derivation.interval
    if interval.width >= wanted:
        return None
    attack = attack_on(known, key, derivation)
    if interval.width == 0:
        steps = (Step("value", {"cell": str(key), "value": interval.low}),)
        return Finding("exact", key, f"{key} is withheld but must be {interval.low}: {attack}", steps)
    what = "a primary cell" if primary else "a withheld cell"
    return Finding(
        "narrow", key, f"{key}, {what}, must lie between {interval.low} and {interval.high}: {attack}"
    )
