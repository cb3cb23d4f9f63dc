"""What the check found, spelled out for the analyst: each attack step by step, in the language in force."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from momentum.methods.disclosure.auditing.steps import SENTENCES
from momentum.monitor.naming import Words
from momentum.monitor.sayings import told

KINDS: Mapping[str, object] = {
    "primary published": _("A number that must be withheld is published"),
    "exact": _("A withheld number can be worked out exactly"),
    "contributor": _("Somebody who knows their own numbers learns those of another"),
    "over time": _("The difference with an earlier edition tells about a few"),
    "published before": _("An earlier edition published the same number"),
    "contradiction": _("Tables contradict each other"),
    "group": _("Everybody in a group turns out to be of one kind"),
    "narrow": _("A withheld number can be worked out too closely"),
    "no verdict": _("A number could not be checked, so it does not count as safe"),
    "not protected": _("Protection found no way to hide a number"),
}


# Why a cell must not be known, as the check says it.
WHY = (
    (re.compile(r"it counts fewer than (?P<n>\d+) persons"), _("it counts fewer than {n} persons")),
    (
        re.compile(r"it differs by fewer than (?P<n>\d+) persons from what an earlier edition published"),
        _("it differs by fewer than {n} persons from what an earlier edition published"),
    ),
    (re.compile(r"everybody in (?P<whole>.+) is in it"), _("everybody in {whole} is in it")),
)


@dataclass(frozen=True)
class Attack:
    """One finding: what is wrong, about which cell, how it is done; `sentence` only where there are no steps."""

    kind: str
    cell: str
    steps: list[str]
    sentence: str = ""


def attacks(audit: Mapping[str, Any], words: Words) -> list[Attack]:
    """Every finding of a check, worst first."""
    return [
        Attack(
            kind=str(KINDS.get(finding["kind"], finding["kind"])),
            cell=words.kept_cell(finding["key"]) if finding.get("key") else words.said(finding["cell"]),
            steps=[_step(step, words) for step in finding.get("steps", ())],
            sentence=_sentence(finding, words),
        )
        for finding in audit["findings"]
    ]


def _sentence(finding: Mapping[str, Any], words: Words) -> str:
    if finding.get("steps"):
        return ""
    return told(finding["saying"] if "saying" in finding else finding["sentence"], words.said)


def _step(step: Mapping[str, Any], words: Words) -> str:
    params = {name: _param(name, value, words) for name, value in step["params"].items()}
    template = SENTENCES[step["code"]]
    return gettext(template).format(**params)


def _param(name: str, value: Any, words: Words) -> Any:
    if name == "table":
        return f"“{words.table(value)}”"
    if name == "why":
        value = _why(value)
    return words.said(value) if isinstance(value, str) else value


def _why(text: str) -> str:
    for pattern, sentence in WHY:
        if found := pattern.fullmatch(text):
            return str(sentence).format(**found.groupdict())
    return text
