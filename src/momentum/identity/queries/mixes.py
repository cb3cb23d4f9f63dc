"""Where the income of enterprises came from, from what they report of every year."""

from collections.abc import Sequence

import numpy as np

from momentum.identity.queries.kept import REVENUE
from momentum.methods.isomorphism.revenue import shares
from momentum.sector.models import YearFigures


def mixes(organisations: Sequence[str], years: Sequence[int]) -> np.ndarray:
    """Shares of income, organisations × years × (market, public contract, subsidy, gifts).

    NaN where nothing was reported, or no income.
    """
    amounts = np.full((len(organisations), len(years), len(REVENUE)), np.nan)
    at = {key: place for place, key in enumerate(organisations)}
    when = {year: place for place, year in enumerate(years)}
    reported = YearFigures.objects.filter(organisation__in=list(organisations), year__in=list(years))
    for organisation, year, *told in reported.values_list("organisation_id", "year", *REVENUE).order_by():
        amounts[at[str(organisation)], when[year]] = told
    return shares(amounts)
