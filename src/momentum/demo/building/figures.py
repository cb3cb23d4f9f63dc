"""Yearly figures of a social enterprise: designed in its file by a first and a last year, with a little noise."""

from collections.abc import Iterator
from decimal import Decimal
from zlib import crc32

from momentum.accounts.models import Organisation as Record
from momentum.demo.organisations import Organisation
from momentum.sector.models import YearFigures

FIRST_YEAR, LAST_YEAR = 2012, 2016
NOISE = 0.02
HALF = 50.0


def year_figures(record: Record, enterprise: Organisation) -> Iterator[YearFigures]:
    """One record for every year at whose end the enterprise existed."""
    years = [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if enterprise.active(year)]
    for place, year in enumerate(years):
        along = place / (len(years) - 1) if len(years) > 1 else 0.0
        yield _figures(record, enterprise, year, along)


def _figures(record: Record, enterprise: Organisation, year: int, along: float) -> YearFigures:
    turnover = _between(enterprise.turnover, along) * 1000
    turnover *= 1 + NOISE * (2 * _chance(enterprise, f"turnover {year}") - 1)
    strict = enterprise.strict is not None and year >= enterprise.strict
    rest = 100 - (market := _market(enterprise, along, strict))
    public, subsidy = _sources(enterprise)
    board = 3 + int(4 * _chance(enterprise, "board"))
    share = turnover / 100
    return YearFigures(
        organisation=record,
        year=year,
        revenue_market=round(share * market),
        revenue_public_contract=round(share * rest * public),
        revenue_subsidy=round(share * rest * subsidy),
        revenue_gifts=round(share * rest * (1 - public - subsidy)),
        fte=Decimal(str(round(sum(enterprise.place_seats.values()) / 6.5 + 1 + along, 1))),
        legal_form=enterprise.form,
        board_members=board,
        board_from_target_group=int(2.4 * _chance(enterprise, "target group")),
        bears_own_risk=strict or enterprise.own_risk,
    )


def _market(enterprise: Organisation, along: float, strict: bool) -> float:
    """Percent of income from customers: more than half in every year in which the strict definition is met."""
    market = _between(enterprise.market, along)
    if strict:
        return max(market, HALF + 1 + 2 * _chance(enterprise, "just over half"))
    return market


def _sources(enterprise: Organisation) -> tuple[float, float]:
    """How public contracts and subsidies divide what customers do not pay; the rest is gifts and funds."""
    public = 0.45 + 0.3 * _chance(enterprise, "public contracts")
    return public, (1 - public) * (0.55 + 0.3 * _chance(enterprise, "subsidies"))


def _between(ends: tuple[int, int], along: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * along


def _chance(enterprise: Organisation, subject: str) -> float:
    """A number in [0, 1) that belongs to the enterprise: its figures do not change with the city's seed."""
    return crc32(f"{enterprise.slug} {subject}".encode()) / 2**32
