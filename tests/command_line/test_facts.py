"""`momentum facts import`, as somebody types it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from momentum.methods.facts import load_facts
from momentum.site.command_line.facts import command

ROOT = Path(__file__).parents[2]
MAPPING = """
shape = "spells"
end = "exclusive"
[columns]
person = "person"
organisation = "organisation"
place_kind = "kind"
start = "start"
end = "end"
[place_kinds]
care = {rank = 1, paid = false}
[constants]
organisation_kind = "social_enterprise"
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(
        "person,organisation,kind,start,end\n1,De Kas,care,2016-01-01,2016-02-01\n2,De Kas,care,2016-01-01,\n"
    )
    return tmp_path


def run(work, *options, file="rows.csv", mapping="mapping.toml"):
    arguments = [
        "import",
        str(work / file),
        "--mapping",
        str(work / mapping),
        "--out",
        str(work / "facts"),
        *options,
    ]
    return CliRunner().invoke(command, arguments)


def test_the_receipt(work):
    result = run(work, "--freeze", "2017-01-01")
    assert result.exit_code == 0
    lines = dict(line.split(": ", 1) for line in result.stdout.splitlines())
    assert {key: lines[key] for key in ("rows", "persons", "spells", "freeze")} == {
        "rows": "2", "persons": "2", "spells": "2", "freeze": "2017-01-01",
    }  # fmt: skip
    assert lines["hash"].startswith("sha256:")
    assert lines["ends without a recorded reason"] == "1"
    assert "Reading" in result.stderr
    assert load_facts(work / "facts").tables["spell"].num_rows == 2


def test_the_school_leavers(tmp_path):
    result = CliRunner().invoke(
        command,
        [
            "import",
            str(ROOT / "data/mvad.csv"),
            "--mapping",
            str(ROOT / "examples/mvad/mapping.toml"),
            "--out",
            str(tmp_path / "facts"),
        ],
    )
    assert result.exit_code == 0
    assert "spells: 2526\n" in result.stdout
    assert "unknown start before: 1993-08-01\n" in result.stdout


def test_problems_are_printed_and_nothing_is_written(work):
    (work / "rows.csv").write_text(
        "person,organisation,kind,start,end\n1,De Kas,work,2016-01-01,2015-01-01\n"
    )
    result = run(work)
    assert result.exit_code == 1
    assert "rows.csv, row 2, column “kind”: “work” is not a known place kind." in result.stderr
    assert "1 problem; nothing was written." in result.stderr
    assert not (work / "facts").exists()


def test_the_first_fifty_are_printed_and_all_are_written(work):
    rows = "".join(f"{number},=De Kas,work,2016-01-01,\n" for number in range(120))
    (work / "rows.csv").write_text("person,organisation,kind,start,end\n" + rows)
    result = run(work, "--problems", str(work / "problems.csv"))
    assert result.exit_code == 1
    assert result.stderr.count("rows.csv, row") == 50
    assert "120 problems; nothing was written." in result.stderr
    lines = (work / "problems.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "file,row,column,code,problem"
    assert len(lines) == 121
    assert "… and 70 more" in run(work).stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"file": "none.csv"}, "There is no file"),
        ({"mapping": "none.toml"}, "There is no mapping file"),
        ({"mapping": "rows.csv"}, "not valid TOML"),
    ],
)
def test_mistakes_get_a_sentence_and_no_traceback(work, change, says):
    result = run(work, **change)
    assert result.exit_code == 1
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_a_mapping_without_the_meaning_of_end(work):
    (work / "mapping.toml").write_text(MAPPING.replace('end = "exclusive"\n', "", 1))
    result = run(work)
    assert result.exit_code == 1
    assert 'end = "exclusive"' in result.stderr


def test_a_file_of_a_gigabyte_is_refused_at_once(work):
    with (work / "rows.csv").open("wb") as file:
        file.truncate(2**30)
    result = run(work)
    assert result.exit_code == 1
    assert "The file is 1.0 GB; at most 200.0 MB is read." in result.stderr


def test_an_existing_directory_needs_replace(work):
    assert run(work).exit_code == 0
    again = run(work)
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert run(work, "--replace").exit_code == 0


def test_problems_leave_the_old_facts_alone(work):
    assert run(work).exit_code == 0
    (work / "rows.csv").write_text("person\n1\n")
    assert run(work, "--replace").exit_code == 1
    assert load_facts(work / "facts").tables["spell"].num_rows == 2


def test_a_place_that_cannot_be_written(work):
    (work / "facts").write_text("in the way")
    result = CliRunner().invoke(
        command,
        [
            "import",
            str(work / "rows.csv"),
            "--mapping",
            str(work / "mapping.toml"),
            "--out",
            str(work / "facts/inside"),
        ],
    )
    assert result.exit_code == 1
    assert "Nothing was written." in result.stderr


def test_help_answers_without_loading_the_heavy_parts():
    begin = "from momentum.site.command_line import main; main(['facts', 'import', '--help'])"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", begin], capture_output=True, text=True, check=True
    )
    assert time.perf_counter() - began < 2
    assert "--mapping" in done.stdout
    assert "pyarrow" not in done.stderr
    assert "django" not in done.stderr
