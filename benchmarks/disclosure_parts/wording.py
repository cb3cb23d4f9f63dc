"""How figures are told in the report."""

from collections.abc import Iterable, Mapping
from typing import Any

from disclosure_parts.kept import Figures


def verdicts(audit: Mapping[str, Any]) -> str:
    """Exactly known / narrow / without a verdict, and what else the audit found."""
    text = f"{audit['exact']} / {audit['narrow']} / {audit['no_verdict']}"
    if audit["contributor"]:
        text += f", {audit['contributor']} by a contributor"
    if audit["others"]:
        text += (
            f"; other cells {', '.join(f'{kind} {count}' for kind, count in sorted(audit['others'].items()))}"
        )
    return text if audit["ok"] else f"{text}: refused"


def persons_told(figures: Figures | None, policy: str = "") -> str:
    """Persons withheld, or why there is no plan."""
    if figures is None:
        return "–"
    if "persons" not in figures:
        return said_of(figures)
    refused = policy and not figures["audits"][policy]["ok"]
    return f"{figures['persons']:,}" + (" (the audit refuses it)" if refused else "")


def said_of(figures: Figures) -> str:
    """Why there is no plan."""
    return f"no plan: {figures.get('said', 'within the time')}".replace("|", "/")


def as_table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    return as_lines("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def as_lines(lines: Iterable[str]) -> str:
    """Lines as one text."""
    return "".join(f"{line}\n" for line in lines)
