"""What hangs on a cell: a rate, interval, mean, median, curve or chart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from momentum.methods.disclosure.tables import CellKey, Rules


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
    `rules.n` persons. A zero that is published may be used: it counts nobody, and everybody sees it; a figure
    that needs nothing at all is refused, since nothing says what it rests on. Source: methods §2.5.
    """
    if not figure.needs and not figure.persons:
        return False
    values = [published.get(key, -1) for key in figure.needs]
    counts = [*values, *figure.persons]
    return all(count >= rules.n or (count == 0 and i < len(values)) for i, count in enumerate(counts))


def withheld_figures(
    figures: Iterable[Derived], published: Mapping[CellKey, int], rules: Rules
) -> frozenset[str]:
    """The names of the figures that must be withheld."""
    return frozenset(figure.name for figure in figures if not may_publish(figure, published, rules))
