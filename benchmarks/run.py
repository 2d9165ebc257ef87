"""How fast points find their polygon, here and in other projects, measured in turn.

Run: ``make bench``, or ``.venv/bin/python benchmarks/run.py [rounds] [most seconds]``. Every figure
comes from a process of its own, the processes of all peers in turn, round by round; figures are
medians. A peer that takes longer than allowed, or is not installed, is left out. After the table of
the index come those of whole files, streets, travel times and a whole run, see ``streaming.py``,
``streets.py``, ``travel_times.py`` and ``whole_run.py``; last how often areas are found, see
``underserved_areas.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import streaming
import streets
import travel_times
import underserved_areas
import whole_run
from made_up import scattered, wiggly_coverage
from memory import peak_mb
from peers import OURS, PEERS

CASES = {  # polygons, pieces of a side, points
    "1 M x 3,000": (3_000, 30, 1_000_000),
    "5 M x 3,000": (3_000, 30, 5_000_000),
    "1 M x 100,000": (100_000, 15, 1_000_000),
}
LARGE = {"1 M x 600,000": (600_000, 10, 1_000_000)}  # where others have no chance
ALL = CASES | LARGE


def measure(case: str, peer_name: str, answer: str) -> None:
    """Measure one peer in this process; print seconds and megabytes as JSON."""
    polygons, steps, points = ALL[case]
    peer = next(peer for peer in (OURS, *PEERS) if peer.name == peer_name)
    few = wiggly_coverage(20, 5)
    peer.query(peer.prepare(few), *scattered(100_000))  # imports, and code that is compiled
    shapes, (x, y) = wiggly_coverage(polygons, steps), scattered(points)
    before = peak_mb(anew=True)
    start = time.perf_counter()
    ready = peer.prepare(shapes)
    build = time.perf_counter() - start
    queries = []
    for _ in range(5 if peer is OURS else 1):
        start = time.perf_counter()
        found = peer.query(ready, x, y)
        queries.append(time.perf_counter() - start)
    np.save(answer, found)
    told = {"build": build, "query": median(queries), "mb": peak_mb() - before}
    if peer is OURS:
        told |= measure_cache(shapes)
    print(json.dumps(told))


def measure_cache(shapes: np.ndarray) -> dict[str, float]:
    """Measure how long the index takes to be found in its cache, the hash of the polygons too."""
    import geopandas as gpd

    from geo.core.artifacts import ArtifactStore
    from geo.spatial.index.cache import cached_index

    with tempfile.TemporaryDirectory() as folder:
        store = ArtifactStore(Path(folder))
        cached_index(gpd.GeoSeries(shapes), store)
        start = time.perf_counter()
        cached_index(gpd.GeoSeries(shapes), store)
        return {"reload": time.perf_counter() - start}


def in_process(case: str, peer: str, answer: Path, seconds: float) -> dict[str, float] | None:
    """Measure in a process of its own; None if that fails or takes too long."""
    command = [sys.executable, __file__, "--measure", case, peer, str(answer)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"{case}, {peer}: {(error.stderr or 'too slow')[-200:]!s}".strip(), file=sys.stderr)
        return None
    return json.loads(ran.stdout.splitlines()[-1])


def table(case: str, rounds: int, seconds: float) -> None:
    """Measure a case, and print its rows."""
    names = [OURS.name] if case in LARGE else [peer.name for peer in (OURS, *PEERS)]
    told: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name in names:
                measured = in_process(case, name, Path(folder) / f"{name}.npy", seconds)
                told[name] += [measured] if measured else []
        exact = Path(folder) / "geopandas.sjoin.npy"
        for name in filter(told.get, names):
            figures = {key: median(t[key] for t in told[name]) for key in told[name][0]}
            wrong = "-"
            if exact.exists():
                wrong = f"{(np.load(exact) != np.load(Path(folder) / f'{name}.npy')).sum():,}"
            if name == OURS.name:
                ours = figures
                print(f"| {case} | reloaded from its cache | {figures['reload']:.3f} | | | | | |")
            ratios = figures["query"] / ours["query"], sum_of(figures) / sum_of(ours)
            print(
                f"| {case} | {name} | {figures['build']:.3f} | {figures['query']:.3f} |"
                f" {ratios[0]:.0f} | {ratios[1]:.1f} | {figures['mb']:.0f} | {wrong} |",
                flush=True,
            )


def sum_of(figures: dict[str, float]) -> float:
    """Return the seconds from polygons to answer."""
    return figures["build"] + figures["query"]


def main(rounds: int = 3, seconds: float = 300.0) -> None:
    """Print the table of all cases."""
    headers = "points x polygons", "", "build, s", "query, s", "query, x yipan", "both, x yipan"
    print("|", " | ".join((*headers, "MB", "wrong")), "|")
    print("|---|---|---|---|---|---|---|---|")
    for case in ALL:
        table(case, rounds, seconds)
    streaming.main(rounds=rounds)
    streaming.large(rounds=rounds)
    streets.main(rounds=rounds)
    travel_times.main(rounds=rounds, seconds=seconds)
    whole_run.main(rounds=rounds)
    underserved_areas.main()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(*map(int, sys.argv[1:2]), *map(float, sys.argv[2:3]))
