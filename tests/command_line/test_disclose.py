"""`momentum disclose`, as a researcher with their own file meets it."""

import json

import pytest

from tests.command_line.disclosing import AUDIT, GROUPS, PROTECT, SMALL, SPEC, rows


def test_a_table_is_protected_audited_and_written(disclose, tmp_path):
    result = disclose(*PROTECT)
    assert result.exit_code == 0, result.output
    published = {row["group"]: row["persons"] for row in rows(tmp_path / "out" / "protected.csv")}
    assert published == {"*": "24", "A": "12", "B": "", "C": ""}
    assert {row["withheld"] for row in rows(tmp_path / "out" / "protected.csv")} == {
        "",
        "withheld to protect whom it counts",
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


def test_own_results_pass_the_audit(disclose):
    assert disclose(*PROTECT).exit_code == 0
    for plan in ("@out/plan.json", "@out/protected.csv"):
        result = disclose(*AUDIT, plan)
        assert result.exit_code == 0, result.output
        assert "2 withheld cells checked" in result.output


def test_a_hand_made_plan_fails_with_the_attack(disclose):
    result = disclose(*AUDIT, "@mine.csv", mine="group,persons\n*,24\nA,12\nB,9\nC,<5\n")
    assert result.exit_code == 1
    assert "must be 3: persons (total) = 24 = persons (group=C) + 21 published" in result.output
    assert "must not be published" in result.output


def test_of_many_findings_the_worst_are_told_and_the_others_counted(disclose, tmp_path):
    groups = {f"g{number:02}": 3 for number in range(40)}
    table = "group,persons\n*,120\n" + "".join(f"{name},{count}\n" for name, count in groups.items())
    result = disclose(*AUDIT, "@mine.csv", "--report", "@all.html", table=table, mine=table)
    assert result.exit_code == 1
    assert result.output.count("primary published: persons (group=") == 20
    assert "primary published: 20 more; --report FILE" in result.output
    assert "40 findings: this must not be published" in result.output
    assert (tmp_path / "all.html").read_text().count("<h3>primary published") == 40


def test_a_table_that_cannot_be_protected_leaves_nothing(disclose, tmp_path):
    spec = 'earlier = ["before.csv"]\n' + SPEC
    result = disclose(*PROTECT, spec=spec, before="group,persons\n*,24\nA,12\nB,9\nC,\n")
    assert result.exit_code == 1
    assert "cannot be published" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "out").exists()


def test_people_are_counted_with_their_totals(disclose, tmp_path):
    people = "person,firm,branch,group\n" + "".join(
        f"p{i},f{i % 3},{'food' if i % 3 else 'wood'},g{i % 2}\n" for i in range(60)
    )
    spec = '[table]\nperson = "person"\n[dimensions.firm]\nlevels = ["branch"]\n[dimensions.group]\n'
    result = disclose(*PROTECT, table=people, spec=spec)
    assert result.exit_code == 0, result.output
    found = {(row["firm"], row["group"]): row["persons"] for row in rows(tmp_path / "out" / "protected.csv")}
    assert found["*", "*"] == "60"
    assert found["food", "*"] == "40"
    assert found["f1", "g1"] == "10"


def test_two_measures_in_one_file_know_of_each_other(disclose):
    table = "measure,group,persons\nreach,A,30\nreach,B,4\nreach,C,26\nstock,A,28\nstock,B,3\nstock,C,20\n"
    spec = (
        'subsets = [["stock", "reach"]]\n[table]\nvalue = "persons"\nmeasure_column = "measure"\n'
        '[dimensions.group]\n[rules]\nzeros = "shown"\n'
    )
    result = disclose(*PROTECT, table=table, spec=spec)
    assert result.exit_code == 0, result.output
    assert disclose(*AUDIT, "@out/protected.csv", table=table, spec=spec).exit_code == 0


def test_the_generated_sector_as_shipped(disclose, tmp_path):
    spec = (
        '[dimensions.enterprise]\nlevels = ["branch"]\n[dimensions.target_group]\n[rules]\nzeros = "shown"\n'
    )
    result = disclose(*PROTECT, table=SMALL.read_text(), spec=spec)
    assert result.exit_code == 0, result.output
    assert len(rows(tmp_path / "out" / "protected.csv")) == 407
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert plan["costs"]["threshold"] == {"cells": 189, "persons": 372}


def test_a_code_that_begins_like_a_formula_is_read_back(disclose):
    table = "group,persons\n*,40\n-1,12\n=B,9\n@C,9\nD,10\n"
    assert disclose(*PROTECT, table=table).exit_code == 0
    assert disclose(*AUDIT, "@out/protected.csv", table=table).exit_code == 0


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
def test_bad_input_gets_a_sentence(disclose, tmp_path, table, spec, sentence):
    result = disclose(*PROTECT, table=table, spec=spec)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


CELL = '{"table": "persons", "at": {"group": "A"}, "value": 12, "withheld": false}'


@pytest.mark.parametrize(
    "plan",
    [
        "[]",
        "{",
        '{"cells": 3}',
        '{"cells": [3]}',
        f'{{"cells": [{CELL}, {CELL}]}}',
        f'{{"cells": [{CELL.replace("A", "Z")}]}}',
        f'{{"cells": [{CELL.replace("12", "true")}]}}',
        f'{{"cells": [{CELL.replace("12", "-1")}]}}',
        f'{{"cells": [{CELL.replace("12", "1.5")}]}}',
        f'{{"cells": [{CELL.replace(chr(34) + "A" + chr(34), "[1]")}]}}',
        f'{{"cells": [{CELL.replace("persons", "others")}]}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_plan(disclose, tmp_path, plan):
    (tmp_path / "plan.json").write_text(plan)
    result = disclose(*AUDIT, "@plan.json")
    assert result.exit_code == 1
    assert "is not a plan of this table" in result.output


def test_help_names_both_forms(disclose):
    assert "momentum disclose audit TABLE.csv" in disclose("--help").output
    assert "--out" in disclose("protect", "--help").output
