"""A title or a note that gives a withheld number back stops the analyst, with a sentence."""

import re

import pytest
from django.core.exceptions import ValidationError

from momentum.monitor import actions
from momentum.monitor.actions import requests as requests_of_tables
from momentum.monitor.models import Edition, EditionState, RequestState
from momentum.monitor.queries.cells import internal
from momentum.monitor.queries.given_back import no_word_of_an_edition_tells
from tests.monitor.asking_for_tables import ask, built


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def withheld(draft):
    return {
        value
        for told in internal(draft, "cells.json").values()
        for _at, value, reason in told["cells"]
        if reason
    }


def test_a_title_that_holds_a_withheld_number_is_not_taken(city, draft, withheld, as_client):
    number = max(withheld)
    with pytest.raises(ValidationError, match="that number is withheld") as stopped:
        actions.edit(city.anna, draft, title_nl=f"Monitor: {number} mensen", title_en="Monitor 2016")
    assert set(stopped.value.error_dict) == {"title_nl"}
    page = as_client(city.anna).post(
        "/en/monitor/workshop/2016/titles/",
        {"title_nl": "Monitor", "title_en": f"With {number} people", "version": str(draft.version)},
    )
    assert "Leave the number out" in text_of(page)
    draft.refresh_from_db()
    assert draft.title_en == "Monitor 2016"
    free = next(n for n in range(1000, 2000) if n not in withheld)
    actions.edit(city.anna, draft, title_nl=f"Monitor: {free} mensen", title_en=f"Monitor {number}")


def test_a_title_from_before_the_build_stops_it_from_being_submitted_and_published(city, draft, withheld):
    number = max(withheld)
    Edition.objects.filter(pk=draft.pk).update(title_en=f"Work for {number} people")
    with pytest.raises(ValidationError, match="withheld"):
        actions.submit(city.anna, draft)
    Edition.objects.filter(pk=draft.pk).update(title_en="Monitor 2016")
    draft.refresh_from_db()
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    Edition.objects.filter(pk=draft.pk).update(title_en=f"Work for {number} people")
    with pytest.raises(ValidationError, match="withheld"):
        actions.publish(city.anna, draft)
    draft.refresh_from_db()
    assert draft.state == EditionState.APPROVED


def test_a_public_reason_that_tells_is_not_taken_and_stays_typed(city, published, withheld, as_client):
    reason = f"It counted {max(withheld)} persons twice."
    with pytest.raises(ValidationError, match="withheld"):
        actions.withdraw(city.anna, published, reason_nl="Fout.", reason_en=reason)
    client = as_client(city.anna)
    page = client.post(
        "/en/monitor/workshop/2016/withdraw/",
        {"withdraw-reason_nl": "Fout.", "withdraw-reason_en": reason},
    )
    assert "that number is withheld" in text_of(page)
    assert reason in text_of(page)
    published.refresh_from_db()
    assert published.state == EditionState.PUBLISHED


def test_why_a_table_is_declined_gives_no_number_of_its_answer_away(city, published, as_client):
    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    from momentum.monitor.answering.files import internal_answer

    number = max(value for _at, value, why in internal_answer(request, "cells.json")["cells"] if why)
    reason = f"It would tell of {number} people."
    with pytest.raises(ValidationError, match="that number is withheld"):
        requests_of_tables.decline_table(city.anna, request, reason=reason)
    page = as_client(city.anna).post(
        f"/en/monitor/workshop/requests/{request.pk}/decline/",
        {"decline-reason": reason, "version": str(request.version)},
    )
    assert "that number is withheld" in text_of(page)
    assert reason in text_of(page)
    request.refresh_from_db()
    assert request.state == RequestState.BUILT


def test_an_answer_whose_words_tell_is_neither_checked_nor_released(city, published, monkeypatch):
    from momentum.monitor.actions.requests import checking, releasing
    from momentum.monitor.answering.files import internal_answer

    request = built(city, ask(city.visitor_role, published, ["branch", "age_band"]))
    number = max(value for _at, value, why in internal_answer(request, "cells.json")["cells"] if why)

    def telling(_request):
        return {"title_en": f"The {number} people in work"}

    monkeypatch.setattr(checking, "words_of_answer", telling)
    with pytest.raises(ValidationError, match="that number is withheld"):
        requests_of_tables.check_table(city.bo, request, content_hash=request.content_hash)
    monkeypatch.undo()
    requests_of_tables.check_table(city.bo, request, content_hash=request.content_hash)
    monkeypatch.setattr(releasing, "words_of_answer", telling)
    with pytest.raises(ValidationError, match="that number is withheld"):
        requests_of_tables.release_table(city.anna, request)


def test_an_edition_that_was_never_built_withholds_nothing_yet():
    no_word_of_an_edition_tells(Edition(slug="x"), title_en="With 3 people")
