"""Reports of undelivered mail (RFC 3464), read from the folder or file in which a mail server leaves them.

A report counts only for a letter whose number it names: that number is random and stood in the letter alone, so
nobody who did not get it can make an address fail.
"""

import mailbox
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

OWN_NUMBER = re.compile(r"<momentum\.([0-9a-f-]{36})@")
LARGEST = 2_000_000


@dataclass(frozen=True)
class Bounce:
    """The letter's number and why it failed for good (RFC 3463, such as 5.1.1)."""

    number: uuid.UUID
    status: str


def read_report(report: Message) -> Bounce | None:
    """What a report says; None for anything that is no report of a letter that failed for good."""
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    number = failed = None
    status = ""
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in _blocks(part):
                if str(block.get("Action", "")).strip().lower() == "failed":
                    failed = True
                    status = (re.findall(r"[245]\.\d{1,3}\.\d{1,3}", str(block.get("Status", ""))) or [""])[0]
        elif kind in ("message/rfc822", "text/rfc822-headers") and number is None:
            number = _number_in(part)
    return Bounce(number, status) if failed and number else None


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _number_in(part: Message) -> uuid.UUID | None:
    payload = part.get_payload()
    if isinstance(payload, list):
        headers = str(payload[0].get("Message-ID", "")) if isinstance(payload[0], Message) else ""
    else:
        raw = part.get_payload(decode=True)
        headers = raw[:20_000].decode("ascii", "replace") if isinstance(raw, bytes) else ""
    found = OWN_NUMBER.search(headers)
    try:
        return uuid.UUID(found.group(1)) if found else None
    except ValueError:
        return None


def take_reports(place: Path) -> Iterator[Bounce]:
    """Every bounce in a maildir (folder) or mbox (file). A report is taken out once its bounce was recorded.

    What is no report stays where it is, for people to read.
    """
    if not place.exists():
        return
    box: mailbox.Mailbox[mailbox.Message]
    box = mailbox.Maildir(place, create=False) if place.is_dir() else mailbox.mbox(place, create=False)  # type: ignore[assignment]
    box.lock()
    try:
        for key in list(box.keys()):
            with box.get_file(key) as file:
                small = len(file.read(LARGEST + 1)) <= LARGEST
            if not small:
                continue
            bounce = read_report(box[key])
            if bounce:
                yield bounce
                box.discard(key)
                box.flush()
    finally:
        box.unlock()
        box.close()
