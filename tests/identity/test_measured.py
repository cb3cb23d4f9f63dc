"""From confirmed profiles, figures and demands to what is measured; and what an analyst checks."""

import numpy as np
import pytest
from django.test import Client

from momentum.accounts.access import ReasonNeeded, Refused
from momentum.accounts.actor import VISITOR
from momentum.accounts.models import AccessEntry, Mandate
from momentum.identity.models import Pole, Response
from momentum.identity.queries.checks import branches_of, checks
from momentum.identity.queries.measured import measured, poles
from momentum.identity.queries.mixes import mixes
from momentum.identity.queries.waves import agreed, waves
from momentum.sector.models import YearFigures
from tests.identity import city
from tests.identity.test_home import analyst

pytestmark = pytest.mark.django_db


def test_only_confirmed_responses_count(field):
    Response.objects.filter(round__year=2016, organisation=field.organisations[0]).update(state="started")
    found = waves(2016)
    assert found.answers.shape == (24, 5, 27)
    assert np.isnan(found.answers[:, 4]).all(axis=1).sum() == 1
    assert set(found.branches) == set(city.BRANCHES)


def test_waves_end_with_the_year_asked_for(field):
    assert list(waves(2014).years) == [2012, 2013, 2014]


def test_the_last_confirmed_response_says_whether_one_is_drawn(field):
    first = field.organisations[0]
    assert str(first.pk) in agreed(2016)
    Response.objects.filter(round__year=2016, organisation=first).update(may_be_shown=False)
    assert str(first.pk) not in agreed(2016)
    assert str(first.pk) in agreed(2015)


def test_mixes_are_shares_and_missing_where_nothing_was_reported(field):
    one, other = (str(each.pk) for each in field.organisations[:2])
    YearFigures.objects.filter(organisation=one, year=2015).delete()
    YearFigures.objects.filter(organisation=one, year=2016).update(
        revenue_market=0, revenue_public_contract=0, revenue_subsidy=0, revenue_gifts=0
    )
    found = mixes([one, other], [2014, 2015, 2016])
    assert np.isnan(found[0, 1]).all()
    assert np.isnan(found[0, 2]).all()
    assert np.allclose(found[1].sum(axis=1), 1)


def test_the_city_s_own_poles_come_before_those_that_are_assumed(field):
    assert all(pole.assumed for pole in poles())
    Pole.objects.create(
        code="dienst", name_nl="Dienst", name_en="Service", values=[0.5] * 9, spread=[0.1] * 9, set_by="Raad"
    )
    (own,) = poles()
    assert (own.code, own.assumed) == ("dienst", False)
    assert [pole.code for pole in measured(2016).poles] == ["dienst"]


def test_what_is_measured_is_kept_until_the_data_change(field):
    first = measured(2016)
    assert measured(2016) is first
    answer = Response.objects.filter(round__year=2016).first().answers.filter(value__lt=4).first()
    answer.value += 1
    answer.save()
    assert measured(2016) is not first


def test_those_that_drift_are_found_and_the_demand_that_began_before(field):
    found = checks(analyst(), 2016, purpose="check_number")
    assert len(found) == 24
    drifting = [each for each in found if each.status == "drift"]
    assert {each.organisation for each in drifting} == set(field.drifting)
    assert all(each.pole == "public_agency" and each.value > 0.3 for each in drifting)
    assert any(begun.title.startswith("Verantwoording") for each in drifting for begun in each.begun)
    assert all(each.moved and each.moved.by_error is not None for each in drifting)
    assert found[0].status == "drift"


def test_a_look_at_enterprises_takes_a_reason_and_is_logged(field):
    ana, before = analyst(), AccessEntry.objects.count()
    with pytest.raises(ReasonNeeded):
        checks(ana, 2016, purpose="")
    with pytest.raises(Refused):
        checks(VISITOR, 2016, purpose="check_number")
    assert AccessEntry.objects.count() == before
    checks(ana, 2016, purpose="explain_change")
    entry = AccessEntry.objects.order_by("-pk").first()
    assert (entry.record, entry.purpose, entry.detail) == (
        "identity_profile",
        "explain_change",
        "where enterprises stand in 2016",
    )


def test_branches_are_fields_of_their_own(field):
    found = branches_of(analyst(), 2016)
    assert [each.enterprises for each in found] == [8, 8, 8]
    with pytest.raises(Refused):
        branches_of(VISITOR, 2016)


@pytest.fixture
def workshop(field, db):
    ana = analyst()
    Mandate.objects.create(user=ana.user, organisation=ana.organisation, role="analyst", starts="2015-01-01")
    client = Client()
    client.force_login(ana.user)
    return client


def test_the_workshop_shows_names_only_after_a_reason(workshop):
    assert workshop.get("/en/identity/workshop/")["Location"] == "/en/identity/workshop/2016/"
    first = workshop.get("/en/identity/workshop/2016/")
    assert b"Onderneming" not in first.content
    assert b"By branch" in first.content
    refused = workshop.post("/en/identity/workshop/2016/", {})
    assert b"error-summary" in refused.content
    opened = workshop.post("/en/identity/workshop/2016/", {"purpose": "check_number"}).content.decode()
    assert "Onderneming 3" in opened
    assert "What moved most:" in opened
    assert workshop.get("/en/identity/workshop/2011/").status_code == 404


def test_an_analyst_reads_a_year_that_is_not_public_and_is_told_so(workshop):
    answer = workshop.get("/en/identity/2015/")
    assert b"Not public yet" in answer.content


def test_nobody_else_enters_the_workshop(field):
    assert Client().get("/en/identity/workshop/").status_code in (302, 404)
    assert Client().get("/en/identity/workshop/2016/").status_code in (302, 404)
