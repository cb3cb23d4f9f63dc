"""The demo city's organisations: as many, as varied and as strict as the sector it resembles."""

import re
from collections import Counter

import pytest

from momentum.accounts.models import Organisation as Record
from momentum.accounts.models import OrganisationKind
from momentum.demo.building.figures import year_figures
from momentum.demo.building.registry import FIRST_KVK
from momentum.demo.facts import LISTS
from momentum.demo.organisations import boroughs, places, read_organisations, seats
from momentum.demo.population.rates import KINDS
from momentum.sector.models import LegalForm

ORGANISATIONS = read_organisations()
ENTERPRISES = ORGANISATIONS.enterprises


def figures_by_year() -> dict[int, list]:
    found: dict[int, list] = {}
    for enterprise in ENTERPRISES:
        for figures in year_figures(Record(name=enterprise.name, slug=enterprise.slug), enterprise):
            found.setdefault(figures.year, []).append(figures)
    return found


def test_there_are_about_a_hundred_organisations_of_every_kind():
    assert 95 <= len(ORGANISATIONS.all) <= 110
    assert {each.kind for each in ORGANISATIONS.all} == set(OrganisationKind.values)
    assert max(Counter(each.slug for each in ORGANISATIONS.all).values()) == 1


def test_social_enterprises_grow_from_52_to_75():
    active = [sum(each.active(year) for each in ENTERPRISES) for year in range(2012, 2017)]
    assert active[0] == 52
    assert active[-1] == 75
    assert active == sorted(active)
    assert [len(rows) for _year, rows in sorted(figures_by_year().items())] == active


def test_turnover_grows_from_about_33_to_about_36_million():
    total = {year: sum(each.revenue for each in rows) / 1e6 for year, rows in figures_by_year().items()}
    assert round(total[2012]) == 33
    assert round(total[2016]) == 36
    assert total[2012] < total[2014] < total[2016]


def test_firms_meeting_the_strict_definition_grow():
    strict = {
        year: sum(each.bears_own_risk and 2 * each.revenue_market > each.revenue for each in rows)
        for year, rows in figures_by_year().items()
    }
    assert [strict[year] for year in (2013, 2014, 2015, 2016)] == [10, 19, 23, 34]


def test_some_firms_fall_short_of_it_by_their_income_and_some_by_their_risk():
    last = figures_by_year()[2016]
    assert any(2 * each.revenue_market > each.revenue and not each.bears_own_risk for each in last)
    assert any(2 * each.revenue_market <= each.revenue for each in last)


@pytest.mark.parametrize("enterprise", ENTERPRISES, ids=lambda each: each.slug)
def test_an_enterprise_tells_its_story_in_both_languages(enterprise):
    for dutch, english in (enterprise.tagline, enterprise.story, *enterprise.work, *enterprise.offers):
        assert dutch.strip()
        assert english.strip()
    assert 20 <= len(enterprise.tagline[0]) <= 200
    assert all(120 <= len(text) <= 600 for text in enterprise.story)
    assert enterprise.district in boroughs()
    assert enterprise.form in LegalForm.values
    assert set(enterprise.place_seats) <= set(KINDS[:-1])


def test_no_two_stories_are_alike_and_branches_are_the_citys():
    assert len({each.story[0] for each in ENTERPRISES}) == len(ENTERPRISES)
    listed = re.findall(r'\[\[branches\]\]\ncode = "([^"]+)"', LISTS.read_text(encoding="utf-8"))
    assert {each.branch for each in ENTERPRISES} == set(listed)


def test_enterprises_are_spread_over_all_boroughs():
    assert {boroughs()[each.district] for each in ENTERPRISES} == set(boroughs().values())


def test_every_seat_belongs_to_a_place():
    assert sum(place.capacity for place in places()) == len(seats().kind)
    assert all(place.capacity > 0 for place in places())
    whole = sum(sum(each.place_seats.values()) for each in ENTERPRISES)
    assert whole == len(seats().kind)


def test_identifiers_are_numbers_that_no_firm_has():
    assert re.fullmatch("99[0-9]{6}", str(FIRST_KVK))
    assert FIRST_KVK + 137 * len(ORGANISATIONS.all) < 100_000_000
