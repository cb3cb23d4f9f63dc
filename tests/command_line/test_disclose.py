"""`momentum disclose`, as a researcher with their own file meets it."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from momentum.site.command_line.disclose import command

SMALL = Path(__file__).parents[2] / "data" / "disclosure" / "small.csv"
GROUPS = "group,persons\n*,24\nA,12\nB,9\nC,3\n"
SPEC = '[table]\nvalue = "persons"\n[dimensions.group]\n[rules]\nzeros = "shown"\n'


@pytest.fixture
def run(tmp_path):
    def call(*args: str, table: str = GROUPS, spec: str = SPEC, **files: str):
        (tmp_path / "table.csv").write_text(table, encoding="utf-8")
        (tmp_path / "spec.toml").write_text(spec, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        words = [word.replace("@", f"{tmp_path}/") for word in args]
        return CliRunner().invoke(command, words)

    return call


PROTECT = ("@table.csv", "--spec", "@spec.toml", "--out", "@out")
AUDIT = ("audit", "@table.csv", "--spec", "@spec.toml", "--plan")


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_is_protected_audited_and_written(run, tmp_path):
    result = run(*PROTECT)
    assert result.exit_code == 0, result.output
    published = {row["group"]: row["persons"] for row in rows(tmp_path / "out" / "protected.csv")}
    assert published == {"*": "24", "A": "12", "B": "", "C": ""}
    assert {row["withheld"] for row in rows(tmp_path / "out" / "protected.csv")} == {
        "",
        "withheld to protect persons",
    }
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert plan["costs"] == {
        "complement": {"cells": 1, "persons": 9},
        "threshold": {"cells": 1, "persons": 3},
    }
    verdict = json.loads((tmp_path / "out" / "audit.json").read_text())
    assert verdict["ok"]
    assert {interval["cell"] for interval in verdict["intervals"]} == {
        "persons (group=B)",
        "persons (group=C)",
    }
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "audit.json",
        "plan.json",
        "protected.csv",
        "receipt.json",
        "receipt.txt",
        "report.html",
    ]


def test_own_results_pass_the_audit(run):
    assert run(*PROTECT).exit_code == 0
    for plan in ("@out/plan.json", "@out/protected.csv"):
        result = run(*AUDIT, plan)
        assert result.exit_code == 0, result.output
        assert "2 withheld cells checked" in result.output


def test_a_hand_made_plan_fails_with_the_attack(run):
    result = run(*AUDIT, "@mine.csv", mine="group,persons\n*,24\nA,12\nB,9\nC,<5\n")
    assert result.exit_code == 1
    assert "must be 3: persons (total) = 24 = persons (group=C) + 21 published" in result.output
    assert "must not be published" in result.output


def test_a_table_that_cannot_be_protected_leaves_nothing(run, tmp_path):
    spec = 'earlier = ["before.csv"]\n' + SPEC
    result = run(*PROTECT, spec=spec, before="group,persons\n*,24\nA,12\nB,9\nC,\n")
    assert result.exit_code == 1
    assert "cannot be published" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "out").exists()


def test_people_are_counted_with_their_totals(run, tmp_path):
    people = "person,firm,branch,group\n" + "".join(
        f"p{i},f{i % 3},{'food' if i % 3 else 'wood'},g{i % 2}\n" for i in range(60)
    )
    spec = '[table]\nperson = "person"\n[dimensions.firm]\nlevels = ["branch"]\n[dimensions.group]\n'
    result = run(*PROTECT, table=people, spec=spec)
    assert result.exit_code == 0, result.output
    found = {(row["firm"], row["group"]): row["persons"] for row in rows(tmp_path / "out" / "protected.csv")}
    assert found["*", "*"] == "60"
    assert found["food", "*"] == "40"
    assert found["f1", "g1"] == "10"


def test_two_measures_in_one_file_know_of_each_other(run):
    table = "measure,group,persons\nreach,A,30\nreach,B,4\nreach,C,26\nstock,A,28\nstock,B,3\nstock,C,20\n"
    spec = (
        'subsets = [["stock", "reach"]]\n[table]\nvalue = "persons"\nmeasure_column = "measure"\n'
        '[dimensions.group]\n[rules]\nzeros = "shown"\n'
    )
    result = run(*PROTECT, table=table, spec=spec)
    assert result.exit_code == 0, result.output
    assert run(*AUDIT, "@out/protected.csv", table=table, spec=spec).exit_code == 0


def test_the_generated_sector_as_shipped(run, tmp_path):
    spec = (
        '[dimensions.enterprise]\nlevels = ["branch"]\n[dimensions.target_group]\n[rules]\nzeros = "shown"\n'
    )
    result = run(*PROTECT, table=SMALL.read_text(), spec=spec)
    assert result.exit_code == 0, result.output
    assert len(rows(tmp_path / "out" / "protected.csv")) == 407
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert plan["costs"]["threshold"] == {"cells": 189, "persons": 372}


@pytest.mark.parametrize(
    ("table", "spec", "sentence"),
    [
        ("group,persons\n*,25\nA,12\nB,9\nC,3\n", SPEC, "does not add up"),
        ("group,persons\nA,12\nA,9\n", SPEC, "Line 3 repeats the cell A"),
        ("group,persons\nA,twelve\n", SPEC, "Line 2 holds 'twelve'"),
        ("group,persons\nA,-4\n", SPEC, "cannot be negative"),
        ("group,persons\n,4\n", SPEC, "Line 2 has no group"),
        ("group,persons\nA,4,5\n", SPEC, "Line 2 has 3 cells"),
        ("group,persons\n", SPEC, "no rows"),
        ("", SPEC, "empty"),
        ("team,persons\nA,4\n", SPEC, "There is no column group. The columns are: team, persons"),
        (GROUPS, "[table\n", "not valid TOML"),
        (GROUPS, SPEC + "treshold = 3\n", "[rules] has treshold, which means nothing here"),
        (GROUPS, "[table]\nvalue = 'persons'\n", "names no dimension"),
        (GROUPS, SPEC.replace("shown", "hidden"), "choose 'withheld' or 'shown'"),
        (GROUPS, SPEC + "sensitive = ['team']\n", "sensitive names team, which is no dimension"),
        (GROUPS, SPEC + "n = 'five'\n", "n is 'five'; give a whole number"),
        (GROUPS, SPEC + "[[pinned]]\nteam = 'A'\n", "[[pinned]] names team"),
        (GROUPS, 'earlier = ["none.csv"]\n' + SPEC, "There is no file"),
    ],
)
def test_bad_input_gets_a_sentence(run, tmp_path, table, spec, sentence):
    result = run(*PROTECT, table=table, spec=spec)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_plan(run, tmp_path):
    (tmp_path / "plan.json").write_text("[]")
    result = run(*AUDIT, "@plan.json")
    assert result.exit_code == 1
    assert "is not a plan of this table" in result.output


def test_help_names_both_forms(run):
    assert "momentum disclose audit TABLE.csv" in run("--help").output
    assert "--out" in run("protect", "--help").output
