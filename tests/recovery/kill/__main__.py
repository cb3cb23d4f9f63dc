"""`python -m tests.recovery.kill VAR [DATABASE_URL] --kills N --seed N`: on a place that stands already."""

import argparse
from pathlib import Path
from random import SystemRandom

from tests.recovery.kill.run import report, run
from tests.recovery.places import Place

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("var", type=Path)
    parser.add_argument("database", nargs="?", default="")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    asked = parser.parse_args()
    place = Place(asked.var, asked.database, {"DJANGO_SETTINGS_MODULE": "tests.settings"})
    print(report(run(place, kills=asked.kills, seed=asked.seed, log=asked.var / "killed.log", say=print)))
