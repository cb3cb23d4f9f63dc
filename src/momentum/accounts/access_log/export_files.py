"""An export of the log: JSON lines, a first line about the log, then each entry, and a last line. Pure Python.

Written and read entry by entry: a log of years takes no more memory than one of a day.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from momentum.accounts.access_log.anchor_files import Anchor, read_anchors
from momentum.accounts.access_log.checking import Checker
from momentum.accounts.access_log.entries import FORMAT, canonical
from momentum.accounts.access_log.findings import Report


class NoExport(ValueError):
    """The file is no export of an access log; says why."""


def lines(
    about: Mapping[str, Any], entries: Iterable[Mapping[str, Any]], head: tuple[int, str]
) -> Iterator[bytes]:
    """The lines of an export. `about`: city, time, public key, removed segments; `head`: the last entry."""
    yield canonical({"format": FORMAT, **about}) + b"\n"
    for entry in entries:
        yield canonical(entry) + b"\n"
    yield canonical({"end": True, "number": head[0], "digest": head[1]}) + b"\n"


def verify_file(file: Path, anchors: Path | None = None) -> Report:
    """Checks the export in `file` against itself, and against the anchors in a folder (or the one in a file).

    Raises `NoExport` where it is no export at all.
    """
    report = Report()
    known: Sequence[Anchor] = read_anchors(anchors, report) if anchors else ()
    with file.open("rb") as stream:
        about = _about(stream.readline(), file)
        checker = Checker(known, about["segments"], about["key"], report)
        if known and {each.city for each in known} != {about["city"]}:
            report.find("anchor", 0, "The anchors are of another city than the log.")
        last: dict[str, Any] | None = None
        for place, line in enumerate(stream, start=2):
            if last is not None:
                report.find("out_of_order", checker.number, f"Line {place} stands after the last line.")
                break
            said = _read(line)
            if isinstance(said, dict) and "end" in said:
                last = said
            else:
                checker.take(said, f"Line {place}")
        head = _head(last) if last else None
        if last is None:
            report.find(
                "truncated",
                checker.number + 1,
                f"The file is cut off after entry {checker.number}: its last line is not there.",
            )
        elif head is None:
            report.find("unreadable", checker.number, "The last line does not tell which entry was the last.")
    return checker.end(head=head)


def _head(last: Mapping[str, Any]) -> tuple[int, str] | None:
    number, digest = last.get("number"), last.get("digest")
    return (number, digest) if type(number) is int and type(digest) is str else None


def _about(line: bytes, file: Path) -> dict[str, Any]:
    said = _read(line)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NoExport(f"{file} is no export of an access log: its first line does not say “{FORMAT}”.")
    kinds = {"city": str, "key": str, "segments": list}
    if any(type(said.get(name)) is not kind for name, kind in kinds.items()) or not all(
        isinstance(each, dict) for each in said["segments"]
    ):
        raise NoExport(f"The first line of {file} does not hold the city, the key and the removed segments.")
    return said


def _read(line: bytes) -> Any:
    """What a line says; None where it is no JSON, or says one thing twice."""
    try:
        return json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("one name twice")
    return said
