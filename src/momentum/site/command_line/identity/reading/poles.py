"""Poles: a row each, with the nine indicators from 0 to 1, and how far those who set them differed."""

from pathlib import Path

import numpy as np

from momentum.methods.isomorphism import INDICATORS, Pole
from momentum.site.command_line.identity.reading.given import given


def read_poles(path: Path) -> tuple[Pole, ...]:
    """Read a file of poles. Raises `Problems`.

    Columns: pole, the nine indicators (empty: the pole says nothing of it), and, if they are there, set_by, set_on and
    the spread of an indicator (autonomy_spread: a standard deviation).
    """
    file = given(path)
    file.needs(("pole", *INDICATORS))
    found: dict[str, Pole] = {}
    for row, cells in file.rows():
        code = file.text(row, cells, "pole")
        values = np.array([file.number(row, cells, name, 0, 1) for name in INDICATORS])
        spread = np.array([file.number(row, cells, f"{name}_spread", 0, 1) for name in INDICATORS])
        if code in found:
            file.wrong(f"The pole {code} has a row already. Keep one of them.", row, "pole")
        if not np.isfinite(values).any():
            file.wrong("The pole has no value on any indicator. Fill them in, or remove the row.", row)
        set_by = file.text(row, cells, "set_by", needed=False) or "the file"
        set_on = file.text(row, cells, "set_on", needed=False)
        found[code] = Pole(code, values, np.nan_to_num(spread), set_by, set_on)
    file.stop()
    return tuple(found.values())
