"""Perturb counts by noise that their cell key decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from momentum.methods.disclosure.cell_keys.keys import KEYS
from momentum.methods.disclosure.cell_keys.noise import Noise, noise_table
from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.publication import Earlier, Near, PublicCell, Subset
from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.statements import Statement
from momentum.methods.disclosure.tables import CellKey, Table, all_coordinates, check_tables


@dataclass(frozen=True)
class Perturbation:
    """Every cell with its noise.

    values    true values, for the analyst only.
    noisy     what is published.
    around    how far the true value may lie from it; 0 for structural zeros, which everybody knows.
    failures  always empty: what cannot be perturbed is refused. The audit tells what a reader can work out.
    notes     sentences that stop nothing.
    distance  Σ |noisy − true| over all cells.
    """

    tables: tuple[Table, ...]
    rules: Rules
    noise: Noise
    values: Mapping[CellKey, int] = field(repr=False)
    noisy: Mapping[CellKey, int] = field(repr=False)
    around: Mapping[CellKey, int] = field(repr=False)
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    distance: int = 0
    method: str = "cell-key"

    def table(self, name: str) -> Table:
        """The table called so."""
        return next(table for table in self.tables if table.name == name)

    def published(self, name: str) -> list[PublicCell]:
        """The rows anybody may see: every combination of codes, empty ones too, in a fixed order."""
        table = self.table(name)
        keys = ((at, table.key(at)) for at in all_coordinates(table))
        return [PublicCell(at, self.noisy[key], None, self.around[key]) for at, key in keys]

    def published_cells(self) -> dict[CellKey, Near]:
        """What each cell tells: what the next edition takes as `earlier`. A figure above 0 counts somebody."""
        return {
            key: Near(max(min(value, 1), value - self.around[key]), value + self.around[key])
            for key, value in self.noisy.items()
        }

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What it protects against and what not."""
        deviation = f"{self.noise.variance**0.5:.1f}"
        said = [
            Statement("noise", {"most": self.noise.most, "deviation": deviation}),
            Statement("noise unbiased"),
            Statement("noise same"),
            Statement("noise difference"),
            Statement("noise sums"),
            Statement("noise totals"),
            Statement("noise key"),
        ]
        if self.noise.absent:
            said.insert(1, Statement("noise small", {"absent": self.noise.absent}))
        return tuple(said)

    def statement(self) -> str:
        """The same in English, one sentence after another."""
        return " ".join(str(each) for each in self.statements)


def perturb(
    tables: Sequence[Table],
    rules: Rules | None = None,
    *,
    keys: Mapping[CellKey, int],
    noise: Noise | None = None,
    earlier: Sequence[Earlier] = (),
    subsets: Sequence[Subset] = (),
) -> Perturbation:
    """Cell-key perturbation of counts: each gets the noise that its key and count look up in `noise`.

    `keys` holds the key of every cell that counts somebody: the sum of its records' keys (`cell_key`,
    `keys_of_cells`). The same persons get the same noise in every table and edition under one secret. What is
    published does not add up. Zeros stay zero. `noise` is by default at most 5 persons with variance 3, and
    never publishes 1 or 2. `earlier` and `subsets` change no noise; what they give away is told in notes and
    found by the audit. Raises `TableError` for sums, missing keys, and noise too small for `rules.width`.
    Source: Fraser & Wooton (2005); Marley & Leaver (2011); Thompson, Broadfoot & Elazar (2013).
    """
    rules = rules or Rules()
    noise = noise or noise_table()
    check_tables(tables)
    _check_noise(tables, noise, rules)
    values: dict[CellKey, int] = {}
    structural: set[CellKey] = set()
    for table in tables:
        for at in all_coordinates(table):
            key, value = table.key(at), table.cells.get(at, 0)
            if values.setdefault(key, value) != value:
                raise TableError(
                    f"{key} counts {values[key]} in one table and {value} in table {table.name}; they are the "
                    "same cell and must be equal."
                )
            if at in table.structural:
                structural.add(key)
    noisy = {key: value + _change(key, value, keys, noise) for key, value in values.items()}
    return Perturbation(
        tuple(tables),
        rules,
        noise,
        values,
        noisy,
        {key: 0 if key in structural else noise.most for key in values},
        notes=tuple(_notes(values, noisy, earlier, subsets)),
        distance=sum(abs(noisy[key] - value) for key, value in values.items()),
    )


def _check_noise(tables: Sequence[Table], noise: Noise, rules: Rules) -> None:
    for table in tables:
        if table.kind == "sum":
            raise TableError(
                f"Table {table.name} holds sums; cell-key noise is for counts of persons. "
                "Withhold cells of sums, or round them."
            )
    if noise.most < rules.width:
        raise TableError(
            f"Noise of at most {noise.most} leaves intervals {noise.most} wide where 0 is published, but the rules "
            f"ask for {rules.width}. Allow noise of at least {rules.width}."
        )


def _change(key: CellKey, value: int, keys: Mapping[CellKey, int], noise: Noise) -> int:
    if not value:
        return 0
    if key not in keys:
        raise TableError(f"{key} counts {value} but has no cell key. Give every cell its key.")
    if not 0 <= keys[key] < KEYS:
        raise TableError(f"{key} has the cell key {keys[key]}; a key is a whole number from 0 to {KEYS - 1}.")
    return noise.of(value, keys[key])


def _notes(
    values: Mapping[CellKey, int],
    noisy: Mapping[CellKey, int],
    earlier: Sequence[Earlier],
    subsets: Sequence[Subset],
) -> list[str]:
    notes = []
    known = sum(any(edition.get(key) == value for edition in earlier) for key, value in values.items())
    if known:
        notes.append(
            f"{known} cells were published exactly by an earlier edition: noise does not hide them now."
        )
    larger = sum(
        noisy[key] > noisy.get(CellKey(whole, key.at), noisy[key])
        for part, whole in subsets
        for key in noisy
        if key.measure == part
    )
    if larger:
        notes.append(f"{larger} cells are published as more than the cells of which they are a part.")
    return notes
