"""Generated people of a sector, skewed as real ones are, and two linked tables of any number of cells over them."""

from collections import Counter
from itertools import product

import numpy as np

from momentum.methods.disclosure import Dimension, Table, with_totals

SEED = 20170214
BRANCHES, SUB_BRANCHES, GROUPS, BOROUGHS = 8, 32, 8, 8

Drawn = dict[str, np.ndarray]
"""Each person's number of enterprise, neighbourhood, target group and quarter."""


def generated_tables(cells: int, seed: int = SEED) -> list[Table]:
    """Tables by enterprise and by neighbourhood, each × target group × quarter, of the first n people drawn that
    fill at least so many cells (one that both tables show counts once)."""
    sizes = {
        "enterprise": max(100, cells // 200),
        "neighbourhood": 96,
        "group": GROUPS,
        "quarter": max(12, min(40, cells // 2000)),
    }
    random = np.random.default_rng(seed)
    shares = {name: _shares(name, size, random) for name, size in sizes.items()}
    drawn = {name: random.choice(size, 4 * cells, p=shares[name]) for name, size in sizes.items()}
    fewest, enough = 0, 4 * cells
    while enough - fewest > 1:
        middle = (fewest + enough) // 2
        if filled({name: numbers[:middle] for name, numbers in drawn.items()}) < cells:
            fewest = middle
        else:
            enough = middle
    return _tables({name: numbers[:enough] for name, numbers in drawn.items()}, sizes)


def filled(drawn: Drawn) -> int:
    """How many cells of the two tables count somebody."""
    nobody = np.zeros_like(drawn["enterprise"])
    firms = (drawn["enterprise"], drawn["enterprise"] % SUB_BRANCHES, drawn["enterprise"] % BRANCHES, nobody)
    places = (drawn["neighbourhood"], drawn["neighbourhood"] % BOROUGHS)
    found = 0
    for first, group, quarter in product(
        (*firms, *places), (drawn["group"], nobody), (drawn["quarter"], nobody)
    ):
        found += len(np.unique((first * GROUPS + group) * 1000 + quarter))
    return found


def _shares(name: str, size: int, random: np.random.Generator) -> np.ndarray:
    """How people divide: enterprises by rank (Zipf), target groups by steep steps, the others nearly evenly."""
    if name == "enterprise":
        weight = 1.0 / np.arange(1, size + 1) ** 0.9
    elif name == "group":
        weight = 0.45 ** np.arange(size)
    else:
        weight = random.uniform(0.5, 1.5, size)
    return weight / weight.sum()


def _tables(drawn: Drawn, sizes: dict[str, int]) -> list[Table]:
    firms = _nested("e", sizes["enterprise"], "s", SUB_BRANCHES) | _nested("s", SUB_BRANCHES, "b", BRANCHES)
    places = _nested("n", sizes["neighbourhood"], "d", BOROUGHS)
    both = (_flat("target_group", "g", GROUPS), _flat("quarter", "q", sizes["quarter"]))
    return [
        _table("by enterprise", (Dimension("enterprise", firms | _tops("b", BRANCHES)), *both), drawn),
        _table("by neighbourhood", (Dimension("neighbourhood", places | _tops("d", BOROUGHS)), *both), drawn),
    ]


def _table(name: str, dimensions: tuple[Dimension, ...], drawn: Drawn) -> Table:
    first = dimensions[0].name
    counts = Counter(zip(*(drawn[each].tolist() for each in (first, "group", "quarter")), strict=True))
    cells = {(f"{first[0]}{a:04}", f"g{b:04}", f"q{c:04}"): count for (a, b, c), count in counts.items()}
    return with_totals(Table(name, "persons", dimensions, cells))


def _nested(prefix: str, size: int, above: str, many: int) -> dict[str, str]:
    return {f"{prefix}{i:04}": f"{above}{i % many:04}" for i in range(size)}


def _tops(prefix: str, size: int) -> dict[str, str]:
    return {f"{prefix}{i:04}": "*" for i in range(size)}


def _flat(name: str, prefix: str, size: int) -> Dimension:
    return Dimension(name, _tops(prefix, size))
