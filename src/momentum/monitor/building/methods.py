"""The methods of protection, each applied to the tables that are under it, told in one form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from itertools import chain

from momentum.methods.disclosure import CellKey, Table, protect
from momentum.methods.disclosure.cell_keys import Perturbation, perturb
from momentum.methods.disclosure.rounding import Rounding, round_tables
from momentum.methods.disclosure.tables import all_coordinates
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.inputs import Inputs
from momentum.monitor.building.keeping import cost_and_bound, kept_in_vain, prices
from momentum.monitor.building.protected import Protected, Told
from momentum.monitor.choices import Method
from momentum.monitor.contents import PARTS_OF
from momentum.monitor.sayings import coded

SEED = 1
NOT_ROUNDED = "not rounded"

Keys = Callable[[], Mapping[CellKey, int]]


def subsets_among(measures: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The measures of which one is a part of the other, period by period."""
    periods = sorted({measure.split("/", 1)[1] for measure in measures})
    return tuple(
        (f"{part}/{period}", f"{whole}/{period}")
        for part, whole in PARTS_OF
        for period in periods
        if f"{part}/{period}" in measures and f"{whole}/{period}" in measures
    )


def headlines(tables: Sequence[Table]) -> frozenset[CellKey]:
    """The grand totals: an edition without them says little, so they are the last to be withheld."""
    return frozenset(CellKey(table.measure, frozenset()) for table in tables)


def under(
    method: Method, tables: tuple[Table, ...], inputs: Inputs, *, base: int, keys: Keys | None
) -> Protected:
    """These tables under one method. Raises `TableError` for what it cannot cover."""
    subsets = subsets_among({table.measure for table in tables})
    match method:
        case "rounding":
            return _told(
                round_tables(
                    tables, inputs.rules, base=base, earlier=inputs.earlier, subsets=subsets, seed=SEED
                )
            )
        case "cell-key":
            if keys is None:
                raise NotBuilt("Noise needs the keys of the persons who are counted.")
            return _told(perturb(tables, inputs.rules, keys=keys(), earlier=inputs.earlier, subsets=subsets))
    dear = prices(tables, inputs.pinned | headlines(tables))
    plan = protect(
        tables,
        inputs.rules,
        earlier=inputs.earlier,
        subsets=subsets,
        costs=dear,
        seed=SEED,
        profile=inputs.choices.profile,
        effort=inputs.choices.effort,
    )
    cost, bound = cost_and_bound(plan, dear)
    return Protected(
        tables=tables,
        rules=inputs.rules,
        values=plan.values,
        withheld=plan.withheld,
        failures=tuple(map(coded, plan.failures)),
        notes=(*kept_in_vain(plan, dear), *map(coded, plan.notes)),
        optimal=plan.optimal,
        cost=cost,
        bound=bound,
        repeatable=plan.repeatable,
    )


def _told(made: Rounding | Perturbation) -> Protected:
    """What rounding or noise publishes; a cell for which it found nothing is withheld, and stands in its failures."""
    told: dict[CellKey, Told] = {}
    withheld: dict[CellKey, str] = {}
    for table in made.tables:
        for row in made.published(table.name):
            key = table.key(row.at)
            if row.value is None:
                withheld[key] = NOT_ROUNDED
            elif row.around or row.value != made.values[key]:
                told[key] = Told(row.value, row.around)
    said = tuple({"code": each.code, "params": dict(each.params)} for each in made.statements)
    return Protected(
        tables=made.tables,
        rules=made.rules,
        values=made.values,
        withheld=withheld,
        told=told,
        statements={table.measure: said for table in made.tables},
        failures=tuple(map(coded, made.failures)),
        notes=tuple(map(coded, made.notes)),
        optimal=getattr(made, "optimal", True),
    )


def counts_of(tables: Sequence[Table]) -> dict[CellKey, int]:
    """Every cell with its true count; what a table does not list counts nobody."""
    found: dict[CellKey, int] = {}
    for table in tables:
        for at in all_coordinates(table):
            found.setdefault(table.key(at), table.cells.get(at, 0))
    return found


def joined(parts: Sequence[Protected], tables: tuple[Table, ...], inputs: Inputs) -> Protected:
    """One decision from those of each method, over `tables` in their own order."""

    def together(name: str) -> dict:
        return reduce(lambda all_, part: all_ | dict(getattr(part, name)), parts, {})

    costs = [part.cost for part in parts if part.cost is not None]
    bounds = [part.bound for part in parts if part.bound is not None]
    return Protected(
        tables=tables,
        rules=inputs.rules,
        values=counts_of(tables),
        withheld=together("withheld"),
        told=together("told"),
        statements=together("statements"),
        failures=tuple(chain.from_iterable(part.failures for part in parts)),
        notes=tuple(chain.from_iterable(part.notes for part in parts)),
        optimal=all(part.optimal for part in parts),
        cost=sum(costs) if costs else None,
        bound=sum(bounds) if bounds else None,
        repeatable=all(part.repeatable for part in parts),
    )
