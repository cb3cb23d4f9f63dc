"""What the tests of `momentum disclose` have in common: a small table, its spec, and the words of the commands."""

import csv
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples" / "disclosure"


SMALL = Path(__file__).parents[2] / "data" / "disclosure" / "small.csv"


GROUPS = "group,persons\n*,24\nA,12\nB,9\nC,3\n"


SPEC = '[table]\nvalue = "persons"\n[dimensions.group]\n[rules]\nzeros = "shown"\n'


TWO_WAY = '[dimensions.enterprise]\nlevels = ["branch"]\n[dimensions.target_group]\n'


PROTECT = ("@table.csv", "--spec", "@spec.toml", "--out", "@out")


AUDIT = ("audit", "@table.csv", "--spec", "@spec.toml", "--plan")


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
