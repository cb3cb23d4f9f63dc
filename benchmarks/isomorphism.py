"""How often the measures of isomorphism are right: a simulation study.

    nice -n 10 .venv/bin/python benchmarks/isomorphism.py                  # 2,000 runs a row, two processes
    .venv/bin/python benchmarks/isomorphism.py --runs 100 --processes 1 --dry

Each run draws a field of 40 organisations over 5 waves of which the truth is known, has it answer, and measures it.
The same seed gives the same figures, whatever the number of processes.
"""

import argparse
import os
import time
from collections.abc import Iterator
from multiprocessing import get_context

import numpy as np
from isomorphism_parts.fields import Scenario
from isomorphism_parts.report import section, write
from isomorphism_parts.studies import STUDIES, Truth, truth

SCENARIOS = {
    "still": Scenario("nobody moves"),
    "wobble": Scenario("nobody moves, wobble of 0.5 a year", wobble=0.5),
    "differing": Scenario("each moves, none on average (SD 0.5)", differing=0.5),
    "lasting": Scenario("nobody moves, items with peculiarities that last (SD 1)", lasting=1.0),
    "drift": Scenario("mean drift 0.5", mean=0.5),
    "uneven": Scenario("mean drift 0.5, differing by 0.5", mean=0.5, differing=0.5),
    "far": Scenario("mean drift 2, differing by 1", mean=2, differing=1),
    "alike": Scenario("a third of the distance to the middle is lost", alike=1 / 3),
    "quarter-1": Scenario("a quarter moves by 1", movers=0.25, moved=1),
    "quarter-2": Scenario("a quarter moves by 2", movers=0.25, moved=2),
    "quarter-3": Scenario("a quarter moves by 3", movers=0.25, moved=3),
    "quarter-2-wobble": Scenario(
        "a quarter moves by 2, wobble of 0.5 a year", movers=0.25, moved=2, wobble=0.5
    ),
}
ASKED = {
    "warned": ("still", "wobble", "differing", "lasting", "drift", "uneven"),
    "covered": ("still", "lasting", "uneven", "far"),
    "converging": ("still", "lasting", "uneven", "alike"),
    "discovered": ("still", "wobble", "lasting", "quarter-1", "quarter-2", "quarter-3", "quarter-2-wobble"),
}
BATCH = 50
Job = tuple[str, str, int, int, int, Truth]


def batch(job: Job) -> tuple[str, str, dict[str, list[float]], float]:
    """Some runs of a study of a scenario, each with a generator of its own."""
    study, key, seed, first, last, known = job
    started = time.process_time()
    counted: dict[str, list[float]] = {}
    place = list(SCENARIOS).index(key)
    for run in range(first, last):
        random = np.random.default_rng([seed, list(STUDIES).index(study), place, run])
        for name, value in STUDIES[study](SCENARIOS[key], random, known).items():
            counted.setdefault(name, []).append(float(value))
    return study, key, counted, time.process_time() - started


def jobs(runs: int, seed: int, truths: dict[str, Truth]) -> Iterator[Job]:
    for study, keys in ASKED.items():
        for key in keys:
            for first in range(0, runs, BATCH):
                yield study, key, seed, first, min(first + BATCH, runs), truths[key]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--dry", action="store_true", help="show the section, leave results.md as it is")
    options = parser.parse_args()
    # Threads of a matrix library would only get in each other's way.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    started = time.process_time()
    truths = {
        key: truth(SCENARIOS[key]) for key in dict.fromkeys(key for keys in ASKED.values() for key in keys)
    }
    results: dict[tuple[str, str], dict[str, list[float]]] = {
        (study, key): {} for study, keys in ASKED.items() for key in keys
    }
    seconds = time.process_time() - started
    with get_context("spawn").Pool(options.processes) as pool:
        for study, key, counted, taken in pool.imap(batch, jobs(options.runs, options.seed, truths)):
            seconds += taken
            for name, values in counted.items():
                results[study, key].setdefault(name, []).extend(values)
    arrays = {key: {name: np.array(values) for name, values in told.items()} for key, told in results.items()}
    text = section(arrays, SCENARIOS, truths, runs=options.runs, seed=options.seed, seconds=seconds)
    print(text)
    if not options.dry:
        write(text)


if __name__ == "__main__":
    main()
