"""An organisation's income by source over the years, as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from momentum.sector.models import YearFigures

SOURCES = ("market", "public_contract", "subsidy", "gifts")
BAR = 1000


@dataclass(frozen=True)
class Part:
    """One source within a bar, in thousandths of the widest bar."""

    source: str
    start: int
    width: int
    amount: int


@dataclass(frozen=True)
class Year:
    figures: YearFigures
    parts: tuple[Part, ...]
    market_share: int | None


def source_names() -> dict[str, str]:
    return {
        "market": _("customers"),
        "public_contract": _("public contracts"),
        "subsidy": _("subsidies"),
        "gifts": _("gifts and funds"),
    }


def over_years(years: Sequence[YearFigures]) -> list[Year]:
    """One bar a year, all on one scale; the share from customers in whole percents, None without income."""
    most = max((year.revenue for year in years), default=0)
    return [_year(figures, most) for figures in years]


def _year(figures: YearFigures, most: int) -> Year:
    parts, before = [], 0
    for source in SOURCES:
        amount = getattr(figures, f"revenue_{source}")
        start = round(before / most * BAR) if most else 0
        before += amount
        end = round(before / most * BAR) if most else 0
        parts.append(Part(source, start, end - start, amount))
    share = round(100 * figures.revenue_market / figures.revenue) if figures.revenue else None
    return Year(figures, tuple(parts), share)
