"""How much processor time `yipan run` takes on two cities, of this source tree and of another.

Run: ``.venv/bin/python benchmarks/whole_run.py [folder of another source tree] [rounds]``. One city
is the sample city; the other is made up, of the size of Las Palmas: 60,000 records, 300 sites, 400
communities, some 20,000 crossings. Every figure is of a process of its own, with its children; the
first run of each tree, which compiles code and keeps what it reads, is not counted; trees take
turns, and figures are medians.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import shapely
import streets

HERE = Path(__file__).resolve().parent.parent
STEP = 0.0009  # degrees between crossings
NODES, COMMUNITIES, RECORDS, SITES = 20_000, 400, 60_000, 300
SERVICES = ("居住登记", "健康检查", "子女入学", "法律援助")
CLUSTERS = 40  # of people from one county each
_PREFECTURES = range(1304, 1312)
_CLUSTER_M, _AWAY_M = 1_500.0, 40.0
_METRES = 92_000, 111_000  # in a degree

CITY_TOML = """name = "Made-up city"
[boundaries]
communities = "communities.gpkg"
coordinates = "wgs84"
[records]
files = ["records.csv"]
coordinates = "wgs84"
period = "2026-10"
[sites]
file = "sites.csv"
coordinates = "wgs84"
[streets]
file = "streets.graphml"
"""


def write_city(folder: Path) -> None:
    """Write the folder of the city."""
    import geopandas as gpd

    streets.STEP = STEP
    streets.write_graphml(folder / "streets.graphml", NODES)
    side, west, south = round(NODES**0.5) * STEP, 113.0, 34.0
    row, column = (of.ravel() for of in np.indices((20, COMMUNITIES // 20)))
    x, y = (np.linspace(start, start + side, 21) for start in (west, south))
    squares = shapely.box(x[column], y[row], x[column + 1], y[row + 1])
    subdistrict = row // 4 * 5 + column // 4 + 1
    number = np.arange(COMMUNITIES)
    table = {
        "community_code": [f"990101{subdistrict[at]:03}{at:03}" for at in number],
        "community_name": [f"社区{at}" for at in number],
        "subdistrict_code": [f"990101{of:03}" for of in subdistrict],
        "subdistrict_name": [f"街道{of}" for of in subdistrict],
        "district_code": "990101",
        "district_name": "城区",
    }
    gpd.GeoDataFrame(table, geometry=squares, crs=4326).to_file(folder / "communities.gpkg")
    rng = np.random.default_rng(3)
    inside = np.array([west, south]) + side * rng.uniform(0.02, 0.98, (CLUSTERS + SITES, 2))
    _write_records(folder / "records.csv", inside[:CLUSTERS], rng, (west, south, side))
    offered = [rng.permutation(SERVICES)[: rng.integers(1, 4)].tolist() for _ in range(SITES)]
    pd.DataFrame(
        {
            "站点名称": [f"服务站{at}" for at in range(SITES)],
            "经度": inside[CLUSTERS:, 0].round(6),
            "纬度": inside[CLUSTERS:, 1].round(6),
            "服务项目": [";".join(words) for words in offered],
            "工作人员": rng.integers(1, 12, SITES),
            "接待能力": rng.integers(50, 400, SITES),
        }
    ).to_csv(folder / "sites.csv", index=False)
    (folder / "city.toml").write_text(CITY_TOML, "utf-8")


def _write_records(
    path: Path, centres: np.ndarray, rng: np.random.Generator, square: tuple[float, float, float]
) -> None:
    """Write records: a quarter live anywhere, the others near people of their county."""
    west, south, side = square
    cluster = rng.integers(0, CLUSTERS, RECORDS)
    at = centres[cluster] + rng.normal(0, _CLUSTER_M, (RECORDS, 2)) / _METRES
    low, high = np.array([west, south]), np.array([west, south]) + side
    anywhere = (rng.random(RECORDS) < 0.25) | ((at < low) | (at > high)).any(axis=1)
    at[anywhere] = rng.uniform(low, high, (anywhere.sum(), 2))
    at = at + rng.normal(0, _AWAY_M, at.shape) / _METRES
    counties = [f"{city}{county:02}" for city in _PREFECTURES for county in range(21, 26)]
    pd.DataFrame(
        {
            "记录编号": np.arange(RECORDS),
            "经度": at[:, 0].round(6),
            "纬度": at[:, 1].round(6),
            "户籍地代码": np.array(counties)[cluster],
            "统计月份": "2026-10",
        }
    ).to_csv(path, index=False)


def seconds(tree: Path, city: Path) -> float:
    """Run once with a source tree; return the processor time, in user and kernel mode."""
    before = os.times()
    started = [sys.executable, "-c", "from geo.cli.main import main; main()"]
    with tempfile.TemporaryDirectory() as out:
        surroundings = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | {"PYTHONPATH": str(tree)}
        command = [*started, "run", str(city), "--quiet", "--out", f"{out}/out"]
        subprocess.run(command, check=True, cwd=tree, env=surroundings)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def main(others: tuple[Path, ...] = (), rounds: int = 5) -> list[dict[str, Any]]:
    """Print the table; return its rows."""
    trees = HERE, *others
    rows = []
    print(
        "| city | source tree | processor time, s (median) | least | most |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as temporary:
        write_city(Path(temporary))
        for name, city in (("made up", Path(temporary)), ("sample", HERE / "data")):
            took = [[seconds(tree, city) for tree in trees] for _ in range(rounds + 1)][1:]
            for tree, of in zip(trees, zip(*took, strict=True), strict=True):
                figures = median(of), min(of), max(of)
                cells = (f"{figure:.2f}" for figure in figures)
                print(f"| {name} | {tree} |", " | ".join(cells), "|", flush=True)
                case = f"yipan run, {name}"
                rows.append({"case": case, "tree": str(tree), "seconds": figures[0]})
    return rows


if __name__ == "__main__":
    main(tuple(map(Path, sys.argv[1:2])), *map(int, sys.argv[2:3]))
