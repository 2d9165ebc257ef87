"""Two gigabytes of records in bounded memory; not run by default: ``pytest -m large``."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
from support.worlds import write_city

BYTES = 2 * 10**9
MOST_BYTES_OF_MEMORY = 1_500_000_000
CHUNK = 200_000
HEADER = "经度,纬度,社区代码,人数,户籍地代码,统计月份,来源部门,记录编号\n"


@pytest.fixture(scope="module")
def large_city(tmp_path_factory):
    """A city folder with one CSV of two gigabytes, and how many records it has."""
    folder = write_city(tmp_path_factory.mktemp("large") / "city")
    return folder, write_records(folder / "records" / "records.csv", BYTES)


def write_records(path, size):
    random = np.random.default_rng(20261122)
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
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


def peak_of(command):
    """Run a command; give its exit code, what it printed, and the most memory it used, in bytes."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, printed, used.ru_maxrss * 1024


@pytest.mark.large
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_two_gigabytes_in_bounded_memory(large_city, encoding):
    folder, rows = large_city
    if encoding != "utf-8":
        recode(folder / "records" / "records.csv", encoding)
    yipan = [sys.executable, "-c", "from geo.cli.main import main; main()"]
    out = folder.parent / "out"
    for command in (["check", str(folder)], ["run", str(folder), "--out", str(out)]):
        begin = time.perf_counter()
        code, printed, peak = peak_of([*yipan, *command, "--json"])
        seconds = time.perf_counter() - begin
        print(f"{encoding} {command[0]}: {rows:,} rows, {seconds:.0f} s, {peak / 1e6:.0f} MB")
        assert code == 0, printed[-2000:]
        record_account = json.loads(printed)["record_account"]
        assert sum(line["rows"] for line in record_account if line["stage"] == "read") == rows
        assert peak < MOST_BYTES_OF_MEMORY


def recode(path, encoding):
    """Write a text file anew in another encoding."""
    other = path.with_suffix(".new")
    with path.open(encoding="utf-8") as old, other.open("w", encoding=encoding) as new:
        while part := old.read(1 << 24):
            new.write(part)
    other.replace(path)
