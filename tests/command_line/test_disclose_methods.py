"""Suppression, rounding and cell keys on the command line, and side by side."""

import json

import pytest

from tests.command_line.disclosing import AUDIT, PROTECT, SPEC, rows


def test_rounding_writes_multiples_that_still_add_up(disclose, tmp_path):
    result = disclose(*PROTECT, "--method", "rounding", "--base", "5")
    assert result.exit_code == 0, result.output
    found = {row["group"]: int(row["persons"]) for row in rows(tmp_path / "out" / "protected.csv")}
    assert all(value % 5 == 0 for value in found.values())
    assert found["*"] == found["A"] + found["B"] + found["C"]
    assert {row["around"] for row in rows(tmp_path / "out" / "protected.csv")} == {"4"}
    told = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert told["method"] == {"name": "rounding", "base": 5}
    assert told["promise"]
    for plan in ("@out/plan.json", "@out/protected.csv"):
        assert disclose(*AUDIT, plan).exit_code == 0


PERSONS = "person,group\n" + "".join(f"p{number},{'AAAABBBC'[number % 8]}\n" for number in range(160))


COUNTED = '[table]\nperson = "person"\n[dimensions.group]\n'


def test_cell_keys_give_the_same_persons_the_same_noise(disclose, tmp_path):
    (tmp_path / "secret").write_bytes(b"twenty-four random bytes")
    seen = []
    for people in (PERSONS, PERSONS + "p200,A\n"):
        words = (*PROTECT, "--method", "cell-key", "--key-file", "@secret")
        result = disclose(*words, table=people, spec=COUNTED)
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
def test_a_method_that_cannot_be_had_says_why(disclose, tmp_path, words, sentence):
    (tmp_path / "short").write_bytes(b"short")
    (tmp_path / "long").write_bytes(b"x" * 32)
    result = disclose(*PROTECT, *words)
    assert result.exit_code
    assert sentence in result.output
    assert not (tmp_path / "out").exists()


def test_methods_stand_side_by_side_and_nothing_is_written(disclose, tmp_path):
    result = disclose("@table.csv", "--spec", "@spec.toml", "--compare", table=PERSONS, spec=COUNTED)
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line.split() for line in result.output.splitlines() if line.strip()}
    assert {"suppression", "rounding", "cell-key"} <= set(lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spec.toml", "table.csv"]
    given = disclose("@table.csv", "--spec", "@spec.toml", "--compare")
    assert "cell-key: Table persons cannot be perturbed by cell keys" in given.output


def test_without_a_folder_nothing_can_be_written(disclose):
    result = disclose("@table.csv", "--spec", "@spec.toml")
    assert result.exit_code == 2
    assert "Say where the results go with --out, or ask for --compare" in result.output


def test_what_is_dear_stays_where_there_is_a_choice(disclose, tmp_path):
    table = "group,persons\n*,59\nA,12\nB,20\nC,3\nD,24\n"
    shown = []
    for price in (1, 100):
        spec = SPEC + f'[[costs]]\ngroup = "A"\ntimes = {price}\n'
        assert disclose(*PROTECT, table=table, spec=spec).exit_code == 0
        shown.append({row["group"]: row["persons"] for row in rows(tmp_path / "out" / "protected.csv")})
    assert shown[0]["A"] == ""
    assert shown[1]["A"] == "12"
