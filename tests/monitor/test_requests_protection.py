"""A table on request is protected together with everything released before; what is not safe is not released."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from momentum.accounts.clock import now
from momentum.methods.disclosure import CellKey
from momentum.methods.indicators import prepare
from momentum.monitor import actions as editions
from momentum.monitor.actions import requests as actions
from momentum.monitor.answering import building, protecting
from momentum.monitor.answering.counting import count
from momentum.monitor.answering.files import folder_of_answer, internal_answer
from momentum.monitor.answering.frame import frame_of
from momentum.monitor.answering.question import check
from momentum.monitor.building import sealing
from momentum.monitor.building.asking import asking
from momentum.monitor.building.files import FACTS, folder_of
from momentum.monitor.building.inputs import inputs_of, key_to_json
from momentum.monitor.models import Edition, EditionState, RequestState
from tests.monitor.asking_for_tables import ask, built, released


def release_of_other_facts(cells, withheld=()) -> Edition:
    """An edition that was published a month ago from other facts: `cells` as it published them."""
    edition = Edition.objects.create(
        slug="before",
        title_nl="Eerder",
        title_en="Before",
        period_from=date(2015, 1, 1),
        period_to=date(2016, 1, 1),
        freeze=date(2016, 2, 1),
        state=EditionState.SUPERSEDED,
        content_hash="sha256:before",
        published_at=now() - timedelta(days=30),
    )
    folder = folder_of(edition) / "internal"
    folder.mkdir(parents=True)
    rows = [[*key_to_json(key), value] for key, value in cells.items()]
    (folder / "published.json").write_text(json.dumps(rows))
    told = {
        "measure": "stock/2016",
        "dimensions": ["branch", "age_band"],
        "cells": [[list(at), value, "complement"] for at, value in withheld],
    }
    (folder / "cells.json").write_text(json.dumps({"stock_by_branch": told}))
    return edition


def counted(published, by):
    question = check(published, "stock", by, "2016")
    with sealing.opened(published) as place:
        prepared = prepare(place / FACTS, place / "prepared", threads=1)
        with asking(prepared) as running:
            table, _lineage = count(running, question, "answer")
            return table, frame_of(published, question, running)


def large_cell(request):
    """A cell of one branch and one age with ten people or more that the answer publishes."""
    for measure, at, value in json.loads((folder_of_answer(request) / "internal/published.json").read_text()):
        if len(at) == 2 and value >= 10:
            return CellKey(measure, frozenset(map(tuple, at))), value
    raise AssertionError("the small city has no such cell")


def test_the_second_of_two_answers_is_protected_against_the_first(city, published):
    released(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    table, frame = counted(published, ["organisation", "age_band"])
    alone = replace(
        frame,
        tables=tuple(each for each in frame.tables if not each.name.startswith("answer ")),
        earlier=frame.earlier[:1],
    )
    careless = protecting.decide(table, alone)
    assert not careless.plan.failures
    # With the first answer beside it, a plan that does not know of it gives people away.
    found = protecting.attack(replace(careless, frame=frame))
    assert {finding.kind for finding in found.findings} & {"exact", "narrow"}
    careful = protecting.decide(table, frame)
    assert protecting.attack(careful).ok
    assert len(careful.published) < len(careless.published)
    second = built(city, ask(city.visitor_role, published, ["organisation", "age_band"]))
    assert second.state == RequestState.BUILT
    assert set(internal_answer(second, "plan.json")["beside"]) >= {"answer 2016-stock-branch-age-band"}


def test_a_difference_with_an_earlier_edition_is_withheld_and_published_anyway_it_is_stopped(
    city, published, monkeypatch, as_client
):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    cell, value = large_cell(request)
    release_of_other_facts({cell: value + 1})
    actions.build_table(city.anna, request, enqueue=False)
    request = actions.run_answer(request.pk)
    assert request.state == RequestState.BUILT
    reasons = {tuple(at): why for at, _value, why in internal_answer(request, "cells.json")["cells"]}
    assert "revision" in reasons.values()

    def careless(table, frame):
        decision = protecting.decide(table, frame)
        shown = {key: why for key, why in decision.plan.withheld.items() if key != cell}
        return replace(decision, plan=replace(decision.plan, withheld=shown))

    monkeypatch.setattr(building, "decide", careless)
    actions.build_table(city.anna, request, enqueue=False)
    request = actions.run_answer(request.pk)
    assert request.state == RequestState.UNSAFE
    with pytest.raises(ValidationError):
        actions.check_table(city.bo, request, content_hash=request.content_hash)
    with pytest.raises(ValidationError):
        actions.release_table(city.anna, request)
    page = as_client(city.anna).get(reverse("monitor:request", args=[request.pk])).content.decode()
    assert "Not safe to release" in page
    assert "earlier edition" in page
    assert as_client().get(reverse("monitor:answers")).content.decode().count("<li><h3>") == 0


def test_what_a_release_of_other_facts_withheld_is_not_given_away(city, published):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    cell, value = large_cell(request)
    at = [dict(cell.at)[name] for name in ("branch", "age_band")]
    release_of_other_facts({}, withheld=[(at, value)])
    actions.build_table(city.anna, request, enqueue=False)
    request = actions.run_answer(request.pk)
    assert request.state == RequestState.UNSAFE
    found = internal_answer(request, "audit.json")["findings"]
    assert [(each["kind"], each["cell"]) for each in found] == [("over time", str(cell))]


def test_an_answer_counts_as_known_to_every_later_edition(city, published):
    later = Edition(
        slug="2017", period_from=date(2017, 1, 1), period_to=date(2018, 1, 1), freeze=date(2017, 3, 1)
    )
    later.save()
    before = len(inputs_of(later).earlier)
    answer = released(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    earlier = inputs_of(later).earlier
    assert len(earlier) == before + 1
    assert set(earlier[-1]) == {
        CellKey(measure, frozenset(map(tuple, at)))
        for measure, at, _value in json.loads(
            (folder_of_answer(answer) / "internal" / "published.json").read_text()
        )
    }


def test_what_was_built_before_another_release_is_built_again(city, published, draft):
    first, second = (
        built(city, ask(city.visitor_role, published, by))
        for by in (["branch", "age_band"], ["borough", "age_band"])
    )
    actions.check_table(city.bo, first, content_hash=first.content_hash)
    actions.check_table(city.bo, second, content_hash=second.content_hash)
    actions.release_table(city.anna, first)
    with pytest.raises(ValidationError, match="2016-stock-branch-age-band"):
        actions.release_table(city.anna, second)
    actions.build_table(city.anna, second, enqueue=False)
    again = actions.run_answer(second.pk)
    with pytest.raises(ValidationError, match="Only an answer that a second analyst checked"):
        actions.release_table(city.anna, again)
    actions.check_table(city.bo, again, content_hash=again.content_hash)
    assert actions.release_table(city.anna, again).state == RequestState.RELEASED


def test_an_edition_built_before_an_answer_was_released_is_not_published(city, published):
    waiting = Edition.objects.create(
        slug="waiting",
        title_nl="Wacht",
        title_en="Waits",
        period_from=date(2016, 1, 1),
        period_to=date(2017, 1, 1),
        freeze=date(2017, 2, 1),
        state=EditionState.APPROVED,
        content_hash="sha256:waiting",
    )
    waiting.events.create(verb="approve", content_hash=waiting.content_hash, user_name="Bo")
    folder = folder_of(waiting)
    folder.mkdir()
    known = {"earlier": inputs_of(waiting).to_json()["earlier"]}
    (folder / "inputs.json").write_text(json.dumps(known))
    (folder / "internal").mkdir()
    (folder / "internal" / "audit.json").write_text(json.dumps({"ok": True}))
    released(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    with pytest.raises(ValidationError, match="2016-stock-branch-age-band"):
        editions.publish(city.anna, waiting)


def test_files_of_an_answer_that_were_touched_are_not_released(city, published):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    actions.check_table(city.bo, request, content_hash=request.content_hash)
    file = folder_of_answer(request) / "public" / "table.csv"
    file.write_bytes(file.read_bytes().replace(b"withheld", b"3"))
    with pytest.raises(ValidationError, match=r"public/table\.csv"):
        actions.release_table(city.anna, request)


def test_the_same_question_makes_the_same_bytes_in_a_folder_named_after_them(city, published):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    first = request.content_hash
    actions.build_table(city.anna, request, enqueue=False)
    assert actions.run_answer(request.pk).content_hash == first
    assert folder_of_answer(request).name == first.removeprefix("sha256:")


def test_no_file_that_everybody_reads_tells_of_a_withheld_number(city, published):
    """Whatever a withheld cell counts, what the public gets is the same, to the byte."""
    table, frame = counted(published, ["branch", "age_band"])
    decision = protecting.decide(table, frame)
    hidden = [at for at in decision.places if table.key(at) in decision.plan.withheld]
    other = dict(table.cells) | {at: table.cells.get(at, 0) + 1 for at in hidden}
    question, labels = check(published, "stock", ["branch", "age_band"], "2016"), {}
    seen = [
        building.table_as_read(question, each, labels)
        for each in (decision, replace(decision, table=replace(table, cells=other)))
    ]
    assert hidden
    assert seen[0] == seen[1]
