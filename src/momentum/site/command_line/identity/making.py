"""Everything that `momentum identity measure` makes of the files: tables, findings, a receipt."""

import hashlib
import io
import json
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, cast

from momentum.methods.isomorphism import (
    HIGHEST,
    POLES,
    Finding,
    Measured,
    Requirement,
    Sensitivity,
    by_branch,
    findings,
    measure,
    sensitivity,
)
from momentum.methods.isomorphism.language import Corpus, Language
from momentum.methods.sheets import write_csv
from momentum.site.command_line.identity import tables, text_tables
from momentum.site.command_line.identity.reading import (
    Field,
    Texts,
    read_field,
    read_poles,
    read_requirements,
    read_texts,
)

PARTS = ("momentum", "numpy", "scipy", "scikit-learn", "snowballstemmer", "py3langid")


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line."""

    profiles: Path
    requirements: Path | None
    texts: Path | None
    poles: Path | None
    language: str | None
    seed: int

    @property
    def files(self) -> dict[str, Path]:
        """The given files by their role."""
        given = {
            "profiles": self.profiles,
            "requirements": self.requirements,
            "texts": self.texts,
            "poles": self.poles,
        }
        return {role: path for role, path in given.items() if path is not None}


@dataclass(frozen=True)
class Made:
    """Files to write by name, findings in sentences, and what to tell besides."""

    files: dict[str, bytes]
    sentences: list[str]
    notes: list[str]


def make(asked: Asked) -> Made:
    """Read, measure and put in tables. Raises `Problems` where a file cannot be measured as it is."""
    field = read_field(asked.profiles)
    poles = read_poles(asked.poles) if asked.poles else POLES
    demands = None
    if asked.requirements:
        demands = read_requirements(asked.requirements, field.measured.organisations)
    texts = None
    if asked.texts:
        texts = read_texts(
            asked.texts, [each.code for each in poles], cast("Language | None", asked.language)
        )
    measured = measure(field.measured, poles, demands, seed=asked.seed)
    sensitive = sensitivity(measured.profiles, poles, seed=asked.seed)
    branches = by_branch(field.measured, poles, demands, seed=asked.seed)
    corpus = Corpus(texts.organisations, texts.poles, texts.language) if texts else None
    found = {"": findings(measured, sensitive), **{name: findings(each) for name, each in branches.items()}}
    of_texts = text_tables.said_of_texts(corpus, texts) if corpus and texts else []
    files = {
        f"{name}.csv": _csv(*table)
        for name, table in _tables(field, measured, branches, sensitive, demands, corpus, texts).items()
    }
    told = _in_words(found, of_texts)
    files["findings.md"] = _page(told, asked).encode()
    files["findings.json"] = _json(_as_data(found, of_texts))
    files["receipt.json"] = _json(_receipt(asked, files, measured))
    return Made(files, told[""], field.notes)


def _tables(
    field: Field,
    measured: Measured,
    branches: dict[str, Measured],
    sensitive: Sensitivity,
    demands: list[Requirement] | None,
    corpus: Corpus | None,
    texts: Texts | None,
) -> dict[str, tables.Table]:
    found = {
        "profiles": tables.profiles(measured),
        "drift": tables.drift(measured),
        "organisations": tables.organisations(measured),
        "field": tables.field({"": measured, **branches}),
        "spread": tables.spread({"": measured, **branches}),
        "poles": tables.poles(measured, sensitive),
    }
    if field.income is not None:
        found["income"] = tables.income(measured, field.income)
    if demands is not None:
        found["hours"] = tables.hours(measured)
        found["pressure"] = tables.pressure(measured, demands)
        found["association"] = tables.association(measured)
    if corpus and texts:
        found["texts"] = text_tables.likeness(corpus)
        found["texts_alike"] = text_tables.alikeness(corpus)
        found["texts_set_aside"] = text_tables.set_aside(texts)
    return found


def _in_words(found: dict[str, list[Finding]], of_texts: list[str]) -> dict[str, list[str]]:
    """Sentences of the whole field (under "") and of each branch."""
    told = {name: [str(each) for each in several] for name, several in found.items()}
    told[""] += of_texts
    return told


def _page(told: dict[str, list[str]], asked: Asked) -> str:
    lines = ["# Findings", "", f"From {', '.join(path.name for path in asked.files.values())}.", ""]
    lines += [f"- {sentence}" for sentence in told[""]]
    for branch, sentences in told.items():
        if branch:
            lines += ["", f"## {branch}", "", *(f"- {sentence}" for sentence in sentences)]
    lines += [
        "",
        "Intervals are at 95%. Drift is 0 where an organisation was in its first year and 1 at the pole. Poles lie partly "
        "in one direction: who moves towards one may move towards another too.",
        "",
    ]
    return "\n".join(lines)


def _as_data(found: dict[str, list[Finding]], of_texts: list[str]) -> dict[str, Any]:
    return {
        "field": [_finding(each) for each in found[""]],
        "branches": {name: [_finding(each) for each in several] for name, several in found.items() if name},
        "texts": of_texts,
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {"code": each.code, "said": each.said, "sentence": str(each), "values": dict(each.values)}


def _receipt(asked: Asked, files: dict[str, bytes], measured: Measured) -> dict[str, Any]:
    """What was done with which bytes: the same input, seed and versions give the same output."""
    return {
        "format": 1,
        "seed": asked.seed,
        "language": asked.language,
        "scale_of_items": [0, HIGHEST],
        "poles": [
            {"pole": each.code, "set_by": each.set_by, "set_on": each.set_on} for each in measured.poles
        ],
        "input": {
            role: {"name": path.name, "sha256": _sha256(path.read_bytes())}
            for role, path in asked.files.items()
        },
        "output": {name: _sha256(content) for name, content in sorted(files.items())},
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PARTS}},
    }


def _csv(header: tables.Header, rows: tables.Rows) -> bytes:
    file = io.BytesIO()
    write_csv(file, header, rows)
    return file.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
