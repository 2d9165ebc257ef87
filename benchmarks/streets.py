"""How fast a city's streets are there again, held against OSMnx loading the same GraphML.

Run: ``.venv/bin/python benchmarks/streets.py [nodes | file.graphml] [rounds]``. Prints a row a
case: seconds of Yipan, of OSMnx, and the ratio; medians of rounds in which both take turns.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

import geo  # noqa: F401  # before anything that imports pyogrio
from geo.core.artifacts import ArtifactStore
from geo.formats.source import Source
from geo.network.settings import StreetSettings
from geo.network.streets import open_streets

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 0.0015  # degrees between crossings
KEPT = 0.6  # of the edges of the grid: as many edges a node as a city has
KINDS = ("primary", "secondary", "tertiary", "residential")
ASKED = 100  # times as fast as OSMnx

HEAD = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d8" for="edge" attr.name="geometry" attr.type="string" />
<key id="d7" for="edge" attr.name="oneway" attr.type="string" />
<key id="d6" for="edge" attr.name="length" attr.type="string" />
<key id="d5" for="edge" attr.name="highway" attr.type="string" />
<key id="d4" for="edge" attr.name="osmid" attr.type="string" />
<key id="d3" for="node" attr.name="y" attr.type="string" />
<key id="d2" for="node" attr.name="x" attr.type="string" />
<key id="d1" for="graph" attr.name="simplified" attr.type="string" />
<key id="d0" for="graph" attr.name="crs" attr.type="string" />
<graph edgedefault="directed"><data key="d0">epsg:4326</data><data key="d1">True</data>
"""
NODE = '<node id="{0}"><data key="d2">{1}</data><data key="d3">{2}</data></node>\n'
EDGE = (
    '<edge source="{0}" target="{1}" id="0"><data key="d4">{2}</data><data key="d5">{3}</data>'
    '<data key="d6">{4}</data><data key="d7">False</data>'
    '<data key="d8">LINESTRING ({5}, {6}, {7})</data></edge>\n'
)


def write_graphml(path: Path, nodes: int) -> Path:
    """Write a made-up city as OSMnx saves one: a jittered grid that lacks two fifths of it."""
    side = round(nodes**0.5)
    rng = np.random.default_rng(1)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    at = (grid * STEP + (113.0, 34.0) + rng.normal(0, STEP / 8, grid.shape)).round(7)
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1),
            np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) < KEPT]
    kinds = rng.choice(KINDS, len(pairs))
    length = np.hypot(*((at[pairs[:, 0]] - at[pairs[:, 1]]) * (92_000, 111_000)).T)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(NODE.format(n, x, y) for n, (x, y) in enumerate(at.tolist()))
        for way, ((one, other), kind, metres) in enumerate(
            zip(pairs.tolist(), kinds.tolist(), length.tolist(), strict=True)
        ):
            for start, end in ((one, other), (other, one)):
                a, b = at[start], at[end]
                line = [f"{x:.7f} {y:.7f}" for x, y in (a, (a + b) / 2, b)]
                file.write(EDGE.format(start, end, way, kind, metres, *line))
        file.write("</graph></graphml>\n")
    return path


def seconds(way: Callable[[], Any]) -> float:
    """Measure once."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def main(city: str | int = 150_000, rounds: int = 1) -> list[dict[str, Any]]:
    """Print the table; return its rows."""
    import osmnx

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = Path(str(city))
        if not path.is_file():
            path = write_graphml(folder / "streets.graphml", int(city))
        source, given = Source(path, path.name), StreetSettings()
        told: dict[str, list[float]] = {"first": [], "again": [], "osmnx": []}
        for turn in range(rounds):
            store = ArtifactStore(folder / str(turn))
            opened = partial(open_streets, store, source, given)
            told["first"].append(seconds(opened))
            told["again"].append(median(seconds(opened) for _ in range(5)))
            told["osmnx"].append(seconds(lambda: osmnx.load_graphml(path)))
        network = open_streets(ArtifactStore(folder / "0"), source, given).frame
    loaded = median(told["osmnx"])
    print("| streets | nodes | edges | yipan, s | osmnx.load_graphml, s | ratio | asked |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for case, name, asked in (
        ("from the cache, the hash of the file too", "again", ASKED),
        ("read for the first time, and kept", "first", "-"),
    ):
        ours = median(told[name])
        row = {
            "case": case,
            "nodes": len(network.lon),
            "edges": len(network.tail),
            "yipan_s": round(ours, 4),
            "osmnx_s": round(loaded, 2),
            "ratio": round(loaded / ours, 1),
            "asked": asked,
        }
        print("|", " | ".join(str(cell) for cell in row.values()), "|", flush=True)
        rows.append(row)
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
