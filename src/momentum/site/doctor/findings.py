"""What a check says: how it stands, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


EXIT_CODES = {Status.OK: 0, Status.WARN: 1, Status.FAIL: 2}


@dataclass(frozen=True)
class Finding:
    """`about` names what was looked at; `todo` is empty when there is nothing to do."""

    about: str
    status: Status
    said: str
    todo: str = ""


def ok(about: str, said: str) -> Finding:
    return Finding(about, Status.OK, said)


def warn(about: str, said: str, todo: str) -> Finding:
    return Finding(about, Status.WARN, said, todo)


def fail(about: str, said: str, todo: str) -> Finding:
    return Finding(about, Status.FAIL, said, todo)
