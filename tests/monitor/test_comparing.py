"""Two ways to protect an edition, worked out by a worker on the same facts, laid side by side, and one chosen."""

import re

import pytest
from django.core.exceptions import ValidationError

from momentum.monitor import actions
from momentum.monitor.actions import comparing
from momentum.monitor.building.files import public_folder
from momentum.monitor.building.inputs import choices_of
from momentum.monitor.choices import Choices, Treatment
from momentum.monitor.contents import MEASURES
from momentum.monitor.models import Comparison, ComparisonState
from momentum.monitor.queries.cells import internal
from momentum.monitor.queries.comparisons import result_of
from momentum.monitor.verification import changed_files


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


ROUNDED = Choices(treatments={name: Treatment("rounding") for name in MEASURES})


@pytest.fixture
def compared(city, draft):
    made = actions.start_comparison(city.anna, draft, choices=ROUNDED, pins=[], enqueue=False)
    return actions.run_comparison(made.pk)


def test_two_plans_are_laid_side_by_side_and_one_is_chosen(city, draft, compared, as_client, few_charts):
    assert compared.state == ComparisonState.DONE, compared.error
    result = result_of(compared)
    withheld, rounded = result["sides"]
    assert withheld["withheld"] == len(internal(draft, "plan.json")["withheld"]) > 0
    assert rounded["withheld"] == 0
    assert rounded["told"] > 0
    assert rounded["persons"] == 0
    assert result["differ"] >= rounded["changed"]
    client = as_client(city.anna)
    address = f"/en/monitor/workshop/2016/comparisons/{compared.pk}/"
    page = text_of(client.get(address))
    for said in (
        "Numbers withheld", "Persons counted in them", "Headline: people in work", "Numbers that differ",
        "Every figure is rounded to a multiple of 5", "There is one reason for every withheld number",
    ):  # fmt: skip
        assert said in page
    client.post(f"{address}choose/", {"side": "second"})
    draft.refresh_from_db()
    assert choices_of(draft).treatment("stock/2016").method == "rounding"
    assert "Build again, then submit" in text_of(client.get("/en/monitor/workshop/2016/"))
    actions.rebuild(city.anna, draft, enqueue=False)
    again = actions.run_build(draft.pk)
    assert len(internal(again, "plan.json")["told"]) == rounded["told"]
    assert result_of(compared) == result


def test_a_comparison_is_no_part_of_the_edition(draft, compared):
    assert changed_files(draft) == ()
    name = f"{compared.pk}.json"
    assert not list(public_folder(draft).rglob(name))


def test_the_form_compares_and_chooses(
    city, draft, as_client, few_charts, django_capture_on_commit_callbacks
):
    client = as_client(city.anna)
    address = "/en/monitor/workshop/2016/protection/"
    page = client.get(address).content.decode()
    fields = dict(
        re.findall(r'<select name="([a-z_]+)"', page)
        and [(n, "") for n in re.findall(r'<select name="([a-z_]+)"', page)]
    )
    told = {name: "suppression" if name.startswith("method") else "shown" for name in fields} | {
        "base": "5", "n": "6", "profile": "best",
    }  # fmt: skip
    assert "Something is not right yet" in text_of(client.post(address, {**told, "n": "1", "compare": "1"}))
    with django_capture_on_commit_callbacks():
        answer = client.post(address, {**told, "compare": "1"})
    made = Comparison.objects.get()
    assert answer["Location"].endswith(f"/comparisons/{made.pk}/")
    waiting = client.get(answer["Location"])
    assert "Two plans are being worked out" in text_of(waiting)
    assert waiting["Refresh"] == "2"
    client.post(address, {**told, "choose": "1"})
    draft.refresh_from_db()
    chosen = choices_of(draft)
    assert (chosen.n, chosen.profile, chosen.treatment("stock/2016").zeros) == (6, "best", "shown")


