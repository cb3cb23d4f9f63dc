"""`momentum disclose`, as a researcher with their own file meets it."""

import csv
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from momentum.methods.sheets import read_sheet
from momentum.site.command_line.disclose import command
from momentum.site.command_line.disclose.receipt import sealed

EXAMPLES = Path(__file__).parents[2] / "examples" / "disclosure"
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


def secrets_in(text: str, *numbers: int) -> list[int]:
    """Which of these numbers stand in a text on their own."""
    return [number for number in numbers if re.search(rf"(?<![0-9a-f.]){number}(?![0-9a-f.])", text)]


def test_the_receipt_says_what_was_done_and_holds_no_withheld_count(run, tmp_path):
    table = "group,persons\n*,9531\nA,8713\nB,781\nC,37\n"
    assert run(*PROTECT, table=table, spec=SPEC + "n = 50\n").exit_code == 0
    out = tmp_path / "out"
    told = json.loads((out / "receipt.json").read_text())
    text = (out / "receipt.txt").read_text()
    assert told["rules"]["n"] == 50
    assert told["tables"] == [
        {
            "name": "persons",
            "kind": "count",
            "dimensions": ["group"],
            "adds_up": True,
            "zeros": "shown",
            "cells": 4,
            "withheld": 2,
        }
    ]
    for name, digest in told["published"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
        assert digest in text
    assert told["spec"] == hashlib.sha256((tmp_path / "spec.toml").read_bytes()).hexdigest()
    for content in (text, json.dumps(told)):
        assert secrets_in(content, 781, 37, 818) == []
    assert "could work out nothing that must be hidden" in text
    plain = hashlib.sha256((tmp_path / "table.csv").read_bytes()).hexdigest()
    seal = json.loads((out / "plan.json").read_text())["seal"]
    assert told["input_sealed"] == {"table.csv": sealed(seal, (tmp_path / "table.csv").read_bytes())}
    assert plain not in text
    assert seal not in text


def test_the_published_files_are_the_same_each_time(run, tmp_path):
    made = []
    for _each in range(2):
        assert run(*PROTECT, "--xlsx", table=SMALL.read_text(), spec=TWO_WAY).exit_code == 0
        made.append(
            {name: (tmp_path / "out" / name).read_bytes() for name in ("protected.csv", "protected.xlsx")}
        )
    assert made[0] == made[1]
    assert read_sheet(made[0]["protected.xlsx"]).header == read_sheet(made[0]["protected.csv"]).header


def test_results_of_an_earlier_run_do_not_stay_behind(run, tmp_path):
    assert run(*PROTECT, "--xlsx").exit_code == 0
    assert run(*PROTECT).exit_code == 0
    assert not (tmp_path / "out" / "protected.xlsx").exists()


def test_the_report_is_for_the_analyst_and_says_what_it_costs(run, tmp_path):
    assert run(*PROTECT).exit_code == 0
    report = (tmp_path / "out" / "report.html").read_text()
    assert "For the analyst only" in report
    assert "It may be published" in report
    assert "<td>fewer than n persons or contributors</td><td>1</td><td>3</td><td>0</td>" in report
    assert "<td>protects the others</td><td>1</td><td>9</td><td>0</td>" in report


def test_the_report_on_a_failure_spells_the_attack_out(run, tmp_path):
    mine = "group,persons\n*,24\nA,12\nB,9\nC,<5\n"
    result = run(*AUDIT, "@mine.csv", "--report", "@attack.html", mine=mine)
    assert result.exit_code == 1
    assert re.search(r"^  1\. ", result.output, re.M)
    report = (tmp_path / "attack.html").read_text()
    assert "This must not be published" in report
    assert "<ol><li>" in report
    assert "must be 3" in report


def test_what_cannot_be_protected_is_said_with_what_would_help(run, tmp_path):
    spec = 'earlier = ["before.csv"]\n' + SPEC
    before = "group,persons\n*,24\nA,12\nB,9\nC,\n"
    result = run(*PROTECT, "--report", "@why.html", spec=spec, before=before)
    assert result.exit_code == 1
    assert "persons (group=C)" in result.output
    assert "Merge it with" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "out").exists()
    assert "It must not be published" in (tmp_path / "why.html").read_text()


TWO_WAY = '[dimensions.enterprise]\nlevels = ["branch"]\n[dimensions.target_group]\n'


def test_rounding_writes_multiples_that_still_add_up(run, tmp_path):
    result = run(*PROTECT, "--method", "rounding", "--base", "5")
    assert result.exit_code == 0, result.output
    found = {row["group"]: int(row["persons"]) for row in rows(tmp_path / "out" / "protected.csv")}
    assert all(value % 5 == 0 for value in found.values())
    assert found["*"] == found["A"] + found["B"] + found["C"]
    assert {row["around"] for row in rows(tmp_path / "out" / "protected.csv")} == {"4"}
    told = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert told["method"] == {"name": "rounding", "base": 5}
    assert told["promise"]
    for plan in ("@out/plan.json", "@out/protected.csv"):
        assert run(*AUDIT, plan).exit_code == 0


