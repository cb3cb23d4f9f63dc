"""The report for the analyst: what it costs, what is primary by which rule, how long, and every attack step by step."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from momentum.site.command_line.disclose.making import Made, costs_by_reason, costs_of
from momentum.site.command_line.disclose.receipt import MARKED, rules_told

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit
    from momentum.methods.disclosure.files import Request

FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; margin: 1rem 0 }}
th, td {{ padding: .25rem .75rem; border-bottom: 1px solid #999; text-align: left; vertical-align: top }}
.secret {{ border-left: .3rem solid #b00; padding-left: 1rem }}
</style>
<h1>{title}</h1>
<p class="secret"><strong>For the analyst only.</strong> This report tells what is withheld.</p>
{body}
</html>
"""
MANY = 500
REASONS = {
    "threshold": "fewer than n persons or contributors",
    "group": "everybody in one group",
    "revision": "small difference with an earlier edition",
    "p%": "the largest contribution could be estimated (p%)",
    "dominance": "few contributors make up most of it",
    "complement": "protects the others",
}


def report_on_plan(request: "Request", made: Made) -> str:
    """The report on what `momentum disclose` made, whether or not it may be published."""
    costs = costs_of(request, made.outcome)
    verdict = "It may be published." if made.safe else "It must not be published."
    body = [f"<p><strong>{verdict}</strong></p>"]
    if made.by_the_clock:
        body.append(_paragraph(MARKED))
    body += [_section("Why not", (*made.outcome.failures, *made.broken)), *_attacks(made.verdict)]
    body.append("<h2>What it costs</h2>")
    figures: list[tuple[str, object]] = [
        ("Method", made.choice.method),
        ("Cells", costs.cells),
        ("Cells withheld", costs.withheld),
        ("Persons in withheld cells", costs.persons),
        ("Amounts in withheld cells", costs.amounts),
        ("Cells told otherwise than they are", costs.changed),
        ("Largest change", costs.largest_change),
        ("Changes together", costs.total_change),
        ("Seconds of protecting and auditing", f"{made.seconds:.1f}"),
        *_optimum(made),
    ]
    body.append(_table(("", ""), figures))
    body += _by_reason(request, made)
    body += ["<h2>Rules</h2>", _table(("rule", "value"), rules_told(request.spec.rules).items())]
    body += _intervals(made.verdict)
    body.append(_section("Notes", made.outcome.notes))
    return FRAME.format(title="Report on a protected table", body="\n".join(filter(None, body)))


def report_on_audit(verdict: "Audit", name: str) -> str:
    """The report on what `momentum disclose audit` found in a protected table."""
    words = "Nothing can be learnt that must be hidden." if verdict.ok else "This must not be published."
    body = [f"<p><strong>{words}</strong></p>", *_attacks(verdict), *_intervals(verdict)]
    return FRAME.format(title=f"Audit of {escape(name)}", body="\n".join(filter(None, body)))


def _attacks(verdict: "Audit") -> list[str]:
    if not verdict.findings:
        return []
    kinds = Counter(finding.kind for finding in verdict.findings)
    found = ["<h2>What can be learnt</h2>", _table(("finding", "cells"), kinds.items())]
    for finding in verdict.findings[:MANY]:
        found.append(f"<h3>{escape(finding.kind)}: {escape(str(finding.cell))}</h3>")
        found.append(_paragraph(finding.sentence))
        if finding.steps:
            steps = "".join(f"<li>{escape(str(step))}</li>" for step in finding.steps)
            found.append(f"<ol>{steps}</ol>")
    if len(verdict.findings) > MANY:
        found.append(_paragraph(f"And {len(verdict.findings) - MANY} more."))
    return found


def _optimum(made: Made) -> list[tuple[str, object]]:
    cost, bound = getattr(made.outcome, "cost", None), getattr(made.outcome, "bound", None)
    found: list[tuple[str, object]] = []
    if cost is not None:
        found.append(("Cost of the choice", f"{cost:g}"))
    if bound is not None:
        found.append(("No choice costs less than", f"{bound:g}"))
    if getattr(made.outcome, "optimal", False):
        found.append(("Proven cheapest", "yes"))
    return found


def _by_reason(request: "Request", made: Made) -> list[str]:
    told = costs_by_reason(request, made.outcome)
    if not told:
        return []
    rows = [(REASONS.get(reason, reason), *figures) for reason, figures in told.items()]
    return [
        "<h2>Withheld, by reason</h2>",
        _table(("reason", "cells", "persons in them", "amounts in them"), rows),
    ]


def _intervals(verdict: "Audit") -> list[str]:
    if not verdict.intervals:
        return []
    widths = Counter(min(10, interval.width) for interval in verdict.intervals.values())
    rows = [(f"{width}" if width < 10 else "10 or more", cells) for width, cells in sorted(widths.items())]
    return [
        "<h2>What an attacker is left with</h2>",
        _paragraph(f"{verdict.checked} cells have proven bounds. The width of the range left for each:"),
        _table(("width", "cells"), rows),
    ]


def _section(title: str, sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in sentences)}</ul>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in header) if any(header) else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(_told(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>" if head else f"<table>{body}</table>"


def _told(cell: object) -> str:
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell)) or "none"
    return "none" if cell is None else str(cell)
