"""How fast records stream, held against merely reading them, measured in turn.

Run: ``.venv/bin/python benchmarks/streaming.py [million rows] [rounds]``. Prints a row a case:
seconds of Yipan, of the fastest reader of the same two columns, and the ratio; medians of rounds in
which all take turns, and for files as they are, seconds of the processors. Of more than ten million
rows it tells peak memory (on Linux), whether time is linear, and how fast two workers of Dask are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from made_up import CITY, wiggly_coverage

import geo  # before anything that imports pyogrio

if TYPE_CHECKING:
    from collections.abc import Callable

LON, LAT = "经度", "纬度"
POLYGONS, STEPS = 3_000, 30
PART = 1_000_000
MARGIN = 0.02  # degrees from the edge of the city, within which nearly all points lie inside

READ = (
    "import sys, pyarrow.parquet as parquet\n"
    "file = parquet.ParquetFile(sys.argv[1])\n"
    f"sum(b.num_rows for b in file.iter_batches(columns=[{LON!r}, {LAT!r}]))"
)
READ_CSV = (
    "import sys\nfrom pyarrow import csv\n"
    f"convert = csv.ConvertOptions(include_columns=[{LON!r}, {LAT!r}])\n"
    "csv.read_csv(sys.argv[1], convert_options=convert)"
)
COUNT = (
    "import sys, geo\n"
    "from geo.analyses.population.model import count_records\n"
    "city = geo.City.open(sys.argv[1])\n"
    "count_records(city, city.communities.frame, city.standards)\n"
    # The memory of this program alone: what the kernel tells a parent counts the parent's in.
    "told = dict(line.split(':') for line in open('/proc/self/status'))\n"
    "print(told['VmHWM'].split()[0])"
)
COUNT_ON_DASK = (
    "import sys, geo\n"
    "from geo.analyses.population.cluster import Cluster\n"
    "city = geo.City.open(sys.argv[1])\n"
    "Cluster(2).count_records(city, city.communities.frame, city.standards)"
)


def write_city(
    folder: Path, rows: int, *, csv: bool, outside: float = 0.0, empty: float = 0.0
) -> Path:
    """Write a city of 3,000 communities whose records are one file of three columns.

    A share of them lies outside, up to ten kilometres away, and another is without place.
    """
    import geopandas as gpd
    import pyarrow as pa
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    folder.mkdir(parents=True)
    polygons = wiggly_coverage(POLYGONS, STEPS)
    codes = [f"9901{at // 100:05}{at % 100 + 1:03}" for at in range(len(polygons))]
    table = {"community_code": codes, "community_name": codes}
    gpd.GeoDataFrame(table, geometry=polygons, crs=4326).to_file(folder / "communities.gpkg")
    name = "records.csv" if csv else "records.parquet"
    west, south, east, north = CITY
    rng = np.random.default_rng(1)
    schema = pa.schema({LON: pa.float64(), LAT: pa.float64(), "登记": pa.int64()})
    options = arrow_csv.WriteOptions(quoting_style="none")
    with (
        arrow_csv.CSVWriter(folder / name, schema, write_options=options)
        if csv
        else parquet.ParquetWriter(folder / name, schema)
    ) as writer:
        for begin in range(0, rows, PART):
            many = min(PART, rows - begin)
            lon = rng.uniform(west + MARGIN, east - MARGIN, many).round(6)
            lat = rng.uniform(south + MARGIN, north - MARGIN, many).round(6)
            away = rng.uniform(size=many) < outside
            lat[away] = rng.uniform(north, north + 0.1, int(away.sum())).round(6)
            without = rng.uniform(size=many) < empty
            place = [pa.array(of, mask=without) for of in (lon, lat)]
            number = np.arange(begin, begin + many)
            writer.write_table(pa.table([*place, number], schema=schema))
    (folder / "city.toml").write_text(
        'name = "b"\n[boundaries]\ncommunities = "communities.gpkg"\ncoordinates = "wgs84"\n'
        f'[records]\nfiles = ["{name}"]\ncoordinates = "wgs84"\n',
        "utf-8",
    )
    return folder / name


def by_pyarrow(path: Path) -> int:
    """Stream two columns of Parquet."""
    from pyarrow import parquet

    batches = parquet.ParquetFile(path).iter_batches(columns=[LON, LAT])
    return sum(batch.num_rows for batch in batches)


def csv_readers(path: Path) -> dict[str, Callable[[], Any]]:
    """List the ways to read two columns of CSV that are installed."""
    import pyarrow as pa
    from pyarrow import csv

    types = {LON: pa.float64(), LAT: pa.float64()}
    convert = csv.ConvertOptions(include_columns=[LON, LAT], column_types=types)
    readers: dict[str, Callable[[], Any]] = {
        "pyarrow": lambda: csv.read_csv(path, convert_options=convert)
    }
    try:
        import polars as pl

        readers["polars"] = lambda: pl.scan_csv(path).select(LON, LAT).collect()
    except ImportError:
        print("polars is not installed", file=sys.stderr)
    try:
        import duckdb

        asked = f"SELECT {LON}, {LAT} FROM read_csv('{path}')"  # nosec B608  # our own file
        readers["duckdb"] = lambda: duckdb.sql(asked).to_arrow_table()
    except ImportError:
        print("duckdb is not installed", file=sys.stderr)
    return readers


def our_count(folder: Path) -> Callable[[], Any]:
    """Make ready what locates and counts, the index cached."""
    from geo.analyses.population.context import content_of, context_of

    city = geo.City.open(folder)
    context = context_of(city.folder, city.settings, content_of(city))

    def count() -> Any:
        record_counts = context.new_record_counts(city, city.standards)
        for batch in city.coded_records():
            record_counts.add(batch)
        record_counts.settle()
        return record_counts.counts

    return count


def processor_time() -> float:
    """Return the processor time of this process and of those it waited for, in seconds."""
    return sum(os.times()[:4])


def in_turn(
    ways: dict[str, Callable[[], Any]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Measure all, round by round, after one round to get warm; return medians of seconds."""
    told: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            start = clock()
            way()
            told[name].append(clock() - start)
    return {name: median(seconds[1:]) for name, seconds in told.items()}


