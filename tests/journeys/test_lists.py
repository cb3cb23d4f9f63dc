"""The list of people: search, filters, sorting, export, and what all of it costs and leaves in the log."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry
from momentum.accounts.policy import Record
from momentum.journeys import actions
from momentum.journeys.models import Identity
from momentum.journeys.queries import people as listing
from momentum.journeys.queries.people import Filters
from tests.journeys.conftest import TODAY

PEOPLE_LIST = 21
PERSON_PAGE = 28
"""Queries of a page, whoever and however many are on it."""


@pytest.fixture
def people(city, register, accept):
    names = [("Zoë", "Çelik"), ("Hamid", "Aziz"), ("Fatima", "El Idrissi"), ("Joost", "van Vliet")]
    made = {}
    for first, last in names:
        made[first] = register(first, last)
        accept(made[first])
    actions.start_spell(city.noor, made["Hamid"], place=city.kitchen, starts=date(2016, 5, 1))
    ended = actions.start_spell(city.noor, made["Fatima"], place=city.bottling, starts=date(2016, 2, 1))
    actions.end_spell(city.noor, ended, version=1, ends=date(2016, 10, 1))
    return made


def names(found):
    return [row.name for row in found.rows]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("celik", ["Zoë Çelik"]),
        ("idrisi", ["Fatima El Idrissi"]),
        ("van vliet", ["Joost van Vliet"]),
        ("hamid az", ["Hamid Aziz"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_searching_forgives(city, people, search, expected):
    assert names(listing.people(city.noor, Filters(search=search))) == expected


def test_searching_finds_only_own_people_and_is_logged(city, people, register, browse):
    register("Hamid", "Anders")
    before = AccessEntry.objects.count()
    assert names(listing.people(city.noor, Filters(search="hamid"))) == ["Hamid Aziz"]
    entries = AccessEntry.objects.order_by("pk")[before:]
    assert [each.verb for each in entries] == ["search", "search"]
    for each in entries:
        assert [row.reference for row in each.persons.all()] == list(
            references_of([people["Hamid"].pseudonym]).values()
        )
        assert "hamid" not in each.detail.lower()
    assert names(listing.people(city.bram, Filters(search="hamid"))) == []
    assert browse(city.policy).get("/en/people/?q=hamid").status_code == 404


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("running", {"Hamid Aziz"}),
        ("ended", {"Fatima El Idrissi"}),
        ("waiting", {"Zoë Çelik", "Joost van Vliet"}),
    ],
)
def test_filters(city, people, state, expected):
    assert set(names(listing.people(city.noor, Filters(state=state)))) == expected


def test_sorting_both_ways(city, people):
    by_name = names(listing.people(city.noor, Filters()))
    assert by_name == ["Hamid Aziz", "Zoë Çelik", "Fatima El Idrissi", "Joost van Vliet"]
    assert names(listing.people(city.noor, Filters(sort="-name"))) == list(reversed(by_name))
    assert names(listing.people(city.noor, Filters(sort="since")))[:2] == ["Fatima El Idrissi", "Hamid Aziz"]


def test_my_caseload_only(city, people):
    assert names(listing.people(city.colleague, Filters(mine=True))) == []
    assert len(names(listing.people(city.colleague, Filters()))) == 4


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_exporting_what_is_on_screen(city, people, browse, format_):
    answer = browse(city.noor).get(f"/en/people/list.{format_}?state=running")
    assert answer.status_code == 200
    assert f"people.{format_}" in answer["Content-Disposition"]
    if format_ == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[1].startswith("Hamid Aziz,at a place now,Brouwerij De Brug,Keuken,")
        assert len(lines) == 2
    entry = AccessEntry.objects.filter(verb="export").first()
    assert [each.reference for each in entry.persons.all()] == list(
        references_of([people["Hamid"].pseudonym]).values()
    )


def test_a_formula_in_a_name_is_harmless_in_the_export(city, register, accept, browse):
    accept(register("=HYPERLINK(1)", "+31"))
    text = browse(city.noor).get("/en/people/list.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1) +31" in text


def test_no_export_of_what_does_not_exist(city, people, browse):
    assert browse(city.noor).get("/en/people/list.exe").status_code == 404
    assert browse(city.policy).get("/en/people/list.csv").status_code == 404


def test_pages_cost_the_same_for_one_and_for_many(city, people, register, accept, browse):
    noor = browse(city.noor)

    def cost(url):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert noor.get(url).status_code == 200
        return len(queries)

    few = cost("/en/people/"), cost(f"/en/people/{people['Hamid'].pk}/")
    for number in range(12):
        journey = register(f"Person{number}", "Veel")
        accept(journey)
        actions.start_spell(city.noor, journey, place=city.bottling, starts=date(2016, 5, 1))
    hamid = people["Hamid"]
    for month in range(1, 5):
        actions.record_assessment(city.noor, hamid, instrument="ladder", date=date(2016, month, 1), value=3)
    spell = actions.start_spell(city.noor, hamid, place=city.bottling, starts=date(2016, 1, 1))
    actions.change_spell(city.noor, spell, version=1, reason="wrong day", starts=date(2016, 1, 4))
    many = cost("/en/people/"), cost(f"/en/people/{hamid.pk}/")
    assert few == many == (PEOPLE_LIST, PERSON_PAGE)


def test_a_long_list_has_pages(city, register):
    for number in range(listing.PER_PAGE + 1):
        register(f"Person{number:02}", "Veel")
    first, second = (listing.people(city.case, Filters(page=page)) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.total) == (listing.PER_PAGE, 1, listing.PER_PAGE + 1)


def test_nonsense_in_the_address_is_left_aside(city, people, browse):
    answer = browse(city.noor).get("/en/people/?state=rich&sort=colour&page=-4&mine=yes")
    assert "4 people" in answer.text


def test_the_desk_tells_what_waits(city, people, register, browse, participant):
    spell = people["Hamid"].spells.get()
    actions.end_spell(city.noor, spell, version=1, ends=TODAY - timedelta(weeks=13))
    actions.refer(city.case, register("Nieuw", "Persoon"), to_organisation=city.brug, wish="gardening")
    text = browse(city.noor).get("/en/desk/").text
    for waits in (
        "Follow-up after 13 weeks",
        "Hamid Aziz",
        "left on 29 August 2016",
        "End reason missing",
        "Referral to answer",
        "gardening",
        "Start someone on a place",
    ):
        assert waits in text
    assert "Nieuw Persoon" not in text
    assert "Follow-up after 13 weeks" in browse(city.case).get("/en/desk/").text
    assert "Read my journey" in browse(participant).get("/en/desk/").text


@pytest.mark.parametrize(
    ("door", "button"),
    [
        ("Start someone on a place", "Start the stay"),
        ("End a stay", "Continue"),
        ("Change a stay", "Correct"),
    ],
)
def test_each_work_is_one_click_from_the_desk_and_one_from_its_form(city, people, browse, door, button):
    noor = browse(city.noor)
    desk = noor.get("/en/desk/").text
    url = desk.split(f">{door}</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    assert button in noor.get(url).text


def test_who_goes_while_the_list_is_read_stands_on_none(city, people, monkeypatch):
    """As when somebody is erased at that very moment: between their journey and their name."""
    opened = listing.open_records

    def erase_then_open(actor, record, rows, **how):
        if record == Record.IDENTITY:
            Identity.objects.filter(pseudonym=people["Hamid"].pseudonym).delete()
        return opened(actor, record, rows, **how)

    monkeypatch.setattr(listing, "open_records", erase_then_open)
    assert names(listing.people(city.noor, Filters())) == [
        "Zoë Çelik",
        "Fatima El Idrissi",
        "Joost van Vliet",
    ]
