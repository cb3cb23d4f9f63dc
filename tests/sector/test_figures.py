from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from momentum.accounts.access import Refused, Stale
from momentum.sector import actions, income
from momentum.sector.models import YearFigures

pytestmark = pytest.mark.django_db

FIGURES = {
    "revenue_market": 60_000,
    "revenue_public_contract": 25_000,
    "revenue_subsidy": 10_000,
    "revenue_gifts": 5_000,
    "fte": 2.5,
    "legal_form": "foundation",
    "board_members": 5,
    "board_from_target_group": 1,
}


def test_a_years_figures_are_recorded_once_and_corrected_by_version(manager, city):
    own = city["brouwerij-de-brug"]
    first = actions.record_year_figures(manager, own, 2015, **FIGURES)
    assert (first.version, first.fte, first.revenue) == (1, Decimal("2.5"), 100_000)
    with pytest.raises(Stale) as stale:
        actions.record_year_figures(manager, own, 2015, **FIGURES)
    assert stale.value.current.pk == first.pk
    actions.record_year_figures(manager, own, 2015, version=1, revenue_market=70_000)
    kept = YearFigures.objects.get()
    assert (kept.version, kept.revenue_market, kept.revenue_gifts) == (2, 70_000, 5_000)
    with pytest.raises(Stale):
        actions.record_year_figures(manager, own, 2015, version=1, revenue_market=1)


def test_a_broker_who_keeps_the_registry_does_not_fill_in_figures(broker, city):
    with pytest.raises(Refused):
        actions.record_year_figures(broker, city["brouwerij-de-brug"], 2015, **FIGURES)


@pytest.mark.parametrize(
    ("year", "changes", "field", "sentence"),
    [
        (2017, {}, "year", "not begun"),
        (2008, {}, "year", "began in 2009"),
        (1800, {}, "year", "began in 2009"),
        (2015, {"legal_form": "castle"}, "legal_form", "not a valid choice"),
        (2015, {"legal_form": ""}, "legal_form", "blank"),
        (2015, {"revenue_subsidy": -1}, "revenue_subsidy", "greater than or equal to 0"),
        (2015, {"fte": -1}, "fte", "fewer than none"),
        (2015, {"fte": 2.25}, "fte", "1 decimal"),
        (2015, {"board_from_target_group": 6}, "board_from_target_group", "More board members"),
    ],
)
def test_wrong_figures_are_refused_at_their_field(manager, city, english, year, changes, field, sentence):
    with pytest.raises(ValidationError) as error:
        actions.record_year_figures(manager, city["brouwerij-de-brug"], year, **(FIGURES | changes))
    assert sentence in error.value.message_dict[field][0]
    assert not YearFigures.objects.exists()


def test_bars_share_one_scale_and_join_without_gaps():
    years = [
        YearFigures(year=2015, revenue_market=50, revenue_public_contract=25, revenue_subsidy=25),
        YearFigures(year=2016, revenue_market=150, revenue_gifts=50),
        YearFigures(year=2017),
    ]
    bars = income.over_years(years)
    assert [bar.market_share for bar in bars] == [50, 75, None]
    assert sum(part.width for part in bars[0].parts) == 500
    assert sum(part.width for part in bars[1].parts) == 1000
    assert sum(part.width for part in bars[2].parts) == 0
    for bar in bars:
        for part, following in zip(bar.parts, bar.parts[1:], strict=False):
            assert part.start + part.width == following.start


def test_no_years_no_bars():
    assert income.over_years([]) == []
