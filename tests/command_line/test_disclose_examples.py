"""The examples of protection: what their page shows runs, and ends as the page says."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from momentum.site.command_line import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "examples" / "disclosure" / "README.md"


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    for name in ("data", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_the_page_shows_runs_and_ends_as_it_says(workplace):
    shown = re.findall(r"^momentum (.+)$", PAGE.read_text(encoding="utf-8"), re.M)
    ended = {}
    for line in shown:
        result = CliRunner().invoke(main, shlex.split(line))
        assert result.exception is None or isinstance(result.exception, SystemExit), (line, result.exception)
        ended[line] = result
    assert [line for line, result in ended.items() if result.exit_code and "fourteen" not in line] == []
    leak = next(result for line, result in ended.items() if "fourteen" in line)
    assert leak.exit_code == 1
    assert "persons (group=B) must be 1" in leak.output
    assert "persons (group=C) must be 1" in leak.output
    told = next(result.output for line, result in ended.items() if "--compare" in line)
    assert re.search(r"^suppression +yes", told, re.M)
    assert re.search(r"^rounding +yes", told, re.M)
    assert re.search(r"^cell-key +cannot be had", told, re.M)
    assert (workplace / "out" / "receipt.txt").exists()
