"""`momentum identity measure`: anybody's files, without a database."""

import csv
import hashlib
import json
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from momentum.methods.isomorphism import INDICATORS, STREAMS
from momentum.site.command_line import main
from momentum.site.command_line.identity.reading.profiles import indicator_of
from momentum.site.command_line.identity.writing import MADE

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "identity"
ITEMS = [f"{name}_{number}" for name in INDICATORS for number in (1, 2)]


def run(*arguments):
    return CliRunner().invoke(main, ["identity", "measure", *map(str, arguments)])


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def wide(rows: int = 8, years=(2015, 2016), **changed: str) -> list[dict[str, str]]:
    """Rows of items, all answered; `changed` in the first row."""
    found = [
        {
            "organisation": f"o{i}",
            "year": str(year),
            **{item: str((i + t + j) % 5) for j, item in enumerate(ITEMS)},
        }
        for i in range(rows)
        for t, year in enumerate(years)
    ]
    found[0] |= changed
    return found


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    out = tmp_path_factory.mktemp("identity") / "out"
    given = [EXAMPLE / f"{name}.csv" for name in ("profiles", "requirements", "texts")]
    result = run(given[0], "--requirements", given[1], "--texts", given[2], "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_the_example_drifts_where_the_tender_binds_and_holds_elsewhere(example):
    out, result = example
    status = {row["organisation"]: row["status"] for row in table(out, "organisations")}
    branch = {row["organisation"]: row["branch"] for row in table(out, "organisations")}
    named = [name for name, told in status.items() if told == "drift"]
    assert "organisations moved towards the public agency since 2013" in result.stdout
    assert len(named) >= 10
    assert all(branch[name] in ("repair", "hospitality") for name in named)
    by_branch = {(row["field"], row["year"], row["pole"]): row["status"] for row in table(out, "field")}
    assert by_branch["*", "2016", "public_agency"] == "drift"
    assert by_branch["repair", "2016", "public_agency"] == "drift"
    assert by_branch["green", "2016", "public_agency"] != "drift"
    assert not any(field == "textile" for field, _, _ in by_branch)  # four are no field


def test_hours_and_texts_of_the_example(example):
    out, result = example
    hours = {row["year"]: float(row["hours"]) for row in table(out, "hours")}
    assert (hours["2013"], hours["2016"]) == (60, 108)
    assert "60 hours in 2013 and 108 in 2016" in result.stdout
    assert "how many hours funder-format costs" in result.stdout
    assert [row["organisation"] for row in table(out, "texts_set_aside")] == ["e20"]
    near = {(row["organisation"], row["year"]): float(row["cosine"]) for row in table(out, "texts")}
    assert near["e01", "2016"] > near["e01", "2013"] + 0.1
    assert near["e38", "2016"] == pytest.approx(near["e38", "2013"])
    assert "Their language came nearer to that of the public agency" in result.stdout
    income = table(out, "income")
    assert {row["streams"] for row in income} == {"4"}
    for row in income:
        assert sum(float(row[corner]) for corner in ("state", "market", "community")) == pytest.approx(
            1, abs=1e-5
        )


def test_the_receipt_holds_for_what_was_read_and_written(example):
    out, _ = example
    told = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    for name, digest in told["output"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert {path.name for path in out.iterdir()} == {*told["output"], "receipt.json"}
    assert told["input"]["profiles"] == {
        "name": "profiles.csv",
        "sha256": hashlib.sha256((EXAMPLE / "profiles.csv").read_bytes()).hexdigest(),
    }
    assert (told["seed"], told["poles"][0]["set_by"]) == (0, "assumed")


def test_the_same_files_give_the_same_bytes(example, tmp_path):
    out, _ = example
    run(EXAMPLE / "profiles.csv", "--out", tmp_path / "again")
    for name in ("drift", "field", "spread", "organisations"):
        assert (tmp_path / "again" / f"{name}.csv").read_bytes() == (out / f"{name}.csv").read_bytes()
    # What belongs to files that were not given this time is not left over from an earlier run.
    run(EXAMPLE / "profiles.csv", "--requirements", EXAMPLE / "requirements.csv", "--out", tmp_path / "again")
    assert (tmp_path / "again" / "hours.csv").exists()
    run(EXAMPLE / "profiles.csv", "--out", tmp_path / "again")
    assert not (tmp_path / "again" / "hours.csv").exists()


def test_a_row_an_answer_says_the_same_as_a_row_a_year(tmp_path):
    rows = wide()
    answers = [
        {"organisation": row["organisation"], "year": row["year"], "item": item, "value": row[item]}
        for row in rows
        for item in ITEMS
    ]
    for name, told in (("wide", rows), ("long", answers)):
        result = run(written(tmp_path / f"{name}.csv", told), "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
    for name in ("profiles", "drift", "field"):
        assert table(tmp_path / "wide", name) == table(tmp_path / "long", name)


def test_own_poles_are_used_and_said_to_be_set(tmp_path):
    result = run(EXAMPLE / "profiles.csv", "--poles", EXAMPLE / "poles.csv", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert {row["pole"] for row in table(tmp_path / "out", "drift")} == {"public_agency", "ordinary_firm"}
    assert "assumed" not in result.stdout
    assert {row["set_by"] for row in table(tmp_path / "out", "poles")} == {"example"}


def test_indicators_themselves_have_no_known_error(tmp_path):
    rows = [
        {"organisation": f"o{i}", "year": str(2015 + t), **{name: str(round(0.3 + 0.04 * ((i * 7 + j * 3 + t * i) % 11), 3)).replace(".", ",") for j, name in enumerate(INDICATORS)}}
        for i in range(9)
        for t in range(2)
    ]  # fmt: skip
    result = run(written(tmp_path / "p.csv", rows), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "How sure a value of autonomy is cannot be said" in result.stdout
    assert {row["drift_low"] for row in table(tmp_path / "out", "drift") if row["year"] == "2016"} == {""}
    assert {row["status"] for row in table(tmp_path / "out", "organisations")} == {"unknown"}


@pytest.mark.parametrize(
    ("column", "indicator"),
    [("autonomy_1", "autonomy"), ("paid_work", "paid_work"), ("autonomy", "autonomy"), ("participation.b", "participation"),
     ("economic_riskiest", "economic_risk"), ("autonom_1", ""), ("year", "")],
)  # fmt: skip
def test_items_are_named_after_their_indicator(column, indicator):
    assert indicator_of(column) == indicator


# --- Files that cannot be measured as they are ----------------------------------------------------------------
SHARES = {"market": "0.5", "public_contract": "0.2", "subsidy": "0.2", "gifts": "0.1"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"year": "20x5"}, "row 2, column “year”: “20x5” is not a year. Write four digits"),
        ({"year": "15"}, "“15” is not a year"),
        ({"organisation": ""}, "row 2, column “organisation”: Nothing is filled in"),
        ({"autonomy_1": "5"}, "row 2, column “autonomy_1”: 5 is not a number from 0 to 4"),
        ({"autonomy_1": "much"}, "“much” is not a number. Correct it, or leave the cell empty"),
        ({"organisation": "o1"}, "o1 has a row for 2015 already, row 2. Keep one of them"),
        ({"autonomi_1": "3"}, "column “autonomi_1”: This is no indicator; did you mean “autonomy”?"),
        ({"autonomy": "0.5"}, "“autonomy” is an indicator and"),
        ({"market": "100"}, "Income is given for market, not for public_contract, subsidy, gifts"),
        (SHARES | {"gifts": "0.3"}, "The shares of income of o0 in 2015 add up to 1.200, not to 1"),
        (SHARES | {"gifts": "-0.1"}, "row 2, column “gifts”: -0.1 is not a number of 0 or more"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path, changed, says):
    rows = wide()
    if "market" in changed and len(changed) == 4:
        rows = [row | SHARES for row in rows]
    rows[0] |= changed
    result = run(written(tmp_path / "p.csv", rows), "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_columns_that_are_missing_and_files_that_are_none(tmp_path):
    rows = [
        {("organization" if key == "organisation" else key): value for key, value in row.items()}
        for row in wide()
    ]
    assert "Did you mean “organization”?" in run(written(tmp_path / "a.csv", rows), "--out", tmp_path).output
    assert "There is no file" in run(tmp_path / "none.csv", "--out", tmp_path).output
    (tmp_path / "b.csv").write_text("organisation,year\n")
    assert "a header but no rows" in run(tmp_path / "b.csv", "--out", tmp_path).output
    (tmp_path / "c.csv").write_text("organisation,year,colour\na,2015,red\n")
    assert "no column of an indicator or an item" in run(tmp_path / "c.csv", "--out", tmp_path).output
    (tmp_path / "d.csv").write_text("organisation,year,item,value\na,2015,authonomy_1,3\n")
    assert "Did you mean “autonomy”?" in run(tmp_path / "d.csv", "--out", tmp_path).output


def test_many_problems_are_counted(tmp_path):
    rows = [row | {"autonomy_1": "9"} for row in wide(rows=20)]
    result = run(written(tmp_path / "p.csv", rows), "--out", tmp_path / "out")
    assert "… and 20 more." in result.output


def test_two_branches_of_one_organisation(tmp_path):
    rows = [row | {"branch": f"b{i}"} for i, row in enumerate(wide())]
    result = run(written(tmp_path / "p.csv", rows), "--out", tmp_path / "out")
    assert "o0 is in “b1” here and in “b0” in row 2" in result.output


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("r,city,legal,3,2015,,", "“legal” is no mechanism. Choose one of: coercive, normative, mimetic"),
        ("r,city,coercive,-3,2015,,", "-3 is not a number from 0"),
        ("r,city,coercive,3,,,", "column “first”: Nothing is filled in"),
        ("r,city,coercive,3,2016,2015,", "It ends in 2015, before it begins in 2016"),
        ("r,city,coercive,3,2015,,o1;nobody", "No organisation “nobody” is in the profiles"),
    ],
)
def test_a_requirement_that_cannot_be(tmp_path, line, says):
    (tmp_path / "r.csv").write_text(
        f"code,source,mechanism,hours,first,last,binds\n{line}\n", encoding="utf-8"
    )
    profiles = written(tmp_path / "p.csv", wide())
    result = run(profiles, "--requirements", tmp_path / "r.csv", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert says in result.output


def test_texts_in_no_language_that_is_known(tmp_path):
    words = "Nous réparons des bicyclettes avec les voisins qui étaient longtemps sans travail. " * 4
    (tmp_path / "t.csv").write_text(f"organisation,year,text\no1,2015,{words}\n", encoding="utf-8")
    result = run(
        written(tmp_path / "p.csv", wide()), "--texts", tmp_path / "t.csv", "--out", tmp_path / "out"
    )
    assert result.exit_code == 1
    assert "No text is in Dutch or English" in result.output


def test_one_organisation_and_one_year_say_that_nothing_can_be_said(tmp_path):
    alone = run(written(tmp_path / "p.csv", wide(rows=1)), "--out", tmp_path / "out")
    assert alone.exit_code == 0
    assert "Nothing can be said of a field: there is one organisation." in alone.stdout
    once = run(written(tmp_path / "q.csv", wide(years=(2016,))), "--out", tmp_path / "out")
    assert "Nothing can be said of movement: there is one year." in once.stdout
    assert table(tmp_path / "out", "field") == []


def test_columns_that_are_not_used_are_said_to_be(tmp_path):
    result = run(
        written(tmp_path / "p.csv", [row | {"colour": "red"} for row in wide()]), "--out", tmp_path / "out"
    )
    assert "column “colour” is not used" in result.stderr


def test_the_example_files_are_what_their_script_makes(tmp_path, monkeypatch):
    sys.path.insert(0, str(EXAMPLE))
    try:
        import generate
    finally:
        sys.path.remove(str(EXAMPLE))
    monkeypatch.setattr(generate, "HERE", tmp_path)
    generate.main()
    for name in ("profiles", "requirements", "texts"):
        assert (tmp_path / f"{name}.csv").read_bytes() == (EXAMPLE / f"{name}.csv").read_bytes()


def test_help_needs_none_of_the_heavy_parts():
    code = (
        "import sys; from click.testing import CliRunner; from momentum.site.command_line import main; "
        "CliRunner().invoke(main, ['identity', 'measure', '--help']); "
        "print([name for name in ('numpy', 'scipy', 'sklearn', 'django', 'py3langid') if name in sys.modules])"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - started < 20


def test_the_commands_of_the_how_to_run_and_make_the_files_it_names(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "how-to" / "measure-identity.md").read_text(encoding="utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^momentum (identity .+)$", page, re.M)
    assert len(commands) == 4
    made: set[str] = set()
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, (command, result.output)
        made |= {path.name for path in (tmp_path / "identity").iterdir()}
    named = set(re.findall(r"`(\w+\.(?:csv|md|json))`", page.split("## What you get")[1]))
    assert named == made == set(MADE)
    assert all(f"`{name}`" in page for name in (*INDICATORS, *STREAMS))


def test_the_readme_of_the_example_names_its_files():
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+\.csv)`", page, re.M)) == {path.name for path in EXAMPLE.glob("*.csv")}
