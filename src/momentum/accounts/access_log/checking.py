"""Checks a log, entry by entry, against itself and against its anchors. Pure Python: any copy, on any machine."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from momentum.accounts.access_log.anchor_files import Anchor
from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, FIELDS, digest_of
from momentum.accounts.access_log.findings import Report
from momentum.accounts.access_log.segments import check_segments

HEX = frozenset("0123456789abcdef")


class Checker:
    """Takes entries in the order in which they stand: `take` each, then `end`; `report` tells what was found."""

    def __init__(
        self, anchors: Sequence[Anchor] = (), segments: Sequence[Mapping[str, Any]] = (), key: str = "",
        report: Report | None = None,
    ) -> None:  # fmt: skip
        self.report = report or Report()
        self.report.anchors = len(anchors)
        self.anchors = {each.number: each for each in anchors if each.number}
        self.newest = max(self.anchors.values(), key=lambda each: each.number, default=None)
        self.number, self.previous = check_segments(segments, self.anchors, key, self.report)
        self.report.anchored = self.number if self.number in self.anchors else 0
        self.begun_after, self.at = self.number, ""

    def take(self, entry: Any, where: str = "") -> None:
        """`where` is told when the entry itself cannot tell which one it is."""
        if problem := unreadable(entry):
            expected = self.number + 1
            self.report.find("unreadable", expected, f"{where or f'Entry {expected}'} {problem}", expected)
            self.number, self.previous = expected, ""
            return
        self.report.entries += 1
        number = entry["number"]
        if digest_of(entry) != entry["digest"]:
            number = self._edited(entry)
        elif entry["number"] == self.number + 1:
            self._follows(entry)
        elif entry["number"] > self.number + 1:
            self._leaps(entry)
        else:
            self._out_of_order(entry)
            return
        self.report.first = self.report.first or number
        self.number, self.previous = number, entry["digest"]
        self._clock(entry)
        self._anchored(entry["digest"])

    def end(self, *, head: tuple[int, str] | None = None) -> Report:
        """After the last entry. `head`: what the log itself says its last entry is (number and digest)."""
        report = self.report
        report.last, report.digest = self.number, self.previous
        if self.newest and self.newest.number > self.number:
            report.find(
                "truncated",
                self.number + 1,
                f"The log ends at entry {self.number}, but the anchor of {self.newest.day} knows entry "
                f"{self.newest.number}: entries {self.number + 1} to {self.newest.number} were taken away.",
                self.newest.number,
            )
        if head is not None and head != (self.number, self.previous or head[1]):
            report.find(
                "truncated",
                min(self.number, head[0]) + (self.number != head[0]),
                f"The log says that its last entry is {head[0]}, and the last one here is {self.number}"
                + (
                    ", with another digest."
                    if head[0] == self.number
                    else ": entries were taken away or added."
                ),
                max(self.number, head[0]),
            )
        return report

    def _edited(self, entry: Mapping[str, Any]) -> int:
        """Which number the entry has: its own may be what was changed."""
        expected = self.number + 1
        number = f"Entry {expected}"
        if entry["number"] != expected:
            number += f" (which calls itself {entry['number']})"
        self.report.find(
            "edited", expected, f"{number} was changed: its digest is not that of what it says.", expected
        )
        return expected

    def _follows(self, entry: Mapping[str, Any]) -> None:
        if self.previous in ("", entry["previous"]):
            return
        number = entry["number"]
        if number == self.begun_after + 1:
            sentence = f"Entry {number}, the first one here, does not follow on what was there before it."
        else:
            sentence = f"Entry {number} does not follow on entry {number - 1}: one of the two was replaced by another."
        self.report.find("replaced", max(number - 1, self.begun_after + 1), sentence, number)

    def _leaps(self, entry: Mapping[str, Any]) -> None:
        first, last = self.number + 1, entry["number"] - 1
        which = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
        self.report.find("missing", first, f"{which} missing: entry {entry['number']} stands here.", last)

    def _out_of_order(self, entry: Mapping[str, Any]) -> None:
        self.report.find(
            "out_of_order",
            entry["number"],
            f"An entry {entry['number']} stands after entry {self.number}: it was put in, or moved from its place.",
            self.number,
        )

    def _clock(self, entry: Mapping[str, Any]) -> None:
        if entry["at"] < self.at:
            self.report.warn(
                "clock",
                entry["number"],
                f"Entry {entry['number']} says it was written at {entry['at']}, before the one before it "
                f"({self.at}): the clock was set back.",
            )
        self.at = entry["at"]

    def _anchored(self, digest: str) -> None:
        anchor = self.anchors.get(self.number)
        if anchor is None:
            return
        if anchor.digest == digest:
            self.report.anchored = anchor.number
            return
        after = self.report.anchored or self.begun_after
        self.report.find(
            "rewritten",
            after + 1,
            f"Entry {anchor.number} is not the one that the anchor of {anchor.day} knows: something in entries "
            f"{after + 1} to {anchor.number} was written anew.",
            anchor.number,
        )


def unreadable(entry: Any) -> str:
    """Why this is no entry of the log; empty if it is one."""
    if not isinstance(entry, dict):
        return "is no entry of the log."
    if set(entry) != {*FIELDS, "digest"}:
        return "does not hold what an entry holds: something was added or left out."
    if (
        any(type(entry[name]) is not kind for name, kind in FIELDS.items())
        or type(entry["digest"]) is not str
    ):
        return "holds a value of the wrong kind."
    persons = entry["persons"]
    if not all(type(each) is str for each in persons) or persons != sorted(set(persons)):
        return "does not name its persons once each and in order."
    if any(
        len(entry[name]) != len(BEFORE_THE_FIRST) or not HEX.issuperset(entry[name])
        for name in ("previous", "digest")
    ):
        return "holds a digest that is none."
    try:
        at = datetime.fromisoformat(entry["at"])
    except ValueError:
        at = None
    if at is None or len(entry["at"]) != 27 or not entry["at"].endswith("Z"):
        return "holds a time that is none."
    return ""


def check(entries: Iterable[Any], **options: Any) -> Report:
    """Every entry of `entries`; the options are those of `Checker` and of `Checker.end`."""
    head = options.pop("head", None)
    checker = Checker(**options)
    for entry in entries:
        checker.take(entry)
    return checker.end(head=head)
