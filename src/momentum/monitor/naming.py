"""What an analyst reads for codes and cells: the words of an edition, in the language in force."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from momentum.methods.disclosure import TOTAL, CellKey
from momentum.monitor.building.files import folder_of, public_of
from momentum.monitor.building.inputs import key_from_json
from momentum.monitor.building.json_files import read_json
from momentum.monitor.building.public import special
from momentum.monitor.building.tables import level_and_code
from momentum.monitor.contents import MEASURES
from momentum.monitor.models import Edition

# How the methods write a cell: measure (total), or measure (dimension=code, dimension=code).
CELL = re.compile(r"([a-z_]+/[\w.\-]+) \(([^()]*)\)")
AFTER = re.compile(r"after_(\d+)_weeks")
# Codes that only inner tables have.
INNER: Mapping[str, Callable[[], str]] = {
    "sustained": lambda: _("still in paid work"),
    "broken_off": lambda: _("no longer in paid work"),
    "observed": lambda: _("observed"),
    "not_yet_observed": lambda: _("not yet observed"),
    "measured": lambda: _("assessed twice"),
    "missing": lambda: _("not assessed twice"),
    "paid": lambda: _("started paid work"),
    "left": lambda: _("left otherwise"),
    "under_way": lambda: _("still under way"),
}

RUNGS = frozenset({"first_rung", "last_rung"})


class Words:
    """The words of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.labels = read_json(folder_of(edition) / "labels.json")
        self.language = "en" if get_language() == "en" else "nl"
        self.titles = {table["name"]: table["title"][self.language] for table in public_of(edition)["tables"]}

    def of(self, axis: str, code: str) -> str:
        """A code of an axis."""
        level, plain = level_and_code(axis, code)
        found = self.labels.get(level, {}).get(plain)
        if found:
            return found[self.language]
        if level in RUNGS and plain.isdigit():
            return _("Rung %(number)s") % {"number": plain}
        name, _space, span = plain.partition(" ")
        if name in INNER:
            return f"{INNER[name]()} {span}".strip()
        return special(plain)[self.language]

    def measure(self, measure: str) -> str:
        indicator, _slash, period = measure.partition("/")
        name = str(MEASURES.get(indicator, indicator))
        return f"{name} ({period.replace('..', '–')})" if period else name

    def table(self, name: str) -> str:
        """The title of a table, also of one that only the counts behind a published table are in."""
        if after := AFTER.fullmatch(name):
            return _("Still in paid work after %(weeks)s weeks") % {"weeks": after[1]}
        return self.titles.get(name) or self.measure(name)

    def cell(self, key: CellKey) -> str:
        """A cell whatever table shows it."""
        codes = [self.of(axis, code) for axis, code in sorted(key.at) if code != TOTAL]
        return f"{self.measure(key.measure)}: {' × '.join(codes) or special(TOTAL)[self.language]}"

    def kept_cell(self, told: Any) -> str:
        """A cell as a pin or an override keeps it."""
        return self.cell(key_from_json(told))

    def said(self, text: str) -> str:
        """A sentence of the methods, with every cell in it named in words."""
        return CELL.sub(self._named, text)

    def _named(self, found: re.Match[str]) -> str:
        pairs = [pair.partition("=") for pair in found[2].split(", ") if "=" in pair]
        return f"“{self.cell(CellKey(found[1], frozenset((name, code) for name, _equals, code in pairs)))}”"
