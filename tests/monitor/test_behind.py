"""From a number back to the places it was counted from."""

import pytest

from momentum.accounts.access import ReasonNeeded, Refused
from momentum.accounts.models import AccessEntry
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.queries.behind import places_behind, trail_of


def cells_of(edition, table):
    return read_json(folder_of(edition) / "internal" / "cells.json")[table]["cells"]


@pytest.mark.parametrize(
    "table",
    [
        "stock/2015", "stock_by_organisation", "stock_by_district", "stock_by_age", "reach_by_kind",
        "moved_on_by_kind", "after_26_weeks", "ladder", "wage_value", "moved_on_reached", "inflow_persons/2016",
    ],
)  # fmt: skip
def test_as_many_persons_stand_behind_a_number_as_it_says(city, draft, table):
    followed = 0
    for at, value, _reason in cells_of(draft, table)[:6]:
        if trail_of(draft, table, tuple(at)) is None:
            continue
        places = places_behind(city.anna, draft, table, tuple(at), purpose="check_number")
        assert len({place.person for place in places}) == value
        followed += 1
    assert followed


def test_as_many_places_stand_behind_a_number_of_places_as_it_says(city, draft):
    for at, value, _reason in cells_of(draft, "inflow_spells/2016"):
        places = places_behind(city.anna, draft, "inflow_spells/2016", tuple(at), purpose="check_number")
        assert len(places) == value


def test_the_log_names_the_people_behind_a_number_with_the_purpose(city, draft):
    before = AccessEntry.objects.count()
    places = places_behind(city.anna, draft, "stock/2016", (), purpose="answer_question")
    entry = AccessEntry.objects.first()
    assert AccessEntry.objects.count() == before + 1
    assert (entry.user, entry.record, entry.purpose) == (city.anna.user, "facts", "answer_question")
    assert entry.persons.count() == len({place.person for place in places})


def test_without_a_purpose_or_for_another_role_nothing_is_shown(city, draft):
    with pytest.raises(ReasonNeeded):
        places_behind(city.anna, draft, "stock/2016", (), purpose="")
    with pytest.raises(Refused):
        places_behind(city.visitor_role, draft, "stock/2016", (), purpose="check_number")


def test_a_number_made_of_other_numbers_says_so(draft):
    assert trail_of(draft, "time_to_paid_work", ("paid",)) is None
