"""τ-ARGUS on one table of people, in its own environment: reads a JSON request, writes the status of every cell.

Run by `peers.py` with the Python of `build/peers`; nothing of Momentum is imported here.
"""

import json
import resource
import sys
import time

from pytauargus import protect


def main() -> None:
    """The request stands in the file named first; the answer goes into the file named second."""
    with open(sys.argv[1], encoding="utf-8") as file:
        wanted = json.load(file)
    hierarchies = {name: " > ".join(chain) for name, chain in wanted["hierarchies"].items()}
    started = time.perf_counter()
    result = protect(
        wanted["people"],
        wanted["crossed"],
        response="persons",
        safety_rules=wanted["rule"],
        suppress=wanted["method"],
        hrc=hierarchies,
        hierleadstring="@",
        totcode="*",
        workdir=wanted["place"],
    )
    seconds = time.perf_counter() - started
    rows = [
        ([row[name] for name in wanted["crossed"]], row["persons"], row["status"])
        for row in result.tables[0].rows
    ]
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(
            {
                "rows": rows,
                "seconds": seconds,
                "cpu": used.ru_utime + used.ru_stime,
                "peak_mb": used.ru_maxrss // 1024,
            },
            file,
        )


if __name__ == "__main__":
    main()