PERSONS = "person,group\n" + "".join(f"p{number},{'AAAABBBC'[number % 8]}\n" for number in range(160))
COUNTED = '[table]\nperson = "person"\n[dimensions.group]\n'


def test_cell_keys_give_the_same_persons_the_same_noise(run, tmp_path):
    (tmp_path / "secret").write_bytes(b"twenty-four random bytes")
    seen = []
    for people in (PERSONS, PERSONS + "p200,A\n"):
        words = (*PROTECT, "--method", "cell-key", "--key-file", "@secret")
        result = run(*words, table=people, spec=COUNTED)
        assert result.exit_code == 0, result.output
        seen.append({row["group"]: row["persons"] for row in rows(tmp_path / "out" / "protected.csv")})
        assert (tmp_path / "secret").read_text() not in (tmp_path / "out" / "receipt.json").read_text()
    assert seen[0]["B"] == seen[1]["B"]
    assert seen[0]["C"] == seen[1]["C"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--method", "cell-key"), "Cell keys take a secret"),
        (("--method", "cell-key", "--key-file", "@short"), "has 5 bytes; take at least 16"),
        (
            ("--method", "cell-key", "--key-file", "@long"),
            "cannot be perturbed by cell keys: that takes records",
        ),
        (("--method", "rounding", "--base", "2"), "base"),
    ],
)
def test_a_method_that_cannot_be_had_says_why(run, tmp_path, words, sentence):
    (tmp_path / "short").write_bytes(b"short")
    (tmp_path / "long").write_bytes(b"x" * 32)
    result = run(*PROTECT, *words)
    assert result.exit_code
    assert sentence in result.output
    assert not (tmp_path / "out").exists()


