"""What hangs on a cell: a rate, interval, mean, median, curve or chart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from momentum.methods.disclosure.rules import Rules
from momentum.methods.disclosure.tables import CellKey


@dataclass(frozen=True)
class Derived:
    """A figure computed from persons: its name, the published cells it needs, and other counts behind it.

    needs    cells whose values the figure gives or gives back (numerator and denominator of a rate).
    persons  counts of persons it rests on that are no cells of a table (at risk, observed; persons).
    """

    name: str
    needs: Sequence[CellKey] = ()
    persons: Sequence[int] = ()


def may_publish(figure: Derived, published: Mapping[CellKey, int], rules: Rules) -> bool:
    """Whether a derived figure may be published.

    `published` holds the cells that are published with their values (`Plan.published_cells()`). The figure is
    withheld where anything it needs is withheld, was never put under protection, or counts fewer than
    `rules.n` persons (nobody included); one that names nothing it needs is refused. Source: methods §2.5.
    """
    counts = [*(published.get(key, -1) for key in figure.needs), *figure.persons]
    return bool(counts) and min(counts) >= rules.n


def withheld_figures(
    figures: Iterable[Derived], published: Mapping[CellKey, int], rules: Rules
) -> frozenset[str]:
    """The names of the figures that must be withheld."""
    return frozenset(figure.name for figure in figures if not may_publish(figure, published, rules))
