"""How fast travel times and accessibility are computed, here and by others, measured in turn.

Run: ``.venv/bin/python benchmarks/travel_times.py [nodes | file.graphml] [rounds] [most seconds]``.
Every figure comes from a process of its own, those of all ways in turn, round by round; figures are
medians, in seconds of processor time, those of all threads together: what else the machine does
counts little. In each process the first answer is held against that of the first way of its table,
and where Yipan's differs, the run stops without a figure. A peer that takes longer than allowed, or
is not installed, is left out, and that is said.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streets
from access_peers import STREETS, TABLE
from memory import peak_mb
from router_peer import places_of
from travel_time_peers import LIMIT, NEAREST, PAIRS, Problem, Way, by_node, by_pair

from geo.analyses.access.methods.floating_catchment import catchment_access, site_gain
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network.routing_graph import Graph
from geo.network.settings import StreetSettings
from geo.network.shortest_paths import within
from geo.network.streets import open_streets

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.network.doors import SiteStreets
    from geo.network.street_network import Network

MODE = "drive"
SITES, PEOPLE = 500, 20_000
ONE_WAY = 0.1  # of the ways along a made-up street that are left out
TIMES, SHARES = 1e-6, 1e-12  # by how much answers may differ
LONGEST = 10.0  # seconds; what takes longer in all is timed once in a process


class Case(NamedTuple):
    """A question, the ways to answer it, and by how much answers may differ (relatively)."""

    ways: tuple[Way, ...]
    laid_out: Callable[[Any, Problem], tuple[np.ndarray, np.ndarray]]
    differs: float


CASES = {
    "to the nearest site": Case(NEAREST, lambda found, _: by_node(found), TIMES),
    "all pairs in 30 min": Case(PAIRS, lambda found, of: by_pair(*found, of.nodes), TIMES),
    "E2SFCA from pairs": Case(TABLE, lambda found, _: by_node(found), SHARES),
    "E2SFCA from the streets": Case(STREETS, lambda found, _: by_node(found), SHARES),
}
ONE_MORE = "E2SFCA, one more site"


def made_up(city: str | int, folder: Path) -> Problem:
    """Make streets of a city, with sites and people beside them, joined where they stand.

    The nodes are states of who walks to the car, drives and walks from it (crossings, on foot and
    driving), then the doors of sites, then those of people: all that Yipan itself searches.
    """
    path = Path(str(city))
    rng = np.random.default_rng(2)
    if made := not path.is_file():
        path = streets.write_graphml(folder / "streets.graphml", int(city))
    network = open_streets(ArtifactStore(folder), Source(path, path.name), StreetSettings()).frame
    sites, people = places_of(network, SITES, rng), places_of(network, PEOPLE, rng)
    source = NetworkTravelTimes(network, sites, Standards())
    graph, doors = source.with_demand_points(people, MODE), source.streets(MODE)
    tail, time_ds = graph.near.astype(np.int64), graph.time_ds
    head = np.repeat(np.arange(graph.nodes), np.diff(graph.first))
    if made:
        states = doors.layers.graph.nodes
        kept = (rng.random(len(tail)) >= ONE_WAY) | (np.maximum(tail, head) >= states)
        tail, head, time_ds = tail[kept], head[kept], time_ds[kept]
    order = np.lexsort((time_ds, head, tail))  # of parallel streets the fastest: others keep one
    tail, head, time_ds = tail[order], head[order], time_ds[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    tail, head, time_ds = tail[first], head[first], time_ds[first]
    graph = Graph.of(graph.nodes, tail, head, time_ds)
    pairs = within(graph, doors.nodes, np.zeros(SITES), LIMIT)
    return Problem(
        *(tail, head, time_ds, *positions(network, doors, (sites, people)), doors.nodes),
        population=rng.integers(0, 200, graph.nodes).astype(np.float64),
        supply=rng.integers(1, 40, SITES).astype(np.float64),
        place=pairs.node.astype(np.int64),
        site=pairs.site.astype(np.int64),
        minutes=pairs.time_ds / 600,
    )


def positions(
    network: Network, doors: SiteStreets, places: tuple[pd.DataFrame, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return longitudes and latitudes of states and doors."""
    states = np.zeros(doors.layers.graph.nodes, np.int64)
    for layer in doors.layers.layers:
        met = np.flatnonzero(layer.state >= 0)
        states[layer.state[met]] = met
    lon, lat = (
        np.concatenate([of[states], *(frame[name] for frame in places)])
        for name, of in (("lon", network.lon), ("lat", network.lat))
    )
    return lon, lat


def tiny() -> Problem:
    """Make a problem to load code with: a street of three nodes, two sites."""
    tail, head = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1])
    at = np.arange(3.0)
    numbers = np.array([0, 1, 2]), np.array([0, 1, 1]), np.array([0.0, 0.0, 5.0])
    return Problem(tail, head, tail + 1, at, at, np.array([0, 1]), at + 1, at[1:], *numbers)


def measure(case: str, name: str, given: str, reference: str) -> None:
    """Measure a way in this process; print what is found to stderr as JSON."""
    with np.load(given) as arrays:
        problem = Problem(**arrays)
    if case == ONE_MORE:
        print(json.dumps(measure_one_more(problem)), file=sys.stderr)
        return
    ways, laid_out, _ = CASES[case]
    way = next(way for way in ways if way.name == name)
    way.query(way.build(tiny()), tiny())  # imports, and code that is compiled
    before = peak_mb(anew=True)
    start = time.process_time()
    ready = way.build(problem)
    built = time.process_time() - start
    took: list[float] = []
    while not took or (len(took) < 6 and sum(took) < LONGEST):
        start = time.process_time()
        found = way.query(ready, problem)
        took.append(time.process_time() - start)
        if len(took) == 1:
            used = peak_mb() - before
            apart = difference(*laid_out(found, problem), Path(reference))
        del found
    query = median(took[1:] or took)
    told = {"build": built, "query": query, "mb": used, "differs": apart}
    print(json.dumps(told), file=sys.stderr)