def command(*words: str) -> Callable[[], str]:
    """Make a process to run, which gives what it prints."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "yipan-pyc"))

    def run() -> str:
        return subprocess.run(
            [sys.executable, "-c", *words], env=environment, check=True, stdout=subprocess.PIPE
        ).stdout.decode()

    return run


def told(case: str, seconds: dict[str, float], ours: str = "yipan") -> dict[str, Any]:
    """Print a row of the table, and return it."""
    peers = {name: of for name, of in seconds.items() if name != ours}
    fastest = min(peers, key=lambda name: peers[name])
    row = {
        "case": case,
        "yipan_s": round(seconds[ours], 3),
        "fastest": fastest,
        "fastest_s": round(peers[fastest], 3),
        "ratio": round(seconds[ours] / peers[fastest], 2),
    }
    print("|", " | ".join(str(cell) for cell in row.values()), "|", flush=True)
    return row


def main(millions: int = 5, rounds: int = 5) -> list[dict[str, Any]]:
    """Print the table; return its rows."""
    rows = millions * 1_000_000
    print("| case | yipan, s | fastest reader | s | ratio |\n|---|---|---|---|---|")
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        parquet = write_city(folder / "parquet", rows, csv=False)
        ours = our_count(parquet.parent)
        ways = {"yipan": ours, "pyarrow": lambda: by_pyarrow(parquet)}
        found.append(told(f"{millions} M of Parquet, in process", in_turn(ways, rounds)))
        out = str(folder / "out")
        run = "import sys; from geo.cli.main import main; main()", "run", str(parquet.parent)
        ways = {
            "yipan": command(*run, "--out", out, "--quiet"),
            "pyarrow": command(READ, str(parquet)),
        }
        found.append(told(f"{millions} M of Parquet, yipan run", in_turn(ways, rounds)))
        text = write_city(folder / "csv", rows, csv=True)
        ways = {"yipan": our_count(text.parent), **csv_readers(text)}
        found.append(told(f"{millions} M of CSV, in process", in_turn(ways, rounds)))
        for name, read in (("Parquet", READ), ("CSV", READ_CSV)):
            as_it_is = folder / f"{name} as it is"
            file = write_city(as_it_is, rows, csv=read is READ_CSV, outside=0.02, empty=0.006)
            ways = {
                "yipan": command(*run[:2], str(as_it_is), "--out", out, "--quiet", "--accept-loss"),
                "pyarrow": command(read, str(file)),
            }
            case = f"{millions} M of {name}, 2.6 % outside or without place, yipan run, processor"
            found.append(told(case, in_turn(ways, rounds, processor_time)))
    return found


def large(millions: int = 100, rounds: int = 3) -> dict[str, Any]:
    """Print peak memory, how time grows from 10 million rows on, and what two workers bring."""
    with tempfile.TemporaryDirectory() as temporary:
        few = write_city(Path(temporary) / "few", 10_000_000, csv=False).parent
        many = write_city(Path(temporary) / "many", millions * 1_000_000, csv=False).parent
        ways = {
            "10 M": command(COUNT, str(few)),
            "all": command(COUNT, str(many)),
            "two workers": command(COUNT_ON_DASK, str(many)),
        }
        seconds = in_turn(ways, rounds)
        row = {
            "million rows": millions,
            "peak_mb": round(int(ways["all"]()) / 1e3),
            "seconds": {name: round(of, 2) for name, of in seconds.items()},
            "time per row, x that of 10 M": round(
                seconds["all"] / seconds["10 M"] / (millions / 10), 2
            ),
            "two workers, x as fast as one process": round(
                seconds["all"] / seconds["two workers"], 2
            ),
        }
    print(json.dumps(row))
    return row


if __name__ == "__main__":
    asked = [*map(int, sys.argv[1:3])]
    (large if asked and asked[0] > 10 else main)(*asked)
