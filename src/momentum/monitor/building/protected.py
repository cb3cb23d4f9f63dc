"""What an edition tells of each cell, whichever method decided it: the same for tables that withhold, round or perturb."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from momentum.methods.disclosure import PUBLIC_REASON, CellKey, Near, PublicCell, Rules, Table
from momentum.methods.disclosure.protecting import Cost, costs_by_reason
from momentum.methods.disclosure.protecting.plan import AnalystCell
from momentum.methods.disclosure.tables import Coordinates, all_coordinates
from momentum.monitor.choices import Treatment
from momentum.monitor.sayings import Saying

OVERRIDDEN = "override"


class Told(NamedTuple):
    """A count that is not told exactly: the true one lies at most `around` from `value`."""

    value: int
    around: int


@dataclass(frozen=True)
class Protected:
    """The decision over all tables of an edition together.

    values      every cell's true count.
    withheld    each withheld cell with its reason, for analysts only.
    told        each cell of which something else than its true count is published.
    overridden  cells that protection withholds and the analyst publishes anyway, with the reason for withholding.
    treatments  how each measure is protected.
    statements  by measure, what rounding or noise protects against and what not: codes with their figures.
    failures    what could not be protected, and what would help: codes with their parameters.
    notes       what the analyst should know and stops nothing, likewise.
    bound       the best proven lower bound of `cost`, the price of what is withheld; None where there is none.
    repeatable  True unless the clock ended the search for a plan.
    """

    tables: tuple[Table, ...]
    rules: Rules
    values: Mapping[CellKey, int] = field(repr=False)
    withheld: Mapping[CellKey, str] = field(default_factory=dict)
    told: Mapping[CellKey, Told] = field(default_factory=dict)
    overridden: Mapping[CellKey, str] = field(default_factory=dict)
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    statements: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    failures: tuple[Saying | str, ...] = ()
    notes: tuple[Saying | str, ...] = ()
    optimal: bool = False
    cost: float | None = None
    bound: float | None = None
    repeatable: bool = True

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def treatment(self, measure: str) -> Treatment:
        return self.treatments.get(measure, Treatment(zeros=self.rules.zeros))

    def shown(self, key: CellKey) -> int | None:
        """The count that everybody may see, or None where it is withheld."""
        if key in self.withheld:
            return None
        return self.told[key].value if key in self.told else self.values[key]

    def around(self, key: CellKey) -> int:
        """How far the true count may be from the published one, as everybody is told; 0 where it is exact."""
        return self.told[key].around if key in self.told else 0

    def published(self, name: str) -> list[PublicCell]:
        """The rows anybody may see, in an order that does not depend on any count."""
        return [
            PublicCell(at, None, PUBLIC_REASON)
            if key in self.withheld
            else PublicCell(at, self.shown(key), None, self.around(key))
            for at, key in self._rows(name)
        ]

    def analyst(self, name: str) -> list[AnalystCell]:
        """The same rows with every true count, and why it is withheld or was to be."""
        return [
            AnalystCell(
                at,
                self.values[key],
                key in self.withheld,
                self.withheld.get(key) or (OVERRIDDEN if key in self.overridden else None),
            )
            for at, key in self._rows(name)
        ]

    def published_cells(self) -> dict[CellKey, int | Near]:
        """What the next edition must reckon with: counts, or how near a told one is to the true one."""
        found: dict[CellKey, int | Near] = {}
        for key, value in self.values.items():
            if key in self.told:
                told = self.told[key]
                found[key] = Near(max(0, told.value - told.around), told.value + told.around)
            elif key not in self.withheld:
                found[key] = value
        return found

    def costs(self) -> dict[str, Cost]:
        """Cells withheld and persons in them, by reason."""
        return costs_by_reason(self.withheld, self.values)

    def _rows(self, name: str) -> list[tuple[Coordinates, CellKey]]:
        table = self.table(name)
        return [(at, table.key(at)) for at in all_coordinates(table) if table.key(at) in self.values]
