"""Logs for the tests of the check: made without a database, as an export holds them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from momentum.accounts.access_log.anchor_files import written
from momentum.accounts.access_log.entries import BEFORE_THE_FIRST, digest_of, moment
from momentum.accounts.access_log.export_files import lines
from momentum.accounts.access_log.signatures import public_key

SECRET = "of the tests"
CITY = "Teststad"
START = datetime(2016, 11, 1, 8, 0, tzinfo=UTC)


def entry(number: int, **changed) -> dict:
    said = {
        "number": number,
        "at": moment(START + timedelta(minutes=number)),
        "user": "5f0c3a52-0000-4000-8000-000000000001",
        "user_name": "Noor é ☂",
        "acting": "",
        "organisation": "5f0c3a52-0000-4000-8000-000000000002",
        "organisation_name": "Brouwerij De Brug",
        "role": "work_coach",
        "verb": "read",
        "record": "journey",
        "purpose": "guidance",
        "ground": "contract",
        "emergency": False,
        "refused": False,
        "detail": "journey",
        "persons": ["a" * 64],
        "previous": "",
    }
    return said | changed


def chained(entries, after=0, previous=BEFORE_THE_FIRST) -> list[dict]:
    """The entries as a chain from there on: numbered, each with the digest of the one before."""
    made = []
    for number, said in enumerate(entries, start=after + 1):
        one = {**said, "number": number, "previous": previous}
        one["digest"] = previous = digest_of(one)
        made.append(one)
    return made


def log_of(count: int) -> list[dict]:
    return chained(entry(number) for number in range(1, count + 1))


def write_anchors(folder: Path, log: list[dict], *numbers: int) -> Path:
    """An anchor of each of these entries, on days that follow each other."""
    from hashlib import sha256

    folder.mkdir(exist_ok=True)
    previous = BEFORE_THE_FIRST
    for place, number in enumerate(numbers):
        day = f"2016-11-{place + 1:02}"
        content = written(
            {
                "city": CITY,
                "day": day,
                "at": moment(START + timedelta(days=place)),
                "number": number,
                "digest": log[number - 1]["digest"],
                "key": public_key(SECRET),
                "previous": previous,
            }
        )
        (folder / f"{day}.json").write_bytes(content)
        previous = sha256(content).hexdigest()
    return folder


def write_export(file: Path, log: list[dict], *, segments=(), head=None) -> Path:
    about = {
        "city": CITY,
        "exported_at": moment(START),
        "key": public_key(SECRET),
        "segments": list(segments),
    }
    last = head or ((log[-1]["number"], log[-1]["digest"]) if log else (0, BEFORE_THE_FIRST))
    file.write_bytes(b"".join(lines(about, log, last)))
    return file
