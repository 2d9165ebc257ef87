"""Two gigabytes of records in bounded memory; not run by default: ``pytest -m large``."""

import subprocess
import sys

import numpy as np
import pytest

from worlds import write_city

BYTES = 2 * 10**9
MOST_BYTES_OF_MEMORY = 1_500_000_000
CHUNK = 200_000
HEAD = "经度,纬度,社区代码,人数,户籍地代码,统计月份,来源部门,记录编号\n"

RUN = """
import json, resource, sys, time
import geo
from geo.city import City

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

shares = []
begin = time.perf_counter()
if sys.argv[2] == "read":
    rows = sum(len(part) for part in City.open(sys.argv[1]).records(lambda _, share: shares.append(share)))
else:
    plan = geo.run(City.open(sys.argv[1]), progress=lambda _, share: shares.append(share))
    rows = int(plan.account.query("stage == 'read'")["rows"].sum())
print(json.dumps({"rows": rows, "peak": peak(), "seconds": time.perf_counter() - begin, "told": len(shares), "last": shares[-1]}))
"""


@pytest.fixture(scope="module")
def large_city(tmp_path_factory):
    """A city folder with one CSV of two gigabytes, and how many records it has."""
    folder = write_city(tmp_path_factory.mktemp("large") / "city")
    return folder, write_records(folder / "records" / "records.csv", BYTES)


def write_records(path, size):
    random = np.random.default_rng(20261122)
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        while file.tell() < size:
            lon = random.uniform(103.49, 103.53, CHUNK)
            lat = random.uniform(40.495, 40.515, CHUNK)
            code = random.integers(1, 4, CHUNK)
            lines = [
                f"{x:.6f},{y:.6f},99010100100{c},1,62122{c},2026-10,公安,R{n:010d}\n"
                for n, (x, y, c) in enumerate(zip(lon, lat, code, strict=True), start=rows)
            ]
            file.write("".join(lines))
            rows += CHUNK
    return rows


@pytest.mark.large
@pytest.mark.parametrize("how", ["read", "run"])
def test_two_gigabytes_in_bounded_memory(large_city, how):
    import json

    folder, rows = large_city
    command = [sys.executable, "-c", RUN, str(folder), how]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    print(how, found)
    assert found["rows"] == rows
    assert found["peak"] < MOST_BYTES_OF_MEMORY
    assert found["told"] > 20, "progress is told within a file"
    assert found["last"] == 1.0
