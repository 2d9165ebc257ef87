"""Hold the cell index against geopandas.sjoin on hostile polygons and points, for some minutes.

Run: ``.venv/bin/python benchmarks/fuzz_index.py [minutes] [seed]``. Ends with an error at the first
difference, and tells the seed that makes it again.
"""

import sys
import time
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from made_up import wiggly_coverage
from support.hostile_shapes import SIZES, random_polygons, resized, sjoin_answer, unit_points

from geo.spatial.index.polygon_index import CellIndex


def case(seed: int) -> tuple[int, int]:
    """Try one set of polygons; return how many points, and how many of them touch a boundary."""
    rng = np.random.default_rng(seed)
    if seed % 10 == 0:
        geometries = wiggly_coverage(int(rng.integers(2, 300)), int(rng.integers(2, 30)), seed)
    else:
        polygons = random_polygons(rng, int(rng.integers(1, 40)), int(rng.integers(3, 20)))
        geometries = resized(polygons, *SIZES[rng.integers(len(SIZES))])
    x, y = unit_points(geometries, rng, 300)
    found, expected = CellIndex.build(geometries).find(x, y), sjoin_answer(geometries, x, y)
    if (found != expected).any():
        at = np.flatnonzero(found != expected)[0]
        sys.exit(f"seed {seed}: point {x[at]!r}, {y[at]!r} in {expected[at]}, not {found[at]}")
    outlines = shapely.STRtree(shapely.boundary(geometries))
    touching = outlines.query(shapely.points(x, y), predicate="intersects")[0]
    return len(x), len(np.unique(touching))


def main(minutes: float = 3.0, seed: int = 1) -> None:
    """Try sets of polygons until the time is over."""
    until, cases, points, touching = time.monotonic() + 60 * minutes, 0, 0, 0
    while time.monotonic() < until:
        tried, touched = case(seed + cases)
        cases, points, touching = cases + 1, points + tried, touching + touched
    print(f"{cases:,} cases, {points:,} points, {touching:,} on a boundary: no difference")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:3]))
