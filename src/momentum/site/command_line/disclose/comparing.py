"""Methods side by side: whether each is safe, and what readers lose by it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from momentum.site.command_line.disclose.making import Choice, Made, costs_of, make

if TYPE_CHECKING:
    from momentum.methods.disclosure.files import Request

MANY = 5
HEADER: tuple[str, ...] = (
    "method",
    "may be published",
    "cells",
    "withheld",
    "persons",
    "amounts",
    "told otherwise",
    "by at most",
    "together",
    "seconds",
)


def compare(request: "Request", choices: Sequence[Choice]) -> str:
    """A table in text, a row for each method; then what each promises, and why one cannot be had."""
    from momentum.methods.disclosure import TableError

    rows, sentences = [HEADER], []
    for choice in choices:
        try:
            made = make(request, choice)
        except TableError as error:
            rows.append((choice.method, "cannot be had", *[""] * (len(HEADER) - 2)))
            sentences.append(f"{choice.method}: {error}")
            continue
        rows.append(_row(request, made))
        statement = getattr(made.outcome, "statement", None)
        if statement is not None:
            sentences.append(f"{choice.method}: {statement()}")
        sentences += [f"{choice.method}: {sentence}" for sentence in made.objections[:MANY]]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADER))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([*lines, *(f"\n{sentence}" for sentence in sentences)])


def _row(request: "Request", made: Made) -> tuple[str, ...]:
    verdict = "yes" if made.safe else f"no: {len(made.objections)} findings"
    costs = costs_of(request, made.outcome)
    return (made.choice.method, verdict, *(str(figure) for figure in costs), f"{made.seconds:.1f}")
