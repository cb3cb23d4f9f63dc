"""What the researcher's page shows under protecting runs as it stands there, with the spec that it shows."""

import re
import shlex
import textwrap
from pathlib import Path

from click.testing import CliRunner

from momentum.site.command_line import main

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "how-to" / "researcher.md"


def test_every_command_about_protecting_runs(tmp_path, monkeypatch):
    page = PAGE.read_text(encoding="utf-8")
    for name in ("data", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    spec = re.search(r"```toml\n(.+?)```", page, re.S)
    assert spec
    Path("spec.toml").write_text(textwrap.dedent("   " + spec[1].lstrip()), encoding="utf-8")
    lines = re.findall(r"^ *momentum (disclose .+)$", page, re.M)
    assert len(lines) == 4
    for line in lines:
        result = CliRunner().invoke(main, shlex.split(line))
        assert result.exit_code == 0, (line, result.output)
    assert Path("out/protected.csv").exists()
    assert Path("rounded/protected.csv").exists()