def difference(of: np.ndarray, values: np.ndarray, reference: Path) -> float:
    """Compute the largest difference from the first answer, or keep this as the first.

    Relative to values above 1; infinite where another node or pair is told of.
    """
    if not reference.exists():
        np.savez(reference, of=of, values=values)
        return 0.0
    with np.load(reference) as kept:
        if not np.array_equal(of, kept["of"]):
            return float("inf")
        known = kept["values"]
    unequal = values != known  # infinite ones may be equal
    apart = np.abs(values[unequal] - known[unequal]) / np.maximum(np.abs(known[unequal]), 1)
    return float(apart.max(initial=0.0))


def measure_one_more(problem: Problem) -> dict[str, float]:
    """Measure what one more site takes, for sites at any nodes, against a whole run each time."""
    graph = Graph.of(problem.nodes, problem.tail, problem.head, problem.time_ds)
    population, supply = problem.population, np.append(problem.supply, 20.0)
    before = catchment_access(graph, population, (problem.sites, problem.offsets), problem.supply)
    took: dict[str, list[float]] = {"gain": [], "whole": []}
    apart = 0.0
    for node in np.random.default_rng(3).choice(problem.nodes, 9):
        site_gain(graph, population, (int(node), 0), 20.0)
        start = time.process_time()
        reached, gain = site_gain(graph, population, (int(node), 0), 20.0)
        access = before.e2sfca.copy()
        access[reached] += gain
        took["gain"].append(time.process_time() - start)
        sites = np.append(problem.sites, node), np.append(problem.offsets, 0)
        start = time.process_time()
        whole = catchment_access(graph, population, sites, supply).e2sfca
        took["whole"].append(time.process_time() - start)
        apart = max(apart, float(np.abs(access - whole).max()))
    return {name: median(seconds) for name, seconds in took.items()} | {"differs": apart}


def in_process(*words: str, seconds: float) -> dict[str, float] | None:
    """Measure in a process of its own; None if that can't be, or takes too long."""
    command = [sys.executable, __file__, "--measure", *words]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        print(f"{words[0]}, {words[1]}: takes more than {seconds:.0f} s", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        why = (error.stderr.splitlines() or [f"ended by {error.returncode}"])[-1]
        print(f"{words[0]}, {words[1]}: left out: {why}", file=sys.stderr)
    else:
        lines = ran.stderr.splitlines()  # pandana prints between the lines of stdout
        return json.loads(next(line for line in lines if line.startswith("{")))
    return None


def table(name: str, given: Path, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """Measure a question; print and return its rows."""
    ways, _, most = CASES[name]
    reference = given.with_name(f"{name}.npz")
    told: dict[str, list[dict[str, float]]] = {way.name: [] for way in ways}
    left = set()
    for _ in range(rounds):
        for way in (way.name for way in ways if way.name not in left):
            found = in_process(name, way, str(given), str(reference), seconds=seconds)
            if found is None:
                left.add(way)
                continue
            if way.startswith("yipan") and found["differs"] > most:
                raise SystemExit(f"{name}, {way}: differs by {found['differs']}")
            told[way].append(found)
    figures = {
        way: {key: median(one[key] for one in found) for key in found[0]}
        for way, found in told.items()
        if found
    }
    ours, rows = figures["yipan"], []
    for way, of in figures.items():
        row = {
            "case": name,
            "by": way,
            "build_s": round(of["build"], 3),
            "query_s": round(of["query"], 4),
            "query_ratio": round(of["query"] / ours["query"], 1),
            "both_ratio": round(
                (of["build"] + of["query"]) / (ours["build"] + ours["query"]),
                1,
            ),
            "mb": round(of["mb"]),
            "differs": f"{of['differs']:.1e}",
        }
        print("|", " | ".join(str(cell) for cell in row.values()), "|", flush=True)
        rows.append(row)
    return rows


def main(city: str | int = 40_000, rounds: int = 3, seconds: float = 300.0) -> list[dict[str, Any]]:
    """Print the tables; return their rows."""
    with tempfile.TemporaryDirectory() as temporary:
        problem = made_up(city, Path(temporary))
        given = Path(temporary) / "given.npz"
        np.savez(given, **problem._asdict())
        print(
            f"{problem.nodes:,} nodes, {len(problem.tail):,} arcs, {SITES:,}"
            f" sites, {len(problem.place):,} pairs within 30 minutes"
        )
        headers = "question", "by", "build, s", "answer, s", "answer, x yipan", "both, x yipan"
        print("|", " | ".join((*headers, "MB", "differs by")), "|")
        print("|---|---|---|---|---|---|---|---|")
        rows = [row for name in CASES for row in table(name, given, rounds, seconds)]
        if (found := in_process(ONE_MORE, "yipan", str(given), "", seconds=seconds)) is None:
            raise SystemExit(f"{ONE_MORE}: not measured")
    print(
        f"one more site: {found['gain'] * 1e3:.2f} ms, 1/{found['whole'] / found['gain']:.0f} of a"
        f" whole run; differs from it by {found['differs']:.1e}"
    )
    return [*rows, {"case": ONE_MORE, **found}]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(*sys.argv[1:2], *map(int, sys.argv[2:3]), *map(float, sys.argv[3:4]))
