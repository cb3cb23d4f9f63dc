"""Asking for a table: what cannot be answered is said at once, at the field, and nothing is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from momentum.accounts.access import Refused
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.policy import Role
from momentum.monitor.actions import requests as actions
from momentum.monitor.models import Edition, EditionState, RequestState, TableRequest
from tests.monitor.asking_for_tables import WHY, ask
from tests.monitor.small_city import person


def test_a_bad_question_is_said_at_its_field_and_nothing_is_kept(city, published):
    for field, sentence, changes in (
        ("by", "at most 3", {"by": ["branch", "age_band", "target_group", "place_kind"]}),
        ("by", "has no breakdown by Kind of paid work", {"by": ["to_kind"]}),
        ("by", "has no breakdown by shoe_size", {"by": ["shoe_size"]}),
        ("by", "levels of the same thing", {"by": ["branch", "organisation_district"]}),
        ("by", "at least one", {"by": []}),
        ("by", "each breakdown once", {"by": ["branch", "branch"]}),
        ("indicator", "from the list", {"indicator": "happiness"}),
        ("period", "It has: 2016, 2015, 2014.", {"period": "1999"}),
        ("why", "what you need it for", {"why": "  "}),
        ("why", "1,000", {"why": "x" * 1001}),
        ("why", "citizen", {"why": "About 111222333."}),
    ):
        with pytest.raises(ValidationError) as refused:
            ask(city.visitor_role, published, **{"by": ["branch", "age_band"], **changes})
        assert sentence in " ".join(refused.value.message_dict[field]), (field, changes)
    assert not TableRequest.objects.exists()


def test_an_edition_whose_facts_expired_or_that_is_not_published_cannot_be_asked(city, published):
    published.facts_expired_on = date(2017, 3, 1)
    published.save()
    with pytest.raises(ValidationError, match="destroyed on 2017-03-01"):
        ask(city.visitor_role, published, ["branch", "age_band"])
    for state in set(EditionState) - {EditionState.PUBLISHED}:
        published.state = state
        published.facts_expired_on = None
        published.save()
        with pytest.raises(ValidationError, match="no table of it can be asked"):
            ask(city.visitor_role, published, ["branch", "age_band"])


def test_what_the_edition_shows_already_is_pointed_to(city, published, as_client):
    for by, table in (
        (["age_band"], "stock_by_age"),
        (["target_group"], "stock_by_target_group"),
        (["target_group", "organisation"], "stock_by_organisation"),
        (["branch"], "stock_by_organisation"),
        (["organisation_district"], "stock_by_district"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask(city.visitor_role, published, by)
        assert reverse("monitor:table", args=[published.slug, table]) in refused.value.message, by
    answer = as_client(city.visitor_role).post(
        reverse("monitor:ask"),
        {"edition": published.slug, "indicator": "stock", "by": "age_band", "period": "2016", "why": WHY},
    )
    page = answer.content.decode()
    assert f'<a href="{reverse("monitor:table", args=[published.slug, "stock_by_age"])}">' in page
    assert WHY in page


def test_a_period_that_has_an_edition_of_its_own_is_asked_there(city, published):
    Edition.objects.create(
        slug="2015",
        title_nl="Monitor 2015",
        title_en="Monitor 2015",
        period_from=date(2015, 1, 1),
        period_to=date(2016, 1, 1),
        freeze=date(2016, 1, 1),
        state=EditionState.PUBLISHED,
    )
    with pytest.raises(ValidationError, match="edition of its own") as refused:
        ask(city.visitor_role, published, ["branch", "age_band"], period="2015")
    assert "edition=2015" in refused.value.message
    assert ask(city.visitor_role, published, ["branch", "age_band"], period="2014").state == "asked"


def test_quarters_cross_what_starts_and_ends_but_not_what_stands(city, published):
    request = ask(city.visitor_role, published, ["quarter", "branch"], indicator="inflow_persons")
    assert request.question == "inflow_persons 2016 branch×quarter"
    with pytest.raises(ValidationError, match="no breakdown by Quarter"):
        ask(city.visitor_role, published, ["quarter", "branch"])


def test_nobody_asks_the_same_twice_or_more_than_five_at_once(city, published):
    first = ask(city.visitor_role, published, ["branch", "age_band"])
    with pytest.raises(ValidationError, match="see how it stands"):
        ask(city.visitor_role, published, ["age_band", "branch"])
    for other in ("district", "borough", "organisation", "place_kind"):
        ask(city.visitor_role, published, [other, "age_band"])
    with pytest.raises(ValidationError, match="as many as one person can have"):
        ask(city.visitor_role, published, ["target_group", "age_band"])
    actions.withdraw_table(city.visitor_role, first)
    assert ask(city.visitor_role, published, ["target_group", "age_band"]).state == RequestState.ASKED


def test_who_asks_is_for_nobody_else_to_see(city, published, as_client):
    platform = city.anna.organisation
    request = ask(city.visitor_role, published, ["branch", "age_band"])
    name = city.visitor_role.user.name
    for actor in (person("Rosa", Role.RESEARCHER, platform), person("Bert", Role.BUYER, platform)):
        client = as_client(actor)
        for view in ("my_request", "request", "request_cells"):
            assert client.get(reverse(f"monitor:{view}", args=[request.pk])).status_code == 404
        assert client.post(reverse("monitor:withdraw_request", args=[request.pk])).status_code == 404
        for view in ("my_requests", "answers", "ask"):
            page = client.get(reverse(f"monitor:{view}")).content.decode()
            assert WHY not in page
            assert name not in page
        with pytest.raises(Refused):
            actions.withdraw_table(actor, request)
    # The analysts weigh what it is for; who it is they need not know.
    page = as_client(city.anna).get(reverse("monitor:request", args=[request.pk])).content.decode()
    assert WHY in page
    assert name not in page
    assert request.events.get().user is None
    for nobody in (VISITOR, Actor(user=None, role=Role.RESEARCHER)):
        with pytest.raises(Refused):
            ask(nobody, published, ["branch", "age_band"])


def test_a_role_is_shown_only_where_its_holder_agreed(city, published):
    assert ask(city.visitor_role, published, ["branch", "age_band"]).asker_role == ""
    shown = ask(city.visitor_role, published, ["borough", "age_band"], show_role=True)
    assert shown.asker_role == Role.POLICY_OFFICER
