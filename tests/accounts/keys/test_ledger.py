"""The ledger of erasures: what was entered stays, in order, whatever happens to the process or to the file."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from momentum.accounts.keys import ledger

NOON = datetime(2017, 2, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.LEDGER = tmp_path / "ledger"
    return settings.LEDGER / ledger.FILE


def test_entries_are_read_as_they_were_entered(file):
    assert ledger.entries() == []
    for what in ("restricted", "erased"):
        ledger.enter("a" * 64, what=what, at=NOON)
    assert [(each.number, each.what, each.at) for each in ledger.entries()] == [
        (1, "restricted", NOON.isoformat()),
        (2, "erased", NOON.isoformat()),
    ]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_cut_short_by_a_crash_was_never_entered(file):
    ledger.enter("a" * 64, what="erased", at=NOON)
    whole = file.read_bytes()
    for length in range(0, len(whole), 37):
        file.write_bytes(whole + whole[:length])
        assert len(ledger.entries()) == 1
    ledger.enter("b" * 64, what="erased", at=NOON)
    assert [each.pseudonym[0] for each in ledger.entries()] == ["a", "b"]


@pytest.mark.parametrize("deed", ["change", "take out", "swap"])
def test_another_hand_is_seen(file, deed):
    for letter in "abc":
        ledger.enter(letter * 64, what="erased", at=NOON)
    first, second, third = file.read_text().splitlines()
    if deed == "change":
        second = json.dumps(json.loads(second) | {"pseudonym": "d" * 64}, sort_keys=True)
    lines = {"change": [first, second, third], "take out": [first, third], "swap": [second, first, third]}[
        deed
    ]
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(ledger.LedgerBroken, match="line"):
        ledger.entries()
    with pytest.raises(ledger.LedgerBroken):
        ledger.enter("e" * 64, what="erased", at=NOON)
    assert file.read_text().splitlines() == lines


def test_many_who_enter_at_once_stand_in_one_chain():
    with ThreadPoolExecutor(8) as together:
        list(together.map(lambda n: ledger.enter(f"{n:064x}", what="erased", at=NOON), range(40)))
    assert [each.number for each in ledger.entries()] == list(range(1, 41))