def test_pins_can_be_left_out_of_the_other_plan(city, draft):
    table, at = next(
        (name, at)
        for name, told in internal(draft, "cells.json").items()
        for at, _value, reason in told["cells"]
        if reason == "complement"
    )
    actions.pin(city.anna, draft, table=table, at=at)
    made = actions.start_comparison(city.anna, draft, choices=choices_of(draft), pins=[], enqueue=False)
    assert len(made.first["pins"]) == 1
    assert made.second["pins"] == []
    actions.choose_compared(city.anna, draft, comparison=made, side="second")
    assert not draft.pins.exists()


def test_what_is_published_anyway_is_part_of_each_plan(city, draft, as_client, few_charts):
    table, at = next(
        (name, at)
        for name, told in internal(draft, "cells.json").items()
        for at, _value, reason in told["cells"]
        if reason == "complement" and name == "stock_by_organisation"
    )
    actions.override(city.anna, draft, table=table, at=at, reason="The board asked for it.")
    client, address = as_client(city.anna), "/en/monitor/workshop/2016/protection/"
    page = client.get(address).content.decode()
    assert "Numbers published anyway that count" in text_of(client.get(address))
    told = {name: "suppression" for name in re.findall(r'<select name="(method_[a-z_]+)"', page)}
    told |= {name: "withheld" for name in re.findall(r'<select name="(zeros_[a-z_]+)"', page)}
    client.post(address, {**told, "base": "5", "n": "5", "profile": "fast", "compare": "1"})
    made = actions.run_comparison(Comparison.objects.get().pk)
    assert made.state == ComparisonState.DONE, made.error
    first, second = result_of(made)["sides"]
    assert [why for _cell, why in first["overrides"]] == ["The board asked for it."]
    assert second["overrides"] == []
    assert not first["audit"]["ok"]
    assert second["audit"]["ok"]
    shown = text_of(client.get(f"/en/monitor/workshop/2016/comparisons/{made.pk}/"))
    assert "The board asked for it." in shown
    assert "Cost at its own prices" in shown
    assert "the check refuses this plan" in shown
    actions.choose_compared(city.anna, draft, comparison=made, side="first")
    assert draft.overrides.exists()
    actions.choose_compared(city.anna, draft, comparison=made, side="second")
    assert not draft.overrides.exists()


def test_a_comparison_that_died_is_begun_again_and_given_up_in_the_end(city, draft, monkeypatch):
    from datetime import timedelta

    made = actions.start_comparison(city.anna, draft, choices=ROUNDED, pins=[], enqueue=False)
    taken = []
    monkeypatch.setattr(comparing, "_enqueue", taken.append)
    assert comparing.take_up_comparisons(timedelta(seconds=-1)) == [made] == taken
    Comparison.objects.filter(pk=made.pk).update(attempts=comparing.ATTEMPTS)
    given_up = actions.run_comparison(made.pk)
    assert given_up.state == ComparisonState.FAILED
    assert "broken off twice" in given_up.error


def test_an_edition_that_was_never_built_has_nothing_to_compare(city):
    from momentum.monitor.models import Edition

    edition = Edition.objects.create(
        slug="x", title_nl="X", title_en="X", period_from="2016-01-01", period_to="2017-01-01",
        freeze="2017-01-01", state="failed", built_by=city.anna.user,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="frozen facts"):
        actions.start_comparison(city.anna, edition, choices=ROUNDED, pins=[], enqueue=False)


def test_choosing_the_same_again_changes_nothing(city, draft):
    version = draft.version
    actions.choose(city.anna, draft, choices=choices_of(draft))
    draft.refresh_from_db()
    assert draft.version == version


def test_nobody_but_an_analyst_compares_or_reads_it(city, draft, compared, as_client):
    base = "/en/monitor/workshop/2016/"
    for who in (None, city.visitor_role):
        client = as_client(who)
        for address in (
            f"{base}protection/",
            f"{base}comparisons/{compared.pk}/",
            f"{base}override/?table=x&at=",
        ):
            assert client.get(address).status_code in (302, 404)
        for address in (f"{base}comparisons/{compared.pk}/choose/", f"{base}lift/"):
            assert client.post(address, {"side": "second", "override": "1"}).status_code in (302, 404)
    draft.refresh_from_db()
    assert choices_of(draft).treatments == {}
