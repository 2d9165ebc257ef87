"""How well isochrones hold the people within their minutes: each is asked for their own time.

    python benchmarks/isochrones.py streets.osm [people] [sites] [seed]

People live at random beside the streets, as in ``router_peer.py``; sites stand so, too. Prints for
each mode and limit: people inside, the share of them who are not within by their own time, the
share of those within who are outside, and seconds an area.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
from router_peer import NORMS, places_of

from geo.analyses.access.model import LIMITS
from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.formats.source import Source
from geo.network.settings import StreetSettings
from geo.network.street_network import MODES
from geo.network.streets import open_streets


def main(path: Path, people: int = 60_000, sites: int = 12, seed: int = 0) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        store = ArtifactStore(Path(folder))
        network = open_streets(store, Source(path, path.name), StreetSettings()).frame
    rng = np.random.default_rng(seed)
    homes, doors = places_of(network, people, rng), places_of(network, sites, rng)
    source = NetworkTravelTimes(network, doors, NORMS)
    print("| mode | minutes | people inside | not within | within, but outside | s an area |")
    print("|---|---|---|---|---|---|")
    for mode in MODES:
        source.areas(0, mode, [5])  # compiles, and makes what is kept
        counts, seconds = np.zeros((len(LIMITS), 4)), 0.0
        for site in range(sites):
            own = source.to_site(homes, site, mode)
            start = time.perf_counter()
            areas = source.areas(site, mode, LIMITS)
            seconds += time.perf_counter() - start
            for row, (minutes, area) in enumerate(zip(LIMITS, areas, strict=True)):
                within = own <= minutes * 600
                shapely.prepare(area)
                inside = shapely.contains_xy(area, homes["lon"], homes["lat"])
                counts[row] += [
                    np.sum(of) for of in (inside, within, inside & ~within, within & ~inside)
                ]
        for minutes, (inside, within, wrong, missed) in zip(LIMITS, counts, strict=True):
            shares = f"{wrong / max(inside, 1):.1%} | {missed / max(within, 1):.1%}"
            each = seconds / sites / len(LIMITS)
            print(f"| {mode} | {minutes} | {inside:,.0f} | {shares} | {each:.2f} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
