"""Search for a seed whose city tells a given year's story, for example:

    python -m momentum.demo.calibration --year 2016 --stock N --stock-change P --moved-on N --moved-on-change P

The generator knows rates only. Whoever wants a city in which exactly so many people work, and so many moved on,
looks for a seed under which chance has it so. The search goes in two steps, as a seed has two parts
(`population.chance`): first histories whose year before fits both changes, then, for each of those, turns
that make the year itself come out. Every city is counted, none is corrected.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from momentum.demo.organisations import read_organisations, seats
from momentum.demo.population.chance import HISTORIES
from momentum.demo.population.rates import read_rates
from momentum.demo.population.spells import Population, populate
from momentum.demo.population.tally import year_tally


@dataclass(frozen=True)
class Wanted:
    """Figures of one year, and their change on the year before in percent (one decimal, and whole)."""

    year: int
    stock: int
    stock_change: float
    moved_on: int
    moved_on_change: int

    def before_fits(self, stock: int, moved_on: int) -> bool:
        """Whether these are the year before's figures, given the wanted changes."""
        return (
            round(100 * (self.stock / stock - 1), 1) == self.stock_change
            and round(100 * (self.moved_on / moved_on - 1)) == self.moved_on_change
        )


def population(seed: int) -> Population:
    """The demo city's people for a seed."""
    organisations = read_organisations()
    return populate(seats(), len(organisations.enterprises), len(organisations.employers), read_rates(), seed)


def fitting_histories(wanted: Wanted, histories: range) -> Iterator[int]:
    for history in histories:
        if wanted.before_fits(*year_tally(population(history), wanted.year - 1)):
            yield history


def fitting_seeds(wanted: Wanted, history: int, turns: range) -> Iterator[int]:
    for turn in turns:
        seed = turn * HISTORIES + history
        if year_tally(population(seed), wanted.year) == (wanted.stock, wanted.moved_on):
            yield seed


def search(wanted: Wanted, histories: range, turns: range) -> Iterator[int]:
    """Seeds that fit, as they are found; progress goes to standard error."""
    for history in fitting_histories(wanted, histories):
        print(f"history {history}: the year before fits", file=sys.stderr)
        yield from fitting_seeds(wanted, history, turns)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m momentum.demo.calibration", description=__doc__)
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--stock", type=int, required=True, help="persons at the year's end")
    parser.add_argument("--stock-change", type=float, required=True, help="percent, one decimal")
    parser.add_argument("--moved-on", type=int, required=True, help="persons in the year")
    parser.add_argument("--moved-on-change", type=int, required=True, help="percent, whole")
    parser.add_argument("--histories", type=int, default=HISTORIES, help="how many to try")
    parser.add_argument("--turns", type=int, default=5000, help="how many to try for each history")
    options = parser.parse_args(arguments)
    wanted = Wanted(
        options.year, options.stock, options.stock_change, options.moved_on, options.moved_on_change
    )
    for seed in search(wanted, range(options.histories), range(1, options.turns)):
        print(seed, flush=True)


if __name__ == "__main__":
    main()
