"""Whether counting scales: workers of one thread each against one process held to one thread.

Run: ``.venv/bin/python benchmarks/workers.py [million rows] [workers] [rounds]``, on a machine with
as many processors and nothing else to do. Of the rows, which are Parquet, 3 % lie outside every
community. Prints for both the seconds by the clock, starting and reading the communities included,
and the processor time of every stage; the tables must be the same.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from streaming import command, write_city

OUTSIDE = 0.03
TELL = (
    "import hashlib, json, time, geo\n"
    "from geo.core.progress import StageTimes\n"
    "begin, times = time.perf_counter(), StageTimes()\n"
    "city = geo.City.open(FOLDER)\n"
    "communities = city.communities.frame\n"
    "counted = COUNT\n"
    "tables = counted.counts, counted.cells, counted.record_account, counted.rejected_records\n"
    "seconds = time.perf_counter() - begin\n"
    "text = ''.join(table.to_csv() for table in tables)\n"
    "digest = hashlib.sha256(text.encode()).hexdigest()\n"
    "print(json.dumps({'seconds': seconds, 'stages': times.total(), 'tables': digest}))\n"
)
ONE = (
    "import os\n"
    "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    "from geo.analyses.population.model import count_records\n"
)
MANY = "from geo.analyses.population.cluster import Cluster\n"


def script(folder: Path, workers: int) -> str:
    """Write the program of one process, or of some workers."""
    count = f"Cluster({workers}, times=times).count_records" if workers else "count_records"
    call = f"{count}(city, communities, city.standards, times)"
    imports = MANY if workers else ONE
    return imports + TELL.replace("FOLDER", repr(str(folder))).replace("COUNT", call)


def measure(folder: Path, workers: int, rounds: int) -> None:
    """Print a line a run, and last how many times as fast the workers are."""
    told: dict[int, list[float]] = {0: [], workers: []}
    tables = set()
    command(script(folder, 0))()  # makes and keeps the index, and compiled code
    for _ in range(rounds):
        for many, seconds in told.items():
            found = json.loads(command(script(folder, many))())
            tables.add(found.pop("tables"))
            seconds.append(found["seconds"])
            print(many or "one process, one thread", json.dumps(found), flush=True)
    assert len(tables) == 1, "the tables differ"
    print(f"{workers} workers: {median(told[0]) / median(told[workers]):.2f} x as fast")


def main(millions: int = 100, workers: int = 2, rounds: int = 1) -> None:
    """Make the records, and measure."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "city"
        write_city(folder, millions * 1_000_000, csv=False, outside=OUTSIDE)
        measure(folder, workers, rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
