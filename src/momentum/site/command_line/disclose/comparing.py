"""Methods side by side: whether each is safe, and what readers lose by it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from momentum.site.command_line.disclose.making import Made, costs_of

if TYPE_CHECKING:
    from momentum.methods.disclosure.files import Request

HEADER = (
    "method",
    "may be published",
    "cells",
    "withheld",
    "persons in them",
    "told otherwise",
    "by at most",
    "together",
    "seconds",
)


def side_by_side(request: "Request", all_made: Sequence[Made]) -> str:
    """A table in text, a row for each method, and the promise of each that makes one."""
    rows = [HEADER]
    for made in all_made:
        costs = costs_of(request, made.outcome)
        verdict = "yes" if made.safe else f"no: {len(made.objections)} findings"
        rows.append((made.choice.method, verdict, *map(str, costs), f"{made.seconds:.1f}"))  # type: ignore[arg-type]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADER))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    for made in all_made:
        statement = getattr(made.outcome, "statement", None)
        if statement is not None:
            lines += ["", f"{made.choice.method}: {statement()}"]
        lines += [f"{made.choice.method}: {sentence}" for sentence in made.objections[:5]]
    return "\n".join(lines)
