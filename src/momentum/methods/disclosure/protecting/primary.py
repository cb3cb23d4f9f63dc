"""Which cells must be withheld of themselves, and why."""

from collections.abc import Sequence

from momentum.methods.disclosure.protecting.system import System
from momentum.methods.disclosure.publication import Earlier
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey

THRESHOLD, GROUP, REVISION = "threshold", "group", "revision"


def known_cells(system: System, earlier: Sequence[Earlier]) -> set[int]:
    """Columns an earlier edition published with today's value: the attacker has them."""
    return {
        column
        for column, key in enumerate(system.keys)
        if any(edition.get(key) == system.values[column] for edition in earlier)
    }


def primary_cells(system: System, rules: Rules, earlier: Sequence[Earlier]) -> dict[int, str]:
    """The column of each primary cell with its reason (the first that holds)."""
    found: dict[int, str] = {}
    known = known_cells(system, earlier)
    for column, key in enumerate(system.keys):
        value = int(system.values[column])
        if 1 <= value < rules.n:
            found[column] = THRESHOLD
        elif key.at and column not in known and _small_revision(key, value, rules, earlier):
            found[column] = REVISION
    for child, _, _ in system.groups:
        found.setdefault(child, GROUP)
    return found


def _small_revision(key: CellKey, value: int, rules: Rules, earlier: Sequence[Earlier]) -> bool:
    # Only the last edition counts: an older difference was there for all to see when it was revised.
    for edition in reversed(earlier):
        if key in edition:
            was = edition[key]
            return isinstance(was, int) and 1 <= abs(was - value) < rules.n
    return False
