"""Whether a table's totals are the sums of their parts, and which relation is not."""

from collections.abc import Iterable, Iterator

from momentum.methods.disclosure.dimensions import TableError
from momentum.methods.disclosure.tables import Coordinates, Table

MANY = 8


def check_sums(tables: Iterable[Table]) -> None:
    """Raise `TableError` naming the first relation that does not hold, or the total that is missing.

    In a table that is not additive, no part may count more than its whole. A cell that is absent counts nobody.
    """
    for table in tables:
        for position in range(len(table.dimensions)):
            _check_dimension(table, position)


def _check_dimension(table: Table, position: int) -> None:
    dimension = table.dimensions[position]
    within: dict[str, list[int]] = {}
    for number, (_, parts) in enumerate(dimension.sums):
        for part in parts:
            within.setdefault(part, []).append(number)
    together: dict[tuple[int, Coordinates], int] = {}
    largest: dict[tuple[int, Coordinates], int] = {}
    for at, value in table.cells.items():
        for number in within.get(at[position], ()):
            place = (number, _moved(at, position, dimension.sums[number][0]))
            together[place] = together.get(place, 0) + value
            largest[place] = max(largest.get(place, 0), value)
    for number, whole in (*together, *_undivided(table, position, together)):
        parts = dimension.sums[number][1]
        added = together.get((number, whole), 0)
        if whole not in table.cells:
            if added:
                raise TableError(
                    f"Table {table.name}: the total {table.place(whole)} is missing, while its parts over "
                    f"{dimension.name} ({_listed(parts)}) together are {added}. Add it."
                )
            continue
        value = table.cells[whole]
        if table.additive and added != value:
            raise TableError(
                f"Table {table.name} does not add up over {dimension.name}: {table.place(whole)} is {value}, "
                f"its parts ({_listed(parts)}) together {added}. Correct it, or declare the table non-additive."
            )
        if largest.get((number, whole), 0) > value:
            raise TableError(
                f"Table {table.name}: a part of {table.place(whole)} over {dimension.name} counts "
                f"{largest[number, whole]}, more than the whole ({value})."
            )


def _undivided(
    table: Table, position: int, together: dict[tuple[int, Coordinates], int]
) -> Iterator[tuple[int, Coordinates]]:
    """Wholes that count somebody while none of their parts is listed."""
    dividing: dict[str, list[int]] = {}
    for number, (parent, _) in enumerate(table.dimensions[position].sums):
        dividing.setdefault(parent, []).append(number)
    for at, value in table.cells.items():
        if value:
            for number in dividing.get(at[position], ()):
                if (number, at) not in together:
                    yield number, at


def _moved(at: Coordinates, position: int, code: str) -> Coordinates:
    return (*at[:position], code, *at[position + 1 :])


def _listed(parts: tuple[str, ...]) -> str:
    more = f" and {len(parts) - MANY} more" if len(parts) > MANY else ""
    return ", ".join(parts[:MANY]) + more
