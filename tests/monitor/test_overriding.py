"""A plan broken on purpose: the check sees it, spells the attack out, and nothing makes the edition public."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override as in_language

from momentum.monitor import actions
from momentum.monitor.attacks import attacks
from momentum.monitor.building.files import folder_of
from momentum.monitor.building.json_files import read_json, write_json
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.naming import Words
from momentum.monitor.queries.cells import internal
from momentum.monitor.queries.editions import changed_since_build
from momentum.monitor.verification import verify


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def withheld_cell(edition, reason, table="stock_by_organisation"):
    return next(at for at, _value, why in internal(edition, "cells.json")[table]["cells"] if why == reason)


@pytest.fixture
def broken(city, draft, few_charts):
    """Anna's draft with one complement published anyway, built again."""
    at = withheld_cell(draft, "complement")
    actions.override(city.anna, draft, table="stock_by_organisation", at=at, reason="The board asked for it.")
    actions.rebuild(city.anna, draft, enqueue=False)
    return actions.run_build(draft.pk)


def test_a_withheld_number_published_anyway_is_refused_with_the_attack_in_steps(city, broken, as_client):
    assert broken.state == EditionState.REFUSED
    audit = internal(broken, "audit.json")
    assert not audit["ok"]
    worst = audit["findings"][0]
    assert worst["steps"]
    page = as_client(city.anna).get("/en/monitor/workshop/2016/")
    text = text_of(page)
    assert "Not safe to publish" in text
    assert "To undo it: leave it to protection again" in text
    assert "The board asked for it." in text
    for attack in attacks(audit, Words(broken)):
        assert attack.kind in text
        assert attack.steps or attack.sentence
        for step in attack.steps:
            assert step in re.sub(r"&[a-z#0-9]+;", "", text) or "“" in step
    assert "organisation=" not in text
    assert "stock/2016" not in text.partition("Tables")[0]
    assert "Still in paid work after 26 weeks" in text
    assert "()" not in text


def test_a_refused_edition_goes_nowhere_by_any_step(city, broken, as_client):
    steps = (
        lambda: actions.submit(city.anna, broken),
        lambda: actions.approve(city.bo, broken, content_hash=broken.content_hash),
        lambda: actions.publish(city.anna, broken),
    )
    for step in steps:
        with pytest.raises(ValidationError):
            step()
    for verb in ("submit", "approve", "publish"):
        as_client(city.bo).post(
            f"/en/monitor/workshop/2016/{verb}/",
            {"version": str(broken.version), "content_hash": broken.content_hash},
        )
    broken.refresh_from_db()
    assert broken.state == EditionState.REFUSED
    assert as_client().get("/en/monitor/2016/").status_code == 404


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (EditionState.DRAFT, lambda city, edition: actions.submit(city.anna, edition)),
        (
            EditionState.SUBMITTED,
            lambda city, edition: actions.approve(city.chris, edition, content_hash=edition.content_hash),
        ),
    ],
)
def test_the_check_decides_even_where_the_state_says_otherwise(city, broken, state, step):
    Edition.objects.filter(pk=broken.pk).update(state=state)
    with pytest.raises(ValidationError, match="not safe to publish"):
        step(city, broken)


def test_taken_back_and_built_again_it_is_safe(city, broken, as_client):
    number = str(broken.overrides.get().pk)
    as_client(city.anna).post("/en/monitor/workshop/2016/lift/", {"override": number})
    assert not broken.overrides.exists()
    assert changed_since_build(broken)
    actions.rebuild(city.anna, broken, enqueue=False)
    again = actions.run_build(broken.pk)
    assert again.state == EditionState.DRAFT
    actions.submit(city.anna, again)


def test_an_edition_with_an_override_is_built_again_from_its_folder(broken):
    told = read_json(folder_of(broken) / "inputs.json")
    assert [each["reason"] for each in told["overrides"]] == ["The board asked for it."]
    assert verify(broken).outcome == "identical"


def test_the_override_asks_for_a_reason_and_keeps_what_it_is_about(city, draft, as_client):
    at = "|".join(withheld_cell(draft, "threshold"))
    client = as_client(city.anna)
    address = "/en/monitor/workshop/2016/override/"
    page = text_of(client.get(f"{address}?table=stock_by_organisation&at={at}"))
    assert "below the smallest number that is shown" in page
    refused = client.post(address, {"table": "stock_by_organisation", "at": at, "reason": " "})
    assert "Something is not right yet" in text_of(refused)
    assert not draft.overrides.exists()
    client.post(address, {"table": "stock_by_organisation", "at": at, "reason": "Asked for."})
    assert draft.overrides.get().reason == "Asked for."
    assert client.get(f"{address}?table=stock_by_organisation&at=nowhere").status_code == 404
    with pytest.raises(ValidationError):
        actions.submit(city.anna, draft)


def test_who_overrides_cannot_check(city, draft):
    at = withheld_cell(draft, "complement")
    actions.override(city.bo, draft, table="stock_by_organisation", at=at, reason="Because.")
    actions.lift(city.bo, draft, override_id=draft.overrides.get().pk)
    draft.refresh_from_db()
    from momentum.monitor.queries.analysts import stands_apart

    assert not stands_apart(city.bo, draft)


def test_every_step_of_an_attack_has_dutch_words(broken):
    audit = internal(broken, "audit.json")
    english = attacks(audit, Words(broken))
    with in_language("nl"):
        dutch = attacks(audit, Words(broken))
    for one, other in zip(english, dutch, strict=True):
        assert one.kind != other.kind
        assert all(a != b for a, b in zip(one.steps, other.steps, strict=True))


def test_a_verdict_without_a_file_is_no_safe_verdict(city, draft):
    file = folder_of(draft) / "internal" / "audit.json"
    write_json(file, {**read_json(file), "ok": False})
    with pytest.raises(ValidationError, match="not safe"):
        actions.submit(city.anna, draft)
    file.unlink()
    with pytest.raises(ValidationError, match="not safe"):
        actions.submit(city.anna, draft)
