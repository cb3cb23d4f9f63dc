"""Requirements: a row each, with source, mechanism, hours a year, first and last year, and whom they bind."""

import math
from collections.abc import Collection
from pathlib import Path

from momentum.methods.isomorphism import MECHANISMS, Requirement
from momentum.site.command_line.identity.reading.given import given

NEEDED = ("code", "source", "mechanism", "hours", "first")
MOST_HOURS = 100_000


def read_requirements(path: Path, organisations: Collection[str]) -> list[Requirement]:
    """Read a file of requirements. Raises `Problems`.

    Columns: code, source, mechanism, hours (empty: nobody said), first, and, if they are there, last (empty: still
    holds) and binds (organisations with ; between them; empty: all).
    """
    file = given(path)
    file.needs(NEEDED)
    found: dict[str, Requirement] = {}
    for row, cells in file.rows():
        code, source = file.text(row, cells, "code"), file.text(row, cells, "source")
        mechanism = file.text(row, cells, "mechanism").lower()
        hours = file.number(row, cells, "hours", 0, MOST_HOURS)
        first, last = file.year(row, cells, "first"), file.year(row, cells, "last", needed=False)
        if mechanism and mechanism not in MECHANISMS:
            file.wrong(
                f"“{mechanism}” is no mechanism. Choose one of: {', '.join(MECHANISMS)}.", row, "mechanism"
            )
        if code in found:
            file.wrong(
                f"There is a requirement {code} already. Give this one a code of its own.", row, "code"
            )
        if first and last and last < first:
            file.wrong(f"It ends in {last}, before it begins in {first}. Correct one of them.", row, "last")
        bound = [name.strip() for name in file.text(row, cells, "binds", needed=False).split(";")]
        binds = frozenset(name for name in bound if name)
        for name in sorted(binds - set(organisations)):
            file.wrong(f"No organisation “{name}” is in the profiles. Correct the name.", row, "binds")
        if not file.problems and first:
            found[code] = Requirement(
                code, source, mechanism, None if math.isnan(hours) else hours, first, last, binds or None
            )
    file.stop()
    return list(found.values())
