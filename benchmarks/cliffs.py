"""What a row costs `yipan` in files as they are, against the clean case and merely reading them.

Run: ``.venv/bin/python benchmarks/cliffs.py [thousand rows] [words of cases, by comma] [tree]``.
Every figure is the processor time, in user and kernel mode, of a process of its own with its
children, after one run that is not counted: it compiles code and keeps the index. The clean case
has as many rows as the case it stands beside; the reader is the fastest that is installed, and
reads the first two columns of the same files. ``tree`` is the folder of another source tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from made_up import CITY, wiggly_coverage

import geo  # noqa: F401  # before anything that imports pyogrio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HERE: Final = Path(__file__).resolve().parent.parent
LON, LAT, ORIGIN, NUMBER = "经度", "纬度", "户籍地代码", "登记"
COMMUNITIES, STEPS = 300, 30
MARGIN = 0.03  # degrees from the edge of the city, within which all points lie inside
SERVICES = [f"服务{letter}" for letter in "甲乙丙丁戊己庚辛壬癸"]
READ_BY_POLARS = (
    "import sys, polars as pl\n"
    "for file in sys.argv[1:]:\n"
    "    pl.scan_csv(file, truncate_ragged_lines=True).select(pl.nth(0, 1)).collect()"
)
READ_BY_PYARROW = (
    "import sys\nfrom pyarrow import csv\n"
    "parse = csv.ParseOptions(invalid_row_handler=lambda row: 'skip')\n"
    "for file in sys.argv[1:]:\n"
    "    only = csv.open_csv(file, parse_options=parse).schema.names[:2]\n"
    "    convert = csv.ConvertOptions(include_columns=only)\n"
    "    csv.read_csv(file, convert_options=convert, parse_options=parse)"
)
READ_EXCEL = (
    "import sys\nfrom python_calamine import CalamineWorkbook\n"
    "for file in sys.argv[1:]:\n"
    "    sum(1 for _ in CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows())"
)
YIPAN = "from geo.cli.main import main; main()"


@dataclass(frozen=True)
class Made:
    """What a city is made of.

    Parameters
    ----------
    records
        The columns of its records.
    communities
        Polygons; None: 300 with wiggly edges.
    """

    records: pd.DataFrame
    communities: np.ndarray | None = None
    files: int = 1
    endings: tuple[str, ...] = ("\n",)
    settings: str = ""
    sites: pd.DataFrame | None = None
    excel: bool = False


@dataclass(frozen=True)
class Case:
    """A kind of file, how many rows it has of those asked for, and what is done with it."""

    make: Callable[[int], Made]
    share: float = 1.0
    words: tuple[str, ...] = ("run",)
    beside: tuple[str, ...] = field(default=("run",))


def records(rows: int, **columns: Any) -> pd.DataFrame:
    """Make records of which nothing is to be said, with other columns, or without (None)."""
    west, south, east, north = CITY
    rng = np.random.default_rng(1)
    made = {
        LON: rng.uniform(west + MARGIN, east - MARGIN, rows).round(6),
        LAT: rng.uniform(south + MARGIN, north - MARGIN, rows).round(6),
        ORIGIN: rng.choice([f"4109{county}" for county in range(22, 29)], rows),
        NUMBER: np.arange(rows),
    }
    return pd.DataFrame({name: of for name, of in (made | columns).items() if of is not None})


def codes_of(many: int) -> list[str]:
    """Return codes of communities."""
    return [f"9901{at // 100:05}{at % 100 + 1:03}" for at in range(many)]


def _codes(rows: int, many: int = COMMUNITIES) -> np.ndarray:
    polygons = len(wiggly_coverage(many, 1))
    return np.random.default_rng(2).choice(codes_of(polygons), rows)


def clean(rows: int) -> Made:
    return Made(records(rows))


def _with(**columns: Callable[[int], Any]) -> Callable[[int], Made]:
    return lambda rows: Made(records(rows, **{name: of(rows) for name, of in columns.items()}))


def _few_outside(rows: int) -> pd.DataFrame:
    """Make records of which one in forty lies up to 500 m north of the city."""
    made = records(rows)
    outside = np.arange(0, rows, 40)
    rng = np.random.default_rng(3)
    made.loc[outside, LAT] = (CITY[3] + rng.uniform(0, 0.0045, len(outside))).round(6)
    return made


def _words(rows: int) -> list[str]:
    return [f"在第{at}厂做会计" for at in range(rows)]


def _long(rows: int) -> list[str]:
    return [f"第{at}号：" + "租房居住，每周回家一次" * 12 for at in range(rows)]


def _villages(rows: int) -> list[str]:
    counties = np.arange(410922, 410929)
    return [f"{counties[at % 7]}{at // 7 % 71_429:06}" for at in range(rows)]


def _addresses(rows: int) -> list[str]:
    return [f"河南省濮阳市台前县第{at % max(rows // 2, 1)}村" for at in range(rows)]


def _exchanged(rows: int) -> Made:
    made = records(rows)
    return Made(made.rename(columns={LON: LAT, LAT: LON}))


def _every_tenth_empty(rows: int) -> Made:
    made = records(rows).astype({LON: "object", LAT: "object"})
    made.loc[::10, [LON, LAT]] = ""
    return Made(made)


def _ragged(rows: int) -> Made:
    return Made(records(rows), endings=("\n", ",\n"))


def _match(rows: int) -> Made:
    """Make two lists, of which half the people are in both."""
    half = rows // 2
    people = [f"410922{at:012}" for at in [*range(half), *range(half // 2, half + half // 2)]]
    source = np.repeat(["公安", "卫健"], [half, rows - half])
    people = people[:rows] + people[: rows - len(people)]
    made = records(rows, 证件=people, 数据来源=source)
    return Made(made, settings='match = ["证件"]\n')


def _wide(rows: int) -> Made:
    rng = np.random.default_rng(4)
    more = {
        f"编号{at}": np.char.add("A", rng.integers(0, 10_000, rows).astype(str)) for at in range(48)
    }
    texts = {f"说明{at}": rng.choice(["是", "否", "不详"], rows) for at in range(48)}
    return Made(records(rows, **more, **texts))


def _neighbours() -> np.ndarray:
    """Make 2,500 squares, each with thin strips between it and the next: 24 neighbours or so."""
    west, south, east, north = CITY
    side, strips = 50, 5
    x, y = np.linspace(west, east, side + 1), np.linspace(south, north, side + 1)
    boxes = []
    for column in range(side):
        for row in range(side):
            cut = np.linspace(x[column], x[column + 1], strips + 2)
            middle = y[row] + (y[row + 1] - y[row]) * 0.8
            boxes.append(shapely.box(x[column], y[row], x[column + 1], middle))
            boxes += [
                shapely.box(cut[at], middle, cut[at + 1], y[row + 1]) for at in range(strips + 1)
            ]
    return np.array(boxes)


def _sites(rows: int, sites: int = 1_000) -> Made:
    west, south, east, north = CITY
    rng = np.random.default_rng(5)
    table = pd.DataFrame(
        {
            "站点名称": [f"服务站{at}" for at in range(sites)],
            LON: rng.uniform(west + MARGIN, east - MARGIN, sites).round(6),
            LAT: rng.uniform(south + MARGIN, north - MARGIN, sites).round(6),
            "服务项目": [";".join(rng.permutation(SERVICES)[:5]) for _ in range(sites)],
        }
    )
    return Made(records(rows), sites=table)


def _fine(edges: int) -> np.ndarray:
    return wiggly_coverage(COMMUNITIES, edges // 4)


CASES: Final[Mapping[str, Case]] = {
    "clean": Case(clean),
    "200 files": Case(lambda rows: Made(records(rows), files=200)),
    "communities of 50,000 vertices": Case(lambda rows: Made(records(rows), _fine(50_000))),
    "communities of 50,000 vertices, 2.5 % outside": Case(
        lambda rows: Made(_few_outside(rows), _fine(50_000))
    ),
    "a remark column with 会计": Case(_with(情况=_words)),
    "long remarks": Case(_with(情况=_long)),
    "origins: 500,000 codes of villages": Case(_with(**{ORIGIN: _villages})),
    "origins: 500,000 addresses": Case(_with(**{ORIGIN: lambda _: None, "户籍地": _addresses})),
    "2.5 % outside, by up to 500 m": Case(lambda rows: Made(_few_outside(rows))),
    "all outside, far off": Case(_with(**{LAT: lambda rows: np.linspace(31, 32, rows).round(6)})),
    "all outside, beside the boundary": Case(
        _with(**{LAT: lambda rows: CITY[3] + np.linspace(0, 0.0045, rows).round(6)})
    ),
    "longitude and latitude exchanged": Case(_exchanged),
    "one in ten without place": Case(_every_tenth_empty),
    "rows in turn of four and five cells": Case(_ragged),
    "match of two lists": Case(_match, 2.0),
    "unknown codes beside points": Case(
        _with(社区代码=lambda rows: [f"9902{at % 50_000:08}" for at in range(rows)])
    ),
    "unknown codes, no points": Case(
        lambda rows: Made(
            records(rows, **{LON: None, LAT: None, "社区代码": codes_of(rows)}),
        )
    ),
    "codes only": Case(
        lambda rows: Made(records(rows, **{LON: None, LAT: None, "社区代码": _codes(rows)}))
    ),
    "numbers of records, half of them twice": Case(
        _with(记录编号=lambda rows: np.arange(rows) % max(rows // 2, 1))
    ),
    "240 periods": Case(
        _with(
            统计月份=lambda rows: [
                f"{2001 + at % 240 // 12}-{at % 12 + 1:02}" for at in range(rows)
            ]
        )
    ),
    "100 columns": Case(_wide, 0.2),
    "counts that can't be read": Case(
        _with(人数=lambda rows: [f"约{at % 9}人" for at in range(rows)])
    ),
    "Excel": Case(lambda rows: Made(records(rows), excel=True), 0.2),
    "1,000 sites of 10 services": Case(_sites, 0.06),
    "60,000 communities": Case(lambda rows: Made(records(rows), wiggly_coverage(60_000, 2))),
    "60,000 communities, 100 files": Case(
        lambda rows: Made(records(rows), wiggly_coverage(60_000, 2), files=100)
    ),
    "check of 2,846 outlines": Case(
        lambda rows: Made(records(rows), wiggly_coverage(2_846, 100)), 0.1, ("check",)
    ),
    "check of outlines with many neighbours": Case(
        lambda rows: Made(records(rows), _neighbours()), 0.1, ("check",)
    ),
}


def write_city(made: Made, folder: Path) -> list[Path]:
    """Write a city; return the files of its records."""
    import geopandas as gpd

    folder.mkdir(parents=True)
    polygons = wiggly_coverage(COMMUNITIES, STEPS) if made.communities is None else made.communities
    codes = codes_of(len(polygons))
    table = {"community_code": codes, "community_name": codes}
    gpd.GeoDataFrame(table, geometry=polygons, crs=4326).to_file(folder / "communities.gpkg")
    ending = "xlsx" if made.excel else "csv"
    paths = [folder / f"records{at}.{ending}" for at in range(made.files)]
    cut = np.linspace(0, len(made.records), made.files + 1).astype(int)
    for path, begin, end in zip(paths, cut, cut[1:], strict=False):
        _write(made.records.iloc[begin:end], path, made.endings)
    text = (
        'name = "b"\n[boundaries]\ncommunities = "communities.gpkg"\ncoordinates = "wgs84"\n'
        f'[records]\nfiles = ["*records*.{ending}"]\ncoordinates = "wgs84"\n{made.settings}'
    )
    text = text.replace(f'["*records*.{ending}"]', str([path.name for path in paths]))
    if made.sites is not None:
        made.sites.to_csv(folder / "sites.csv", index=False)
        text += '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'
    (folder / "city.toml").write_text(text, "utf-8")
    return paths


def _write(table: pd.DataFrame, path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix == ".xlsx":
        table.to_excel(path, index=False, engine="xlsxwriter")
        return
    table.to_csv(path, index=False)
    if len(endings) > 1:
        header, *lines = path.read_text("utf-8").splitlines()
        ended = [line + endings[at % len(endings)] for at, line in enumerate(lines)]
        path.write_text(header + "\n" + "".join(ended), "utf-8")


def seconds(words: list[str], tree: Path = HERE, *, most: float = 900) -> float:
    """Run Python with these words; return the processor time, of all its processes."""
    before = os.times()
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-c", *words],
        check=True,
        cwd=tree,
        timeout=most,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env=surroundings | {"PYTHONPATH": str(tree)},
    )
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def yipan(words: tuple[str, ...], folder: Path, tree: Path, *, warm: bool = False) -> float:
    """Run a command of ours, after one run not counted; return the processor time."""
    told = 0.0
    for _ in range(1 if warm else 2):
        with tempfile.TemporaryDirectory() as out:
            more = ["--out", f"{out}/out", "--quiet", "--accept-loss"] if words[0] == "run" else []
            told = seconds([YIPAN, *words, str(folder), *more], tree)
    return told


def read(paths: list[Path]) -> float:
    """Return the processor time of merely reading two columns, or of Excel all cells."""
    if paths[0].suffix == ".xlsx":
        return seconds([READ_EXCEL, *map(str, paths)])
    reader = READ_BY_POLARS if find_spec("polars") else READ_BY_PYARROW
    return seconds([reader, *map(str, paths)])


def main(thousands: int = 1_000, words: str = "", tree: Path = HERE) -> list[dict[str, Any]]:
    """Print the table; return its rows."""
    print("| case | rows | processor s | clean | reading | × clean a row | × reading |")
    print("|---|---|---|---|---|---|---|", flush=True)
    told, cleans = [], {}
    for name, case in CASES.items():
        if not any(word in name for word in words.split(",")):
            continue
        rows = round(thousands * 1_000 * case.share)
        with tempfile.TemporaryDirectory() as temporary:
            if rows not in cleans:
                write_city(clean(rows), Path(temporary) / "clean")
                warm = bool(cleans)
                cleans[rows] = yipan(("run",), Path(temporary) / "clean", tree, warm=warm)
            folder = Path(temporary) / "city"
            made = case.make(rows)
            paths = write_city(made, folder)
            warm = made.communities is None
            took, reading = yipan(case.words, folder, tree, warm=warm), read(paths)
        row = {
            "case": name,
            "rows": rows,
            "seconds": round(took, 2),
            "clean": round(cleans[rows], 2),
            "reading": round(reading, 2),
            "ratio": round(took / cleans[rows], 2),
            "to_reading": round(took / reading, 1),
        }
        print(
            "|",
            " | ".join(
                f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row.values()
            ),
            "|",
            flush=True,
        )
        told.append(row)
    return told


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:3], *map(Path, sys.argv[3:4]))
