"""The demo city's rates, from `data/demo/rates.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEMO_DATA = Path(__file__).resolve().parents[4] / "data" / "demo"
UNPAID = ("day-activity", "work-day-activity", "volunteering", "work-experience")
PAID = ("sheltered-work", "subsidised-job")
KINDS = (*UNPAID, *PAID, "regular-job")
RUNNING = 2**31 - 1
"""The end of what has not ended, as a day: later than every day."""


def day(value: date) -> int:
    """A date as days since 1970."""
    return value.toordinal() - date(1970, 1, 1).toordinal()


def day_of(year: int, month: int = 1, of_month: int = 1) -> int:
    return day(date(year, month, of_month))


def years_of(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The calendar year of each day since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


@dataclass(frozen=True)
class Rates:
    """Everything in the file, and the days of its window as days since 1970."""

    values: dict[str, Any]

    def __getitem__(self, section: str) -> dict[str, Any]:
        return self.values[section]

    def day(self, name: str) -> int:
        return day(self.values["window"][name])

    def by_year(self, section: str, days: NDArray[np.int64]) -> NDArray[np.float64]:
        """The section's value for the year of each day; years before the first take `before`."""
        table = self.values[section]
        named = sorted(int(year) for year in table if year.isdigit())
        steps = np.array([table["before"], *(table[str(year)] for year in named)], dtype=float)
        place = np.searchsorted(np.array(named), np.clip(years_of(days), None, named[-1]), side="right")
        return steps[place]


@lru_cache
def read_rates(file: Path = DEMO_DATA / "rates.toml") -> Rates:
    return Rates(tomllib.loads(file.read_text(encoding="utf-8")))
