"""Linked tables, ratios, sums, holders and earlier editions through `momentum disclose`."""

import csv
import json

import pytest

from tests.command_line.disclosing import AUDIT, EXAMPLES, PROTECT, SPEC, rows

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


def test_linked_tables_and_ratios_from_records(disclose, tmp_path):
    result = disclose(*PROTECT, table=linked_people(), spec=LINKED)
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
        assert disclose(*AUDIT, plan, table=linked_people(), spec=LINKED).exit_code == 0


def test_a_total_that_gives_a_linked_table_away_is_caught(disclose, tmp_path):
    assert disclose(*PROTECT, table=linked_people(), spec=LINKED).exit_code == 0
    table = (tmp_path / "out" / "protected.csv").read_text(encoding="utf-8-sig").splitlines()
    counted = {"firm": "f8", "value": "2"}
    place = next(i for i, line in enumerate(table) if line.startswith("reached,f8,*,*,"))
    table[place] = f"reached,{counted['firm']},*,*,{counted['value']},"
    result = disclose(*AUDIT, "@mine.csv", table=linked_people(), spec=LINKED, mine="\n".join(table) + "\n")
    assert result.exit_code == 1
    assert "primary published" in result.output


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


def test_sums_are_protected_by_the_rules_for_money(disclose, tmp_path):
    result = disclose(*PROTECT, table=TURNOVER, spec=MONEY)
    assert result.exit_code == 0, result.output
    shown = {
        (row["branch"], row["borough"]): row["turnover"] for row in rows(tmp_path / "out" / "protected.csv")
    }
    # One firm makes nearly all of transport.
    assert shown["transport", "*"] == ""
    assert shown["*", "*"] != ""
    report = (tmp_path / "out" / "report.html").read_text()
    assert "<td>the largest contribution could be estimated (p%)</td>" in report
    assert disclose(*AUDIT, "@out/protected.csv", table=TURNOVER, spec=MONEY).exit_code == 0


def test_a_sum_that_tells_of_its_largest_contributor_is_caught(disclose, tmp_path):
    assert disclose(*PROTECT, table=TURNOVER, spec=MONEY).exit_code == 0
    told = {(row["branch"], row["borough"]): row for row in rows(tmp_path / "out" / "protected.csv")}
    cells = json.loads((tmp_path / "out" / "plan.json").read_text())["cells"]
    total = next(cell["value"] for cell in cells if cell["at"] == {"branch": "transport", "borough": "*"})
    told["transport", "*"]["turnover"] = str(total)
    lines = ["branch,borough,turnover", *(",".join((*at, row["turnover"])) for at, row in told.items())]
    mine = "\n".join(lines) + "\n"
    result = disclose(*AUDIT, "@mine.csv", table=TURNOVER, spec=MONEY, mine=mine)
    assert result.exit_code == 1
    assert "the largest contribution could be estimated to within 10%" in result.output


def test_a_holder_does_not_learn_of_another(disclose, tmp_path):
    table = "firm,persons\n*,40\nf1,30\nf2,6\nf3,4\n"
    spec = '[table]\nvalue = "persons"\n[dimensions.firm]\n[rules]\nzeros = "shown"\n'
    assert disclose(*PROTECT, table=table, spec=spec).exit_code == 0
    assert [row["persons"] for row in rows(tmp_path / "out" / "protected.csv")] == ["40", "30", "", ""]
    # Firm f2 knows that it has 6, so it would know that f3 has 4.
    held = spec + 'holders = ["firm"]\n'
    result = disclose(*AUDIT, "@out/protected.csv", table=table, spec=held)
    assert result.exit_code == 1
    assert "firm f2 knows its own cells, and for it persons (firm=f3) must be 4" in result.output


def lines(header: str, *given: str) -> str:
    return "\n".join([header, *given]) + "\n"


EVERY_KIND = {
    "a person in several cells": (
        '[table]\nperson = "p"\n[dimensions.g]\n[dimensions.h]\n',
        lines("p,g,h", "q,d,y", *(f"p{i},{'abc'[(i + k) % 3]},{'xy'[i % 2 * (1 - k)]}" for i in range(40) for k in (0, 1))),
        {("*", "*"): "41", ("d", "*"): ""},
    ),
    "two hierarchies over one variable": (
        '[table]\nperson = "p"\n[dimensions.n]\nlevels = ["b"]\n[[dimensions.n.also]]\nlevels = ["r"]\n[dimensions.h]\n',
        lines("p,n,b,r,h", "q,n7,b3,r1,x", *(f"p{i},n{i % 6},b{i % 6 // 2},r{i % 6 % 2},{'xy'[i % 2]}" for i in range(77))),
        {("*", "*"): "78", ("n7", "*"): "", ("b3", "*"): ""},
    ),
    "four crossed dimensions": (
        "[dimensions.a]\n[dimensions.b]\n[dimensions.c]\n[dimensions.d]\n",
        lines("a,b,c,d", *(f"{i % 2},{i % 3},{i * 7 % 4 % 2},{i * i % 5 % 2}" for i in range(200))),
        {("*", "*", "*", "*"): "200"},
    ),
    "dominance": (
        '[table]\nkind = "sum"\nvalue = "w"\ncontributor = "f"\n[dimensions.b]\n[rules]\npreset = "money-cautious"\n',
        lines("f,b,w", "x,b1,9000", *(f"f{i},b{i // 15},{100 + 37 * i % 90}" for i in range(75))),
        {("b1",): ""},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_of_table_is_protected_and_read_back(disclose, tmp_path, kind):
    spec, table, expected = EVERY_KIND[kind]
    result = disclose(*PROTECT, table=table, spec=spec)
    assert result.exit_code == 0, result.output
    header, *shown = list(
        csv.reader((tmp_path / "out" / "protected.csv").read_text("utf-8-sig").splitlines())
    )
    told = {tuple(row[: header.index("withheld") - 1]): row[header.index("withheld") - 1] for row in shown}
    assert {at: told[at] for at in expected} == expected
    assert disclose(*AUDIT, "@out/protected.csv", table=table, spec=spec).exit_code == 0


def test_a_mean_is_the_ratio_of_a_sum_and_a_count(disclose, tmp_path):
    spec = """
[table]
person = "p"
[dimensions.g]
[[tables]]
name = "persons"
[[tables]]
name = "wages"
kind = "sum"
value = "w"
[[ratios]]
name = "mean wage"
numerator = "wages"
denominator = "persons"
"""
    people = lines("p,g,w", "q1,e,70", "q2,e,80", *(f"p{i},{'abcd'[i % 4]},{100 + i * 3}" for i in range(50)))
    result = disclose(*PROTECT, table=people, spec=spec)
    assert result.exit_code == 0, result.output
    means = {row["g"]: row["value"] for row in rows(tmp_path / "out" / "ratios.csv")}
    assert float(means["*"]) == round((150 + sum(100 + i * 3 for i in range(50))) / 52, 6)
    assert means["e"] == ""


def test_an_edition_that_was_rounded_before_counts(disclose, tmp_path):
    before = "group,persons,around,withheld\n*,25,4,\nA,10,4,\nB,10,4,\nC,5,4,\n"
    spec = 'earlier = ["before.csv"]\n' + SPEC
    result = disclose(*PROTECT, spec=spec, before=before)
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert list(told["earlier"]) == ["before.csv"]
