"""The receipt: what was done, for everybody. It holds nothing from which a withheld count follows.

Neither how many persons are withheld, nor what the choice cost, nor whether it is the cheapest: each would narrow
down what is withheld. The input's hash is sealed: whoever could compute it would try counts until it fits.
"""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from momentum.site.command_line.disclose.making import Made

if TYPE_CHECKING:
    from momentum.methods.disclosure import Rules
    from momentum.methods.disclosure.files import Request

PARTS = ("momentum", "highspy", "numpy", "scipy")
VERDICT = (
    "An audit that does not know how this was made attacked it with all that is published here and before, "
    "and could work out nothing that must be hidden."
)
MARKED = "The clock ended the search: this is the best found until then, audited like any other."


def receipt(
    request: "Request",
    made: Made,
    seal: str,
    inputs: Mapping[str, Path],
    spec: Path,
    outputs: Mapping[str, bytes],
) -> dict[str, Any]:
    """The receipt as it is written; `outputs` are the published files, `inputs` those that hold every count."""
    spec_told = request.spec
    earlier = {name: _sha256((spec.parent / name).read_bytes()) for name in spec_told.earlier}
    method: dict[str, Any] = {"name": made.choice.method}
    if made.choice.method == "suppression":
        method |= {"profile": made.choice.profile or spec_told.profile, "seed": spec_told.seed}
    elif made.choice.method == "rounding":
        method |= {"base": made.choice.base}
    return {
        "format": 1,
        "verdict": VERDICT,
        "checked": made.verdict.checked,
        "marks": [MARKED] if made.by_the_clock else [],
        "promise": statement() if (statement := getattr(made.outcome, "statement", None)) else "",
        "method": method,
        "rules": rules_told(spec_told.rules),
        "tables": [
            {
                "name": table.name,
                "kind": table.kind,
                "dimensions": [d.name for d in table.dimensions],
                "adds_up": table.additive,
                "zeros": table.zero_policy(spec_told.rules),
                "cells": len(rows := made.outcome.published(table.name)),
                "withheld": sum(row.value is None for row in rows),
            }
            for table in request.tables
        ],
        "published": {name: _sha256(content) for name, content in outputs.items()},
        "spec": _sha256(spec.read_bytes()),
        "earlier": earlier,
        "input_sealed": {name: sealed(seal, path.read_bytes()) for name, path in inputs.items()},
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PARTS}},
    }


def sealed(seal: str, content: bytes) -> str:
    """The hash of a file under a seal: without the seal nobody can try out what the file may hold."""
    return hashlib.sha256(bytes.fromhex(seal) + content).hexdigest()


def rules_told(rules: "Rules") -> dict[str, Any]:
    """The rules as plain values."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in vars(rules).items()
    }


def in_words(told: Mapping[str, Any]) -> str:
    """The receipt as a text to read."""
    lines = [
        "RECEIPT OF A PROTECTED TABLE",
        "",
        told["verdict"],
        *told["marks"],
        *filter(None, [told["promise"]]),
        "",
    ]
    lines.append(f"Cells of which the bounds were checked: {told['checked']}")
    lines.append("Method: " + ", ".join(f"{name} {value}" for name, value in told["method"].items()))
    lines += ["", "Rules"]
    lines += [f"  {name}: {_listed(value)}" for name, value in told["rules"].items()]
    lines += ["", "Tables"]
    for table in told["tables"]:
        by = " × ".join(table["dimensions"]) or "one total"
        lines.append(
            f"  {table['name']} ({table['kind']}, {by}; zeros {table['zeros']}): "
            f"{table['cells']} cells, {table['withheld']} withheld"
        )
    lines += ["", "SHA-256 of what is published, of the spec, and of earlier editions"]
    lines += [f"  {digest}  {name}" for name, digest in told["published"].items()]
    lines += [f"  {told['spec']}  the spec", *(f"  {h}  {name}" for name, h in told["earlier"].items())]
    lines += ["", "Sealed SHA-256 of the input (whoever made this can open it)"]
    lines += [f"  {digest}  {name}" for name, digest in told["input_sealed"].items()]
    lines += ["", "Made with " + ", ".join(f"{name} {value}" for name, value in told["versions"].items())]
    return "\n".join(lines) + "\n"


def _listed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
