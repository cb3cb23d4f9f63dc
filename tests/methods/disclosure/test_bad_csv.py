"""Bad input on files, through the command: a sentence that says what, where and what to do; nothing half-written."""

import pytest
from click.testing import CliRunner

from momentum.site.command_line.disclose import command

HEAD = '[table]\nvalue = "persons"\n'
LEVELS = HEAD + '[dimensions.enterprise]\nlevels = ["branch"]\n'
PLAIN = HEAD + "[dimensions.group]\n"
LOOSE = HEAD + "additive = false\n[dimensions.group]\n"
CIRCLE = HEAD + '[dimensions.group]\nparents = { A = "B", B = "A" }\n'
ORPHAN = HEAD + '[dimensions.group]\nparents = { A = "north" }\n'
UNPLACED = HEAD + '[dimensions.group]\nparents = { A = "*" }\n'


@pytest.mark.parametrize(
    ("spec", "csv", "said"),
    [
        (PLAIN, "group,persons\n*,25\nA,12\nB,9\nC,3\n", ("total", "25", "24", "Correct it")),
        (PLAIN, "group,persons\n*,8\nA,12\nB,-4\n", ("Line 4", "negative")),
        (LOOSE, "group,persons\nA,12\nB,9\n", ("not additive", "give them as rows with *")),
        (PLAIN, "group,persons\n*,12\nA,6\nA,6\n", ("Line 4", "repeats the cell A")),
        (CIRCLE, "group,persons\n*,12\nA,6\nB,6\n", ("group", "A", "circle")),
        (ORPHAN, "group,persons\n*,12\nA,6\nB,6\n", ("A has the parent north", "Give north a parent")),
        (UNPLACED, "group,persons\n*,12\nA,6\nB,6\n", ("B",)),
        (
            LEVELS,
            "enterprise,branch,persons\nE1,food,6\nE1,wood,7\n",
            ("E1", "food", "line 2", "wood", "line 3", "one parent"),
        ),
    ],
)
def test_it_is_refused_in_words_and_nothing_is_written(tmp_path, spec, csv, said):
    (tmp_path / "spec.toml").write_text(spec, encoding="utf-8")
    (tmp_path / "table.csv").write_text(csv, encoding="utf-8")
    words = [
        str(tmp_path / "table.csv"),
        "--spec",
        str(tmp_path / "spec.toml"),
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(command, words)
    assert result.exit_code == 1, result.output
    assert [word for word in said if word not in result.output] == [], result.output
    assert "Traceback" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spec.toml", "table.csv"]
