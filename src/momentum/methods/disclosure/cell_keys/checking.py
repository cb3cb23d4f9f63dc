"""What cell-key noise promises, checked on what would be published, the keys and the table of noise."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from momentum.methods.disclosure.cell_keys.noise import Noise
from momentum.methods.disclosure.publication import Published
from momentum.methods.disclosure.statements import Broken
from momentum.methods.disclosure.tables import CellKey, Table


def check_noise(noise: Noise, *, near: float = 1e-4) -> tuple[Broken, ...]:
    """Where a table of noise is biased, too wide, of another variance, or gives a result it says it never does."""
    found = []
    keys = sum(number for _, number in noise.rows[0])
    for count, row in enumerate(noise.rows):
        place = f"A count of {count}"
        if sum(number for _, number in row) != keys:
            found.append(Broken("keys", place, "does not give every key a change"))
        if sum(change * number for change, number in row):
            found.append(Broken("biased", place, "is pushed up or down on average"))
        variance = sum(change * change * number for change, number in row) / keys
        if count and abs(variance - noise.variance) > near:
            found.append(
                Broken("variance", place, f"has noise of variance {variance:g}, not {noise.variance:g}")
            )
        for change, _ in row:
            result = count + change
            if abs(change) > noise.most or result < 0 or (not count and change):
                found.append(Broken("far", place, f"may change by {change}"))
            if 0 < result <= noise.absent:
                found.append(Broken("absent", place, f"may become {result}"))
    return tuple(found)


def check_perturbation(
    tables: Sequence[Table], published: Published, keys: Mapping[CellKey, int], noise: Noise
) -> tuple[Broken, ...]:
    """Where the published rows break a promise of cell-key noise; empty when they keep all of them.

    Promised: the table of noise is unbiased and bounded; every cell is there, within the bound it tells, zeros
    are zero, no small count is published that should be absent, and the same key and count always gave the
    same noise.
    """
    found = list(check_noise(noise))
    given: dict[tuple[int, int], int] = {}
    for table in tables:
        rows = {row.at: row for row in published.published(table.name)}
        for at in product(*(d.codes for d in table.dimensions)):
            row, true, place = rows.get(at), table.cells.get(at, 0), table.place(at)
            if row is None or row.value is None:
                found.append(Broken("missing", place, "has no published value"))
                continue
            found += _bounds(place, row.value, row.around, true, noise, at in table.structural)
            key = keys.get(table.key(at))
            if not true:
                continue
            if key is None:
                found.append(Broken("key", place, "has no cell key, so its noise cannot be checked"))
            elif given.setdefault((key, true), row.value) != row.value:
                found.append(
                    Broken(
                        "inconsistent", place, "has other noise than another cell of the same key and count"
                    )
                )
            elif not _is_looked_up(noise, true, key, row.value - true):
                found.append(Broken("other noise", place, "has other noise than its key gives"))
    return tuple(dict.fromkeys(found))


def _bounds(
    place: str, value: int, around: int, true: int, noise: Noise, structural: bool
) -> Iterator[Broken]:
    if structural:
        if value or around:
            yield Broken("zero", place, "cannot hold anybody and is not published as an exact 0")
        return
    if abs(value - true) > noise.most or around != noise.most:
        yield Broken(
            "far", place, f"is {abs(value - true)} from its true value and tells {around}, not {noise.most}"
        )
    if not true and value:
        yield Broken("zero", place, f"is empty but published as {value}")
    if value < 0 or 0 < value <= noise.absent:
        yield Broken("absent", place, f"is published as {value}")


def _is_looked_up(noise: Noise, count: int, key: int, change: int) -> bool:
    """Whether `key` falls among the keys that give this change, the changes taken in order."""
    before = 0
    for each, number in noise.rows[min(count, len(noise.rows) - 1)]:
        if before <= key < before + number:
            return each == change
        before += number
    return False
