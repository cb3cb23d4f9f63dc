"""Running commands in a folder of their own."""

import pytest
from click.testing import CliRunner

from momentum.site.command_line.disclose import command
from tests.command_line.disclosing import GROUPS, SPEC


@pytest.fixture
def disclose(tmp_path):
    """Calls `momentum disclose` with words in which @ is the folder that holds table.csv and spec.toml."""

    def call(*args: str, table: str = GROUPS, spec: str = SPEC, **files: str):
        (tmp_path / "table.csv").write_text(table, encoding="utf-8")
        (tmp_path / "spec.toml").write_text(spec, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        words = [word.replace("@", f"{tmp_path}/") for word in args]
        return CliRunner().invoke(command, words)

    return call
