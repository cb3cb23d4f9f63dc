"""The report on singleton protection: no enterprise that knows its own cells works out another's."""

from collections.abc import Mapping

from disclosure_parts.instances import FILES
from disclosure_parts.kept import Figures
from disclosure_parts.quoted import R_PEER
from disclosure_parts.runs import SHOWN, UNAWARE, WITHHELD, Run
from disclosure_parts.wording import as_table, persons_told, verdicts


def singletons(found: Mapping[Run, Figures]) -> str:
    """Persons withheld with it off and on, and on where we promise no more than the R peer does."""
    return (
        "\n### Singleton protection\n\nOn: no enterprise that knows its own cells may work out another's primary cell to "
        "within less than 3. Profile fast.\n\n"
        + _wide(found)
        + "\nAt *equal protection*: nothing exactly known, to nobody and to no enterprise, which is what GaussSuppression "
        "promises. It publishes every zero and reckons with a reader who thinks a withheld cell may be 0.\n\n"
        + _exact_only(found)
    )


def _wide(found: Mapping[Run, Figures]) -> str:
    rows = []
    for instance in FILES:
        for policy in (WITHHELD, SHOWN):
            figures = found.get(Run(instance, "momentum", policy, singletons=True))
            off = persons_told(found.get(Run(instance, "momentum", policy)), policy)
            peer = f"{R_PEER[instance].persons:,}"
            rows.append(
                [instance, policy, off, persons_told(figures, policy), *_audited(figures, policy), peer]
            )
    head = [
        "instance",
        "zeros",
        "persons, off",
        "persons, on",
        "audit",
        "seconds",
        "cpu",
        "GaussSuppression (quoted)",
    ]
    return as_table(head, rows)


def _exact_only(found: Mapping[Run, Figures]) -> str:
    rows = []
    for instance in FILES:
        row = [instance]
        for policy in (UNAWARE, WITHHELD):
            figures = found.get(Run(instance, "momentum", policy, width=1, singletons=True))
            row += [persons_told(figures, policy), _audited(figures, policy)[0]]
        rows.append([*row, f"{R_PEER[instance].persons:,}"])
    head = [
        "instance",
        "ours, zeros published",
        "audit",
        "ours, zeros may be withheld",
        "audit",
        "GaussSuppression (quoted)",
    ]
    return as_table(head, rows)


def _audited(figures: Figures | None, policy: str) -> list[str]:
    """What the audit finds, seconds of protection and audit, and processor seconds."""
    if not figures or policy not in figures.get("audits", {}):
        return ["–", "–", "–"]
    audit = figures["audits"][policy]
    seconds = f"{figures['seconds']:.1f} + {audit['seconds']:.1f}"
    return [verdicts(audit), seconds, f"{figures['cpu'] + audit['cpu']:.1f}"]
