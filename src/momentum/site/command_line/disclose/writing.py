"""What `momentum disclose` writes: the published files, the receipt, and what is for the analyst only."""

import io
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from momentum.site.command_line.disclose.making import Made
from momentum.site.command_line.disclose.receipt import in_words, receipt
from momentum.site.command_line.disclose.report import report_on_plan

if TYPE_CHECKING:
    from momentum.methods.disclosure import Audit
    from momentum.methods.disclosure.files import Request
    from momentum.methods.disclosure.protected import SheetRows

ANALYST = "plan.json", "audit.json", "report.html"
PUBLIC = "protected.csv", "protected.xlsx", "ratios.csv", "ratios.xlsx", "receipt.json", "receipt.txt"


def write_results(
    out: Path, request: "Request", made: Made, table: Path, spec: Path, *, xlsx: bool
) -> list[str]:
    """Write everything to the folder, all or nothing, and name what may be published."""
    seal = secrets.token_hex(32)
    public = _published(request, made, xlsx=xlsx)
    inputs = {table.name: table, **{name: spec.parent / name for name in request.spec.files}}
    told = receipt(request, made, seal, inputs, spec, public)
    files = dict(public)
    files["receipt.json"] = _json(told)
    files["receipt.txt"] = in_words(told).encode()
    names = list(files)
    files["plan.json"] = _json(plan_record(request, made, seal))
    files["audit.json"] = _json(audit_record(made.verdict))
    files["report.html"] = report_on_plan(request, made).encode()
    _put(out, files)
    return names


def _put(out: Path, files: dict[str, bytes]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        # What an earlier run left and this one does not make would be taken for a result of this one.
        for name in {*ANALYST, *PUBLIC} - set(files):
            (out / name).unlink(missing_ok=True)
        for name in files:
            os.replace(Path(folder) / name, out / name)


def _published(request: "Request", made: Made, *, xlsx: bool) -> dict[str, bytes]:
    from momentum.methods.disclosure.files import protected_sheet, ratio_sheet

    sheets = {"protected": protected_sheet(request.spec, request.tables, made.outcome)}
    if request.spec.ratios:
        sheets["ratios"] = ratio_sheet(request.spec, request.tables, made.outcome)
    found = {f"{name}.csv": _sheet(rows, "csv") for name, rows in sheets.items()}
    if xlsx:
        found |= {f"{name}.xlsx": _sheet(rows, "xlsx") for name, rows in sheets.items()}
    return found


def _sheet(sheet: "SheetRows", form: str) -> bytes:
    from momentum.methods.sheets import write_csv, write_xlsx

    file = io.BytesIO()
    (write_csv if form == "csv" else write_xlsx)(file, *sheet)
    return file.getvalue()


def plan_record(request: "Request", made: Made, seal: str) -> dict[str, Any]:
    """Everything about the plan, for the analyst; `seal` opens the receipt's hash of the input."""
    outcome = made.outcome
    withheld = getattr(outcome, "withheld", {})
    told: dict[str, Any] = {
        "note": "For the analyst only: it holds every count and says which cells are primary.",
        "method": made.choice.method,
        "optimal": getattr(outcome, "optimal", False),
        "repeatable": not made.by_the_clock,
        "cost": getattr(outcome, "cost", None),
        "bound": getattr(outcome, "bound", None),
        "seal": seal,
        "notes": outcome.notes,
    }
    if costs := getattr(outcome, "costs", None):
        told["costs"] = {reason: cost._asdict() for reason, cost in costs().items()}
    cells = []
    for table in request.tables:
        for row in outcome.published(table.name):
            key = table.key(row.at)
            cell = {
                "table": table.name,
                "at": {d.name: code for d, code in zip(table.dimensions, row.at, strict=True)},
                "value": outcome.values[key],
                "withheld": row.value is None,
                "reason": withheld.get(key),
            }
            if row.around or (row.value is not None and row.value != outcome.values[key]):
                cell |= {"published": row.value, "around": row.around}
            cells.append(cell)
    return {**told, "cells": cells}


def audit_record(verdict: "Audit") -> dict[str, Any]:
    """What the audit found and derived, for the analyst."""
    return {
        "ok": verdict.ok,
        "findings": [
            {
                "kind": f.kind,
                "cell": str(f.cell),
                "sentence": f.sentence,
                "steps": [str(step) for step in f.steps],
            }
            for f in verdict.findings
        ],
        "intervals": [
            {"cell": str(key), "low": i.low, "high": i.high, "proof": i.proof}
            for key, i in verdict.intervals.items()
        ],
    }


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
