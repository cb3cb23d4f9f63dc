"""Is an answer still what it was, and can it be made again? As with an edition."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from momentum.methods.disclosure import TOTAL
from momentum.monitor import verification
from momentum.monitor.answering import verifying
from momentum.monitor.answering.files import folder_of_answer
from momentum.monitor.answering.verifying import verify_answer
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.building.files import MANIFEST
from momentum.monitor.building.json_files import read_json
from momentum.monitor.models import Edition
from tests.monitor.asking_for_tables import ask, released


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def answer(city, published):
    return released(city, ask(city.visitor_role, published, ["branch", "age_band"]))


@pytest.fixture
def run():
    from momentum.site.command_line import main

    return lambda *arguments: CliRunner().invoke(main, ["edition", "verify", "--quiet", *arguments])


def test_an_answer_is_made_again_the_same_also_after_later_releases(city, published, answer, run):
    assert verify_answer(answer).outcome == "identical"
    released(city, ask(city.visitor_role, published, ["organisation", "age_band"]))
    told = run("--answer", answer.slug)
    assert told.exit_code == 0, told.output
    assert "Identical" in told.output
    nowhere = run("--answer", "nowhere")
    assert nowhere.exit_code == 1
    assert "There is no released answer “nowhere”" in nowhere.output


def test_a_changed_byte_of_an_answer_shows(answer, run):
    path = folder_of_answer(answer) / "public" / "table.csv"
    path.write_bytes(path.read_bytes() + b" ")
    verdict = verify_answer(answer)
    assert (verdict.outcome, verdict.files) == ("changed", ("public/table.csv",))
    told = run("--answer", answer.slug)
    assert told.exit_code == 2
    assert "public/table.csv" in told.output


def test_other_numbers_are_called_different(answer, monkeypatch):
    from momentum.monitor.answering import building

    def otherwise(ask_, question, name, _count=building.count):
        table, lineage = _count(ask_, question, name)
        raised = {at: value + 5 for at, value in table.cells.items() if set(at) == {TOTAL}}
        return replace(table, cells={**table.cells, **raised}, additive=False), lineage

    monkeypatch.setattr(building, "count", otherwise)
    verdict = verify_answer(answer)
    assert verdict.outcome == "different"
    assert "internal/cells.json" in verdict.files


def test_other_versions_and_expired_facts_are_told(answer, monkeypatch):
    others = verification.versions() | {"duckdb": "9.9.9"}
    monkeypatch.setattr(verification, "versions", lambda: others)
    monkeypatch.setattr("momentum.monitor.building.files.versions", lambda: others)
    monkeypatch.setattr("momentum.monitor.answering.building.versions", lambda: others)
    verdict = verify_answer(answer)
    assert verdict.outcome == "same cells"
    assert [part for part, _then, _now in verdict.parts] == ["duckdb"]
    answer.edition.facts_expired_on = "2017-03-01"
    assert verify_answer(answer).outcome == "facts expired"


def test_a_release_that_is_no_longer_what_it_was_is_named(published, answer):
    Edition.objects.filter(pk=published.pk).update(content_hash="sha256:other")
    with pytest.raises(NotBuilt, match="2016, which this answer was protected against"):
        verifying._released_before(folder_of_answer(answer))


def test_everybody_finds_the_receipt_of_an_answer(answer, as_client):
    client = as_client()
    page = client.get(f"/en/monitor/tables/{answer.slug}/")
    assert f"/en/monitor/tables/{answer.slug}/verify/" in page.content.decode()
    receipt = text_of(client.get(f"/en/monitor/tables/{answer.slug}/verify/"))
    files = read_json(folder_of_answer(answer) / MANIFEST)["files"]
    for said in (
        answer.content_hash,
        answer.edition.facts_hash,
        files["public/table.csv"],
        files["public/table.xlsx"],
        f"momentum edition verify --answer {answer.slug}",
    ):
        assert said in receipt
    assert "internal/" not in receipt
