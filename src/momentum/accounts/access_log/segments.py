"""Segments of the log whose time to be kept is over: what is left of them, signed. Pure Python."""

from collections.abc import Mapping, Sequence
from typing import Any

from momentum.accounts.access_log.anchor_files import Anchor
from momentum.accounts.access_log.entries import BEFORE_THE_FIRST
from momentum.accounts.access_log.findings import Report
from momentum.accounts.access_log.signatures import is_signed

SIGNED: Mapping[str, type] = {
    "first": int,
    "last": int,
    "previous": str,
    "digest": str,
    "first_at": str,
    "last_at": str,
    "removed_on": str,
    "reason": str,
}
"""What the signature of a segment is over."""


def check_segments(
    segments: Sequence[Mapping[str, Any]], anchors: Mapping[int, Anchor], key: str, report: Report
) -> tuple[int, str]:
    """The number and the digest of the last removed entry: where the log begins now (0 and zeros: at its beginning).

    `key` is the public key that the log itself names; where anchors name one, that one counts.
    """
    number, digest = 0, BEFORE_THE_FIRST
    keys = {each.key for each in anchors.values()} or {key}
    for segment in segments:
        if set(segment) != {*SIGNED, "signature"} or any(
            type(segment[name]) is not kind for name, kind in SIGNED.items()
        ):
            report.find("segment", number + 1, "A removed segment does not hold what one holds.")
            continue
        first, last = segment["first"], segment["last"]
        named = f"The removed segment of entries {first} to {last}"
        said = {name: segment[name] for name in SIGNED}
        if not any(is_signed(each, said, segment["signature"]) for each in keys):
            report.find(
                "segment",
                first,
                f"{named} is not signed with this city's key: nobody may have removed it.",
                last,
            )
        if (first, segment["previous"]) != (number + 1, digest) or last < first:
            report.find("segment", number + 1, f"{named} does not follow on what was there before it.", last)
        anchor = anchors.get(last)
        if anchor is not None and anchor.digest != segment["digest"]:
            report.find(
                "rewritten", first, f"{named} does not end as the anchor of {anchor.day} knows.", last
            )
        report.removed.append(
            f"Entries {first} to {last} ({segment['first_at'][:10]} to {segment['last_at'][:10]}) were removed on "
            f"{segment['removed_on']}: {segment['reason']}"
        )
        number, digest = last, segment["digest"]
    if segments and not anchors:
        report.warn(
            "segment", 0, "Without anchors the key of the removed segments is known from this log only."
        )
    return number, digest
