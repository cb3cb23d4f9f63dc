"""What `momentum disclose` tells of what it did: a receipt for everybody, a report for the analyst."""

import hashlib
import json
import re
from dataclasses import replace

from momentum.methods.sheets import read_sheet
from momentum.site.command_line.disclose.receipt import sealed
from tests.command_line.disclosing import AUDIT, PROTECT, SMALL, SPEC, TWO_WAY


def secrets_in(text: str, *numbers: int) -> list[int]:
    """Which of these numbers stand in a text on their own."""
    return [number for number in numbers if re.search(rf"(?<![0-9a-f.]){number}(?![0-9a-f.])", text)]


def test_the_receipt_says_what_was_done_and_holds_no_withheld_count(disclose, tmp_path):
    table = "group,persons\n*,9531\nA,8713\nB,781\nC,37\n"
    assert disclose(*PROTECT, table=table, spec=SPEC + "n = 50\n").exit_code == 0
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


def test_the_published_files_are_the_same_each_time(disclose, tmp_path):
    made = []
    for _each in range(2):
        assert disclose(*PROTECT, "--xlsx", table=SMALL.read_text(), spec=TWO_WAY).exit_code == 0
        made.append(
            {name: (tmp_path / "out" / name).read_bytes() for name in ("protected.csv", "protected.xlsx")}
        )
    assert made[0] == made[1]
    assert read_sheet(made[0]["protected.xlsx"]).header == read_sheet(made[0]["protected.csv"]).header


def test_results_of_an_earlier_run_do_not_stay_behind(disclose, tmp_path):
    assert disclose(*PROTECT, "--xlsx").exit_code == 0
    assert disclose(*PROTECT).exit_code == 0
    assert not (tmp_path / "out" / "protected.xlsx").exists()


def test_the_report_is_for_the_analyst_and_says_what_it_costs(disclose, tmp_path):
    assert disclose(*PROTECT).exit_code == 0
    report = (tmp_path / "out" / "report.html").read_text()
    assert "For the analyst only" in report
    assert "It may be published" in report
    assert "<td>fewer than n persons or contributors</td><td>1</td><td>3</td><td>0</td>" in report
    assert "<td>protects the others</td><td>1</td><td>9</td><td>0</td>" in report


def test_the_report_on_a_failure_spells_the_attack_out(disclose, tmp_path):
    mine = "group,persons\n*,24\nA,12\nB,9\nC,<5\n"
    result = disclose(*AUDIT, "@mine.csv", "--report", "@attack.html", mine=mine)
    assert result.exit_code == 1
    assert re.search(r"^  1\. ", result.output, re.M)
    report = (tmp_path / "attack.html").read_text()
    assert "This must not be published" in report
    assert "<ol><li>" in report
    assert "must be 3" in report


def test_what_cannot_be_protected_is_said_with_what_would_help(disclose, tmp_path):
    spec = 'earlier = ["before.csv"]\n' + SPEC
    before = "group,persons\n*,24\nA,12\nB,9\nC,\n"
    result = disclose(*PROTECT, "--report", "@why.html", spec=spec, before=before)
    assert result.exit_code == 1
    assert "persons (group=C)" in result.output
    assert "Merge it with" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "out").exists()
    assert "It must not be published" in (tmp_path / "why.html").read_text()


def test_what_the_clock_ended_is_marked_and_audited(disclose, tmp_path, monkeypatch):
    from momentum.methods import disclosure

    whole = disclosure.protect

    def in_a_hurry(*words, **named):
        return replace(whole(*words, **named), repeatable=False)

    monkeypatch.setattr(disclosure, "protect", in_a_hurry)
    result = disclose(*PROTECT)
    assert result.exit_code == 0, result.output
    assert "The clock ended the search" in result.output
    out = tmp_path / "out"
    assert "The clock ended the search" in json.loads((out / "receipt.json").read_text())["marks"][0]
    assert "The clock ended the search" in (out / "receipt.txt").read_text()
    assert "The clock ended the search" in (out / "report.html").read_text()
    assert json.loads((out / "plan.json").read_text())["repeatable"] is False
