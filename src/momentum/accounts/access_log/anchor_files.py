"""Anchors as they lie in a folder: one small JSON file a day, each with the hash of the one before. Pure Python."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, canonical
from momentum.accounts.access_log.findings import Report

FORMAT = "momentum-access-log-anchor/1"
KINDS = {
    "format": str, "city": str, "day": str, "at": str, "number": int, "digest": str, "key": str, "previous": str
}  # fmt: skip


@dataclass(frozen=True)
class Anchor:
    """Entry `number` of the log had this `digest` on that `day`. `hash` is that of the whole file."""

    day: str
    at: str
    number: int
    digest: str
    key: str
    city: str
    previous: str
    hash: str


class NoAnchor(ValueError):
    """The file is no anchor; says why."""


def written(said: dict[str, Any]) -> bytes:
    """The bytes of an anchor's file."""
    return canonical({"format": FORMAT, **said}) + b"\n"


def read_anchor(content: bytes, name: str) -> Anchor:
    """Raises `NoAnchor`."""
    try:
        said = json.loads(content)
    except ValueError:
        raise NoAnchor(f"The anchor {name} is not JSON: it was cut off or changed.") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NoAnchor(f"The file {name} is no anchor of this format ({FORMAT}).")
    if set(said) != set(KINDS) or any(type(said[field]) is not kind for field, kind in KINDS.items()):
        raise NoAnchor(f"The anchor {name} does not hold what an anchor holds: {', '.join(sorted(KINDS))}.")
    if content != canonical(said) + b"\n":
        raise NoAnchor(f"The anchor {name} is not written as the log writes it: it was changed.")
    del said["format"]
    return Anchor(**said, hash=sha256(content).hexdigest())


def read_anchors(place: Path, report: Report) -> list[Anchor]:
    """The anchors in a folder, or the one in a file, by day; what is wrong with them goes to the report."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    anchors = []
    for file in files:
        try:
            anchor = read_anchor(file.read_bytes(), file.name)
            if place.is_dir() and file.stem != anchor.day:
                raise NoAnchor(
                    f"The anchor {file.name} says that it is of {anchor.day}: it was renamed or changed."
                )
        except (NoAnchor, OSError) as problem:
            report.find("anchor", 0, str(problem))
        else:
            anchors.append(anchor)
    check_anchors(anchors, report, begins=place.is_dir())
    return anchors


def check_anchors(anchors: Iterable[Anchor], report: Report, *, begins: bool) -> None:
    """Whether each follows on the one before. `begins`: the first has to be the first that was ever written."""
    before: Anchor | None = None
    for anchor in anchors:
        if before is None:
            if begins and anchor.previous != BEFORE_THE_FIRST:
                report.warn(
                    "anchor", 0, f"The anchors here begin with {anchor.day}; older ones are elsewhere."
                )
        elif anchor.previous != before.hash:
            report.find(
                "anchor",
                0,
                f"The anchor of {anchor.day} does not follow on the one of {before.day}: "
                "an anchor between them is gone, or one of the two was changed.",
            )
        elif anchor.number < before.number or (
            anchor.number == before.number and anchor.digest != before.digest
        ):
            report.find(
                "rewritten",
                anchor.number,
                f"The anchor of {anchor.day} tells of entry {anchor.number}, and the one of {before.day} already of "
                f"entry {before.number}: between those days the log was cut short or written anew.",
            )
        before = anchor