def test_methods_stand_side_by_side_and_nothing_is_written(run, tmp_path):
    result = run("@table.csv", "--spec", "@spec.toml", "--compare", table=PERSONS, spec=COUNTED)
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line.split() for line in result.output.splitlines() if line.strip()}
    assert {"suppression", "rounding", "cell-key"} <= set(lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spec.toml", "table.csv"]
    given = run("@table.csv", "--spec", "@spec.toml", "--compare")
    assert "cell-key: Table persons cannot be perturbed by cell keys" in given.output


def test_without_a_folder_nothing_can_be_written(run):
    result = run("@table.csv", "--spec", "@spec.toml")
    assert result.exit_code == 2
    assert "Say where the results go with --out, or ask for --compare" in result.output


LINKED = """
[table]
person = "person"
[dimensions.firm]
levels = ["branch"]
[dimensions.group]
[dimensions.region]
[[tables]]
name = "reached"
by = ["firm", "group"]
[[tables]]
name = "moved on"
by = ["firm", "group"]
where = { moved = "yes" }
[[tables]]
name = "regions"
by = ["region"]
[[ratios]]
name = "share that moved on"
numerator = "moved on"
denominator = "reached"
"""


def linked_people() -> str:
    lines = [
        f"p{n},f{n % 7},b{n % 7 // 3},g{n % 3},r{n % 5},{'yes' if n % 4 == 0 else 'no'}" for n in range(400)
    ] + ["q1,f8,b2,g0,r1,yes", "q2,f8,b2,g1,r1,no"]  # fmt: skip
    return "\n".join(["person,firm,branch,group,region,moved", *lines]) + "\n"


def test_linked_tables_and_ratios_from_records(run, tmp_path):
    result = run(*PROTECT, table=linked_people(), spec=LINKED)
    assert result.exit_code == 0, result.output
    published = rows(tmp_path / "out" / "protected.csv")
    assert {row["table"] for row in published} == {"reached", "moved on", "regions"}
    shown = {
        (row["table"], row["firm"], row["group"]): row["value"] for row in published if row["region"] == "*"
    }
    assert shown["reached", "*", "*"] == "402"
    assert shown["reached", "f8", "*"] == ""
    ratios = {(row["firm"], row["group"]): row for row in rows(tmp_path / "out" / "ratios.csv")}
    assert float(ratios["*", "*"]["value"]) == round(101 / 402, 6)
    for (firm, group), row in ratios.items():
        over, under = shown["moved on", firm, group], shown["reached", firm, group]
        assert bool(row["value"]) == bool(over and under and int(under) >= 5), (firm, group)
    for plan in ("@out/plan.json", "@out/protected.csv"):
        assert run(*AUDIT, plan, table=linked_people(), spec=LINKED).exit_code == 0


MONEY = """
[table]
kind = "sum"
value = "turnover"
contributor = "firm"
[dimensions.branch]
[dimensions.borough]
[rules]
preset = "money"
"""
TURNOVER = (EXAMPLES / "turnover.csv").read_text()


def test_sums_are_protected_by_the_rules_for_money(run, tmp_path):
    result = run(*PROTECT, table=TURNOVER, spec=MONEY)
    assert result.exit_code == 0, result.output
    shown = {
        (row["branch"], row["borough"]): row["turnover"] for row in rows(tmp_path / "out" / "protected.csv")
    }
    # One firm makes nearly all of transport.
    assert shown["transport", "*"] == ""
    assert shown["*", "*"] != ""
    report = (tmp_path / "out" / "report.html").read_text()
    assert "<td>the largest contribution could be estimated (p%)</td>" in report
    assert run(*AUDIT, "@out/protected.csv", table=TURNOVER, spec=MONEY).exit_code == 0


def test_a_sum_that_tells_of_its_largest_contributor_is_caught(run, tmp_path):
    assert run(*PROTECT, table=TURNOVER, spec=MONEY).exit_code == 0
    told = {(row["branch"], row["borough"]): row for row in rows(tmp_path / "out" / "protected.csv")}
    cells = json.loads((tmp_path / "out" / "plan.json").read_text())["cells"]
    total = next(cell["value"] for cell in cells if cell["at"] == {"branch": "transport", "borough": "*"})
    told["transport", "*"]["turnover"] = str(total)
    lines = ["branch,borough,turnover", *(",".join((*at, row["turnover"])) for at, row in told.items())]
    mine = "\n".join(lines) + "\n"
    result = run(*AUDIT, "@mine.csv", table=TURNOVER, spec=MONEY, mine=mine)
    assert result.exit_code == 1
    assert "the largest contribution could be estimated to within 10%" in result.output


def test_what_is_dear_stays_where_there_is_a_choice(run, tmp_path):
    table = "group,persons\n*,59\nA,12\nB,20\nC,3\nD,24\n"
    shown = []
    for price in (1, 100):
        spec = SPEC + f'[[costs]]\ngroup = "A"\ntimes = {price}\n'
        assert run(*PROTECT, table=table, spec=spec).exit_code == 0
        shown.append({row["group"]: row["persons"] for row in rows(tmp_path / "out" / "protected.csv")})
    assert shown[0]["A"] == ""
    assert shown[1]["A"] == "12"


def test_a_holder_does_not_learn_of_another(run, tmp_path):
    table = "firm,persons\n*,40\nf1,30\nf2,6\nf3,4\n"
    spec = '[table]\nvalue = "persons"\n[dimensions.firm]\n[rules]\nzeros = "shown"\n'
    assert run(*PROTECT, table=table, spec=spec).exit_code == 0
    assert [row["persons"] for row in rows(tmp_path / "out" / "protected.csv")] == ["40", "30", "", ""]
    # Firm f2 knows that it has 6, so it would know that f3 has 4.
    held = spec + 'holders = ["firm"]\n'
    result = run(*AUDIT, "@out/protected.csv", table=table, spec=held)
    assert result.exit_code == 1
    assert "firm f2 knows its own cells, and for it persons (firm=f3) must be 4" in result.output


def test_a_total_that_gives_a_linked_table_away_is_caught(run, tmp_path):
    assert run(*PROTECT, table=linked_people(), spec=LINKED).exit_code == 0
    table = (tmp_path / "out" / "protected.csv").read_text(encoding="utf-8-sig").splitlines()
    counted = {"firm": "f8", "value": "2"}
    place = next(i for i, line in enumerate(table) if line.startswith("reached,f8,*,*,"))
    table[place] = f"reached,{counted['firm']},*,*,{counted['value']},"
    result = run(*AUDIT, "@mine.csv", table=linked_people(), spec=LINKED, mine="\n".join(table) + "\n")
    assert result.exit_code == 1
    assert "primary published" in result.output


def test_an_edition_that_was_rounded_before_counts(run, tmp_path):
    before = "group,persons,around,withheld\n*,25,4,\nA,10,4,\nB,10,4,\nC,5,4,\n"
    spec = 'earlier = ["before.csv"]\n' + SPEC
    result = run(*PROTECT, spec=spec, before=before)
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert list(told["earlier"]) == ["before.csv"]


def test_a_code_that_begins_like_a_formula_is_read_back(run):
    table = "group,persons\n*,40\n-1,12\n=B,9\n@C,9\nD,10\n"
    assert run(*PROTECT, table=table).exit_code == 0
    assert run(*AUDIT, "@out/protected.csv", table=table).exit_code == 0


def test_what_the_clock_ended_is_marked_and_audited(run, tmp_path, monkeypatch):
    from momentum.methods import disclosure

    whole = disclosure.protect

    def in_a_hurry(*words, **named):
        return replace(whole(*words, **named), repeatable=False)

    monkeypatch.setattr(disclosure, "protect", in_a_hurry)
    result = run(*PROTECT)
    assert result.exit_code == 0, result.output
    assert "The clock ended the search" in result.output
    out = tmp_path / "out"
    assert "The clock ended the search" in json.loads((out / "receipt.json").read_text())["marks"][0]
    assert "The clock ended the search" in (out / "receipt.txt").read_text()
    assert "The clock ended the search" in (out / "report.html").read_text()
    assert json.loads((out / "plan.json").read_text())["repeatable"] is False


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
