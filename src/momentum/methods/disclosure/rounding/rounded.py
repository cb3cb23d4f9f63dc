"""Round tables so that they still add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.publication import PUBLIC_REASON, Earlier, Near, PublicCell, Subset
from momentum.methods.disclosure.rounding.choosing import Choice, Chosen, near
from momentum.methods.disclosure.rounding.relations import Cells, cells_of
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.statements import Statement
from momentum.methods.disclosure.tables import CellKey, Table, all_coordinates


@dataclass(frozen=True)
class Rounding:
    """Every cell as a multiple of `base`.

    values      true values, for the analyst only.
    rounded     what is published; a cell without one was given no rounding.
    around      how far the true value may lie from it; 0 for structural zeros, which everybody knows.
    failures    sentences: what could not be rounded, and what would help. Empty in a good rounding.
    notes       sentences that stop nothing.
    distance    Σ |rounded − true| over all cells.
    cost        the distance with grand totals counted ten times, which the search makes least; `bound` what it is
                proven to be at least, None where nothing is proven (very many tied cells, wider roundings, cells
                told again as before).
    optimal     True when no rounding within the base costs less.
    repeatable  True unless the clock ended the search: the same input and seed then give the same rounding.
    """

    tables: tuple[Table, ...]
    rules: Rules
    base: int
    values: Mapping[CellKey, int] = field(repr=False)
    rounded: Mapping[CellKey, int] = field(repr=False)
    around: Mapping[CellKey, int] = field(repr=False)
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    distance: int = 0
    cost: float = 0.0
    bound: float | None = None
    optimal: bool = False
    repeatable: bool = True
    method: str = "rounding"

    def table(self, name: str) -> Table:
        """The table called so."""
        return next(table for table in self.tables if table.name == name)

    def published(self, name: str) -> list[PublicCell]:
        """The rows anybody may see: every combination of codes, empty ones too, in a fixed order."""
        table = self.table(name)
        rows = []
        for at in all_coordinates(table):
            key = table.key(at)
            if key in self.rounded:
                rows.append(PublicCell(at, self.rounded[key], None, self.around[key]))
            else:
                rows.append(PublicCell(at, None, PUBLIC_REASON))
        return rows

    def published_cells(self) -> dict[CellKey, Near]:
        """What each published cell tells: what the next edition takes as `earlier`."""
        return {key: near(value, self.around[key]) for key, value in self.rounded.items()}

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What it protects against and what not."""
        wider = max(self.around.values(), default=0) + 1
        base = {"base": self.base}
        return (
            Statement("rounded wider", base | {"wider": wider})
            if wider > self.base
            else Statement("rounded", base),
            Statement("rounded adds up"),
            Statement("rounded totals"),
            Statement("rounded interval", base)
            if all(table.additive for table in self.tables)
            else Statement("rounded overlap"),
            Statement("rounded zeros", base),
            Statement("rounded nearest"),
            Statement("rounded outside"),
        )

    def statement(self) -> str:
        """The same in English, one sentence after another."""
        return " ".join(str(each) for each in self.statements)


def round_tables(
    tables: Sequence[Table],
    rules: Rules | None = None,
    *,
    base: int = 5,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
    seed: int = 0,
    time_limit: float = 60.0,
) -> Rounding:
    """Controlled rounding: every cell a multiple of `base`, less than `base` from its true value.

    All sums over all hierarchies and tables hold among the rounded values; in non-additive tables and in
    `subsets` (part, whole) no part exceeds its whole. Multiples stay themselves. The total distance is the
    least one for up to some thousands of tied cells, within 2% of it for up to ten thousand; more are rounded from
    the upper levels down, which is near it too but proves nothing. A grand total is the nearest
    multiple where the sums allow it; it is exact only where it is a multiple. A cell that an `earlier`
    edition (oldest first) told rounded to the same base is told the same again where its value allows it.
    Where three crossed dimensions have no such rounding, tied cells may lie less than 2·base away, which
    `around` and a note tell. In additive tables every cell's interval is at least base − 1 wide: persons may be added
    to any published cell and its totals alike. Cells for which none was found in `time_limit` seconds are not published and
    stand in `failures`. Raises `TableError` for what does not add up or a base that protects nobody.
    Source: Cox & Ernst (1982); Causey, Cox & Ernst (1985); Salazar-González et al. (2004).
    """
    rules = rules or Rules()
    _check_base(base, rules)
    cells = cells_of(tables, subsets)
    told = {key: before for key, before in chain(*(e.items() for e in earlier)) if isinstance(before, Near)}
    choice = Choice(cells, base, told, seed, time_limit)
    chosen = choice.run()
    moved = np.abs(chosen.rounded - cells.values)
    rounded, around = _told(cells, chosen, base)
    columns = np.flatnonzero(~chosen.open)
    return Rounding(
        tuple(tables),
        rules,
        base,
        cells.every,
        rounded,
        around,
        _failures(cells, chosen, base),
        _notes(cells, chosen, base),
        int(moved[columns].sum()),
        float((choice.weight * moved)[columns].sum()),
        None if told or chosen.open.any() else chosen.bound,
        chosen.optimal and not chosen.open.any(),
        not chosen.timed,
    )


def _check_base(base: int, rules: Rules) -> None:
    if isinstance(base, bool) or not isinstance(base, int) or base < 2:
        raise TableError(f"The base is {base!r}; rounding needs a whole number of at least 2.")
    if base - 1 < rules.width:
        raise TableError(
            f"Rounding to base {base} leaves intervals {base - 1} wide, but the rules ask for {rules.width}. "
            f"Take a base of at least {rules.width + 1}."
        )


def _told(cells: Cells, chosen: Chosen, base: int) -> tuple[dict[CellKey, int], dict[CellKey, int]]:
    column = {key: place for place, key in enumerate(cells.keys)}
    # Which empty cells hang on a wide rounding is nobody's business: one width for all tables then.
    widest = 2 * base - 1 if chosen.wide.any() else base - 1
    rounded, around = {}, {}
    for key in cells.every:
        place = column.get(key)
        if place is not None and chosen.open[place]:
            continue
        rounded[key] = 0 if place is None else int(chosen.rounded[place])
        around[key] = 0 if key in cells.structural else widest
    return rounded, around


def _failures(cells: Cells, chosen: Chosen, base: int) -> tuple[str, ...]:
    sentences = []
    for component in cells.components:
        if chosen.open[component].any():
            first = min((cells.keys[column] for column in component), key=lambda key: (len(key.at), str(key)))
            why = "in the time given" if chosen.timed else "that adds up"
            sentences.append(
                f"No rounding to base {base} {why} was found for {first} and the {len(component) - 1} cells tied "
                "to it. Give more time, take a larger base, or cross fewer dimensions."
            )
    return tuple(sentences)


def _notes(cells: Cells, chosen: Chosen, base: int) -> tuple[str, ...]:
    if not chosen.wide.any():
        return ()
    further = int((np.abs(chosen.rounded - cells.values) >= base)[chosen.wide].sum())
    return (
        f"No rounding within base {base} that adds up was found, so {further} cells took the next multiple: "
        f"true values lie less than {2 * base} away.",
    )
