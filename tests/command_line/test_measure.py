"""`momentum measure` and `momentum indicators`, on mvad and on a small city."""

import csv
import errno
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from momentum.methods.indicators import INDICATORS
from momentum.site.command_line import main
from tests.methods.indicators.city import example

ROOT = Path(__file__).parents[2]


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def rows(*arguments):
    """The rows of a CSV answer."""
    result = run("measure", *arguments)
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture(scope="module")
def mvad(tmp_path_factory):
    """The facts of mvad, by the mapping that is shipped."""
    out = tmp_path_factory.mktemp("mvad") / "facts"
    mapping = ROOT / "examples" / "mvad" / "mapping.toml"
    result = run("facts", "import", ROOT / "data" / "mvad.csv", "--mapping", mapping, "--out", out)
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture
def facts(tmp_path):
    return example().write(tmp_path / "facts")


def test_mvad_was_ever_in_training_and_went_straight_to_employment(mvad):
    assert rows(mvad, "reach", "--period", "all") == [{"persons": "257"}]
    assert rows(mvad, "moved_on", "--within", "0", "--period", "all") == [{"persons": "184"}]


def test_mvad_month_to_month_out_of_training(mvad):
    found = rows(mvad, "transition_rates", "--period", "all", "--where", "kind=training")
    shares = {
        row["to_state"]: round(float(row["share"]), 3) for row in found if row["from_state"] == "training"
    }
    assert shares == {
        "*": 1.0,
        "employment": 0.037,
        "joblessness": 0.013,
        "FE": 0.004,
        "school": 0.001,
        "training": 0.945,
    }


def test_mvad_employed_in_the_first_and_in_the_last_month(mvad):
    first = rows(mvad, "transition_rates", "--period", "1993-07")
    last = rows(mvad, "transition_rates", "--period", "1999-05")
    assert [r["of"] for r in first if (r["from_state"], r["to_state"]) == ("employment", "*")] == ["173"]
    assert [r["person_months"] for r in last if (r["from_state"], r["to_state"]) == ("*", "employment")] == [
        "484"
    ]


def test_a_calendar_says_that_inflow_of_its_first_month_is_not_inflow(mvad):
    result = run("measure", mvad, "inflow_spells", "--period", "1993")
    assert "1993-08-01" in result.stderr
    assert "not inflow" in result.stderr


def test_facts_are_prepared_once_and_kept_beside_them(facts):
    first = run("measure", facts, "reach", "--period", "2016")
    second = run("measure", facts, "reach", "--period", "2016")
    assert "Preparing" in first.stderr
    assert "Preparing" not in second.stderr
    assert first.stdout == second.stdout == "persons\n4\n"
    assert len(list(facts.glob("prepared-*"))) == 1


def test_a_directory_that_cannot_be_written_to_is_measured_all_the_same(facts, monkeypatch):
    make = tempfile.mkdtemp

    def read_only(suffix=None, prefix=None, dir=None):
        if dir is not None and Path(dir) == facts:
            raise OSError(errno.EROFS, "Read-only file system", str(dir))
        return make(suffix, prefix, dir)

    monkeypatch.setattr(tempfile, "mkdtemp", read_only)
    result = run("measure", facts, "reach", "--period", "2016")
    assert result.stdout == "persons\n4\n"
    assert not list(facts.glob("prepared-*"))


def test_breakdowns_filters_and_formats(facts, tmp_path):
    found = rows(
        facts, "stock", "--at", "2016-06-01", "--by", "branch, organisation", "--where", "group=none"
    )
    assert found == [{"branch": "*", "organisation": "*", "persons": "0", "spells": "0"}]
    whole = json.loads(
        run("measure", facts, "reach", "--period", "2016", "--by", "target_group", "--format", "json").stdout
    )
    assert whole["rows"][0] == {"target_group": "*", "persons": 4}
    assert whole["additive"] is False
    assert whole["lineage"]["indicator"] == "reach"
    out = tmp_path / "reach.parquet"
    assert run("measure", facts, "reach", "--period", "2016", "--by", "branch", "--out", out).exit_code == 0
    table = pq.read_table(out)
    assert table.column_names == ["branch", "persons"]
    assert json.loads(table.schema.metadata[b"lineage"])["by"] == ["branch"]


def test_a_daily_curve(facts):
    found = rows(facts, "time_to_paid_work", "--curve")
    assert [row["duration"] for row in found] == ["335", "366", "427"]
    assert [row["at_risk"] for row in found] == ["3", "2", "1"]


def test_names_that_a_spreadsheet_would_run_are_made_harmless(tmp_path):
    city = example()
    city.organisation.append(("=HYPERLINK(1)", "social_enterprise", None, None))
    city.spell.append(
        ("s9", "eva", "=HYPERLINK(1)", "day activity", city.freeze.replace(year=2016), None, None)
    )
    facts = city.write(tmp_path / "facts")
    result = run("measure", facts, "stock", "--by", "organisation")
    assert "'=HYPERLINK(1)" in result.stdout
    assert "\n*," in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["raech"], "no indicator “raech”"),
        (["reach", "--by", "planet"], "no dimension “planet”"),
        (["reach", "--where", "kind=astronaut"], "no place_kind “astronaut”"),
        (["reach", "--where", "kind"], "write DIMENSION=VALUE"),
        (["reach", "--where", "kind=regular job", "--where", "kind=day activity"], "twice"),
        (["reach", "--period", "2016-13"], "not a period"),
        (["reach", "--period", "2016..2015"], "holds no day"),
        (["reach", "--at", "2016-01-01"], "over a period, not on a day"),
        (["stock", "--at", "2019-01-01"], "wholly after"),
        (["reach", "--by", "branch,branch"], "names a dimension twice"),
        (["reach", "--curve"], "no daily curve"),
        (["reach", "--format", "parquet"], "--out"),
    ],
)
def test_a_mistake_is_one_sentence_and_no_traceback(facts, arguments, sentence):
    result = run("measure", facts, *arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_a_mistake_is_no_traceback_either_once_the_facts_are_prepared(facts):
    assert run("measure", facts, "reach", "--period", "2016").exit_code == 0
    assert list(facts.glob("prepared-*"))
    again = run("measure", facts, "reach", "--by", "planet")
    assert again.exit_code == 1
    assert "no dimension “planet”" in again.stderr
    assert again.exception is None or isinstance(again.exception, SystemExit)


def test_a_directory_without_facts_is_refused(tmp_path):
    result = run("measure", tmp_path, "reach")
    assert result.exit_code == 1
    assert "not a facts directory" in result.stderr


def test_indicators_lists_definition_and_source():
    text = run("indicators").stdout
    for one in INDICATORS.values():
        assert one.name in text
    listed = json.loads(run("indicators", "--format", "json").stdout)
    assert {one["name"] for one in listed} == set(INDICATORS)
    assert all(one["definition"] and one["source"] for one in listed)


def test_help_needs_no_engine():
    loaded = "import sys; from momentum.site.command_line import main\ntry: main(['measure', '--help'])\n" + (
        "except SystemExit: print([m for m in ('ibis', 'duckdb', 'pyarrow', 'django') if m in sys.modules])"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert time.perf_counter() - began < 5
