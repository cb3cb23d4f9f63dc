"""The public page of a year: what it says, what it draws, and what it keeps to itself."""

import re

import pytest
from django.test import Client

from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import Organisation, User
from momentum.identity.models import Response, Statement
from momentum.identity.queries.years import years_for
from momentum.identity.showing.field import field_of
from momentum.identity.showing.page import page_of
from momentum.sector.models import Party
from tests.identity import city

pytestmark = pytest.mark.django_db


def html(path: str = "/en/identity/") -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def points(text: str, picture: str) -> int:
    figure = re.search(rf'<figure class="chart" id="{picture}">.*?</svg>', text, re.S)
    assert figure, picture
    return figure[0].count('tabindex="0"')


def analyst() -> Actor:
    platform = Organisation.objects.create(name="Platform", slug="platform", kind="platform")
    return Actor(
        user=User.objects.create_user("ana@example.org", name="Ana"), role="analyst", organisation=platform
    )


def test_the_heading_says_the_finding(field):
    text = html()
    assert "<h1>8 of 24 enterprises drift towards the state</h1>" in text
    assert (
        "In 2012 demands from outside cost an enterprise 46 hours a year, in 2016 130 hours (median)." in text
    )
    assert "What changed most with those that drift:" in text
    assert "Of the other 16 no drift can be told from chance." in text


def test_every_picture_is_there_with_its_table_and_files(field):
    text = html()
    for name in ("triangle", "pressure", "ladder-public_agency", "indicators", "spread"):
        figure = re.search(rf'<figure class="chart" id="{name}">.*?</figure>', text, re.S)
        assert figure, name
        assert "<title" in figure[0]
        assert "<desc" in figure[0]
        assert "<table" in figure[0]
        assert figure[0].count('tabindex="0"') >= 2
        for kind in ("svg", "csv", "xlsx", "ods"):
            address = f"/en/identity/2016/pictures/{name}.{kind}"
            assert address in figure[0]
            assert Client().get(address).status_code == 200


def test_only_those_that_agreed_are_drawn_and_nobody_is_named(field):
    text = html()
    # Eighteen agreed, and the mean beside them.
    assert points(text, "triangle") == 19
    assert "6 of 24 enterprises are not drawn one by one" in text
    assert "Onderneming" not in text
    assert not any(str(each.pk) in text for each in field.organisations)


def test_so_few_stay_hidden_that_others_are_held_back(db):
    made = city.build(agreeing=22)
    city.publish(2016)
    assert field_of(2016).drawn.sum() == 24 - 5
    assert len(made.organisations) == 24


def test_an_enterprise_that_takes_its_agreement_back_is_no_longer_drawn(field):
    before = points(html(), "triangle")
    Response.objects.filter(round__year=2016, organisation=field.organisations[0]).update(may_be_shown=False)
    assert points(html(), "triangle") == before - 1


def test_a_year_is_public_when_its_statement_is(field):
    assert years_for(VISITOR) == [2016, 2014]
    assert years_for(analyst()) == [2016, 2015, 2014, 2013, 2012]
    assert Client().get("/en/identity/2014/").status_code == 200
    for path in ("2015/", "2015/pictures/triangle.svg", "2011/"):
        assert Client().get(f"/en/identity/{path}").status_code == 404
    Statement.objects.filter(year=2016).update(state="withdrawn")
    assert Client().get("/en/identity/2016/").status_code == 404
    assert "2014" in html()


def test_before_any_round_the_page_says_so(db):
    text = html()
    assert "No profile has been asked of enterprises yet." in text
    assert "<h1>Identity of the sector</h1>" in text


def test_a_first_round_that_is_being_checked_shows_no_figure(db):
    city.build(years=(2016,))
    text = html()
    assert "The profiles of 2016 are being answered and checked." in text
    assert '<svg class="picture"' not in text


def test_of_four_enterprises_nothing_is_said(db):
    city.build(organisations=4, drifting=2, agreeing=0)
    city.publish(2016)
    text = html()
    assert "<h1>Too few enterprises to say whether the sector keeps its own character</h1>" in text
    assert "There are fewer than five enterprises: nothing is said of the field." in text
    assert 'id="indicators"' not in text
    assert 'id="spread"' not in text


def test_a_round_without_any_answer_says_what_is_missing(db):
    city.build(organisations=0, drifting=0)
    city.publish(2016)
    assert "No enterprise has answered enough for a profile." in html()


def test_one_year_shows_a_profile_and_no_drift(db):
    city.build(years=(2016,))
    city.publish(2016)
    text = html()
    assert "There is one year: a profile can be shown, a drift cannot." in text
    assert 'id="indicators"' in text
    assert "A drift shows once enough enterprises have answered in two years." in text


def test_one_or_two_that_drift_are_not_counted_out_loud(db):
    city.build(drifting=2)
    city.publish(2016)
    text = html()
    assert "<h1>Fewer than 3 of 24 enterprises drift towards the state</h1>" in text
    assert "Of the other" not in text


def test_poles_that_nobody_here_set_are_said_to_be_assumed(field):
    assert "What this pole looks like is assumed" in html()


def test_language_stands_with_the_words_that_made_the_difference(field):
    city.texts(field)
    text = html()
    assert points(text, "language") == 4
    assert "This pole was set by Vijf deskundigen on 2015-05-01." in text
    assert "nearer by" in text


def test_few_bound_enterprises_withhold_their_hours(field):
    city.demand(field, "Klein", 12, 2015, party="funder", to=field.organisations[:4])
    bars = page_of(2016).pictures["pressure"]
    row = next(row for row in bars.table.rows if row[0] == str(Party.FUNDER.label).capitalize())
    assert row[3:] == ["withheld", "withheld"]
    assert "withheld" in html()


def test_the_page_is_worked_out_once_until_the_data_change(field, django_assert_max_num_queries):
    html()
    with django_assert_max_num_queries(25):
        html()
    first = page_of(2016)
    assert page_of(2016) is first
    city.demand(field, "Nieuw", 20, 2016)
    assert page_of(2016) is not first


def test_the_page_is_light(field):
    import gzip

    city.texts(field)
    assert len(gzip.compress(html().encode())) < 30_000
