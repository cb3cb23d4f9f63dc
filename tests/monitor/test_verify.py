"""Is it still what it was, and can it be made again?"""

import shutil

import pytest
from click.testing import CliRunner

from momentum.monitor import verification
from momentum.monitor.building.files import MANIFEST, folder_of
from momentum.monitor.building.json_files import read_json
from momentum.monitor.verification import changed_files, verify


def test_building_again_makes_the_same_bytes(new):
    edition = new()
    assert changed_files(edition) == ()
    verdict = verify(edition)
    assert verdict.outcome == "identical"
    assert verdict.good


def test_the_manifest_lists_every_file_with_its_hash_and_the_versions(draft):
    manifest = read_json(folder_of(draft) / MANIFEST)
    files = {
        str(path.relative_to(folder_of(draft))).removesuffix(".sealed")
        for path in folder_of(draft).rglob("*")
        if path.is_file()
    }
    assert set(manifest["files"]) == files - {MANIFEST}
    assert {"momentum", "duckdb", "highspy", "typst", "momentum-source"} <= set(manifest["versions"])


@pytest.mark.parametrize(
    ("name", "at_rest"),
    [
        ("public/edition.xlsx", ""),
        ("facts/spell.parquet", ".sealed"),
        ("internal/plan.json", ""),
        (MANIFEST, ""),
    ],
)
def test_a_changed_byte_shows(draft, name, at_rest):
    path = folder_of(draft) / f"{name}{at_rest}"
    path.write_bytes(path.read_bytes() + b" ")
    verdict = verify(draft)
    assert verdict.outcome == "changed"
    assert name in verdict.files
    assert not verdict.good


def test_a_file_added_or_taken_away_shows(draft):
    (folder_of(draft) / "public" / "extra.csv").write_text("x")
    (folder_of(draft) / "public" / "report-nl.pdf").unlink()
    assert changed_files(draft) == ("public/extra.csv", "public/report-nl.pdf")


def test_facts_that_are_gone_before_their_term_are_not_said_to_have_expired(draft):
    shutil.rmtree(folder_of(draft) / "facts")
    verdict = verify(draft)
    assert verdict.outcome == "changed"
    assert "facts/spell.parquet" in verdict.files


def test_other_versions_with_the_same_numbers_are_named(new, monkeypatch):
    from momentum.monitor.building import files

    edition = new()
    others = files.versions() | {"duckdb": "9.9.9"}
    monkeypatch.setattr(files, "versions", lambda: others)
    monkeypatch.setattr(verification, "versions", lambda: others)
    monkeypatch.setattr("momentum.monitor.building.steps.versions", lambda: others)
    verdict = verify(edition)
    assert verdict.outcome == "same cells"
    assert [part for part, _then, now in verdict.parts if now == "9.9.9"] == ["duckdb"]


def test_other_numbers_are_called_different(new, monkeypatch):
    from momentum.monitor.building import measuring, steps

    edition = new()

    def otherwise(prepared, period, tell, _measure=measuring.measure_all):
        counted = _measure(prepared, period, tell)
        table = next(t for t in counted.tables if t.name == "inflow_persons/2016")
        table.cells[()] -= 1
        return counted

    monkeypatch.setattr(steps, "measure_all", otherwise)
    verdict = verify(edition)
    assert verdict.outcome == "different"
    assert "internal/cells.json" in verdict.files


@pytest.fixture
def run():
    from momentum.site.command_line import main

    def call(*arguments, **environment):
        return CliRunner().invoke(main, ["edition", *arguments], env=environment)

    return call


def test_verify_on_the_command_line_answers_with_exit_codes(run, new):
    edition = new()
    answer = run("verify", edition.slug)
    assert answer.exit_code == 0, answer.output
    assert "Identical" in answer.output
    path = folder_of(edition) / "public" / "edition.xlsx"
    path.write_bytes(b"")
    answer = run("verify", edition.slug, "--quiet")
    assert answer.exit_code == 2
    assert "public/edition.xlsx" in answer.output
    answer = run("verify", "nowhere")
    assert answer.exit_code == 1
    assert "There is no edition “nowhere”" in answer.output
