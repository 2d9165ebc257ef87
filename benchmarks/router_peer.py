"""Times on foot beside those of a router: Valhalla, on tiles built of the same streets.

Its answer leaves out the way from a person to the street and from the street to the site: it is
asked for those (``locate``), and they are added at the same walking speed. It takes the nearest
street alone, where we take all that are little farther (``BESIDE_M``): so both are asked by each of
the two rules, it with a radius for each place that has the streets that we take (of which it does
not tell the legs, so that the nearest is added for all).

    python benchmarks/router_peer.py streets.osm [people] [sites] [seed]

takes ``.osm``, ``.osm.pbf`` or a GraphML of OSMnx; the streets of that are written as ways first.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import numpy as np
import osmium
import pandas as pd

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network import snapping
from geo.network.settings import StreetSettings
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.snapping import BESIDE_M
from geo.network.streets import open_streets

if TYPE_CHECKING:
    from geo.network.street_network import Network

NORMS = Standards()
LIMIT_MIN = NORMS.access_minutes
_AT_ONCE = 50
_AWAY_M = 60.0  # people live about so far from a street
_MOST_RADIUS_M = 500.0
_NEAREST_M = 0.01  # what is so much farther is as near: distances are rounded


class Told(NamedTuple):
    """Minutes to the nearest site of each person, infinite without a way; metres to the street."""

    minutes: np.ndarray
    leg_m: np.ndarray


def places_of(network: Network, many: int, rng: np.random.Generator) -> pd.DataFrame:
    """Choose places at random along the streets for walkers, and at random beside them."""
    street, _, lon, lat = network.lines.sampled(20 / 6_371_009)
    walked = np.zeros(len(network.first_vertex), dtype=bool)
    walked[network.street[network.open_to("walk")]] = True
    chosen = rng.choice(np.flatnonzero(walked[street]), many, replace=False)
    east, north = rng.normal(0, _AWAY_M, (2, many)) / 111_195
    return pd.DataFrame(
        {
            "lon": lon[chosen] + east / np.cos(np.radians(lat[chosen])),
            "lat": lat[chosen] + north,
        }
    )


def ours(network: Network, people: pd.DataFrame, sites: pd.DataFrame, beside_m: float) -> Told:
    """Compute the minutes to the nearest site.

    ``beside_m``: how much farther than the nearest a street may be that is joined.
    """
    source = NetworkTravelTimes(network, sites, NORMS)
    with patch.object(snapping, "BESIDE_M", beside_m):
        times = source.best_two(people, np.ones((1, len(sites)), dtype=bool), "walk")[0][0, :, 0]
    joins = source.finder("walk").find(
        people["lon"].to_numpy(), people["lat"].to_numpy(), NORMS.network_snap_m
    )
    leg_m = np.full(len(people), np.inf)
    np.minimum.at(leg_m, joins.place, joins.leg_m)
    return Told(np.where(times == UNREACHED, np.inf, times / 600), leg_m)


def write_osm(network: Network, path: Path) -> None:
    """Write streets for walkers as ways of OpenStreetMap, each both ways."""
    walked = np.unique(network.street[network.open_to("walk")])
    ends = {}
    for edge, street in enumerate(network.street):
        pair = network.tail[edge], network.head[edge]
        ends.setdefault(int(street), pair[::-1] if network.against[edge] else pair)
    nodes = {int(at): (network.lon[at], network.lat[at]) for at in range(len(network.lon))}
    ways = []
    for street in walked.tolist():
        begin, end = network.first_vertex[street : street + 2]
        inner = list(range(len(nodes), len(nodes) + end - begin - 2))
        points = zip(
            network.vertex_lon[begin + 1 : end - 1],
            network.vertex_lat[begin + 1 : end - 1],
            strict=True,
        )
        nodes.update(zip(inner, points, strict=True))
        one, other = (int(at) for at in ends[street])
        ways.append([one, *inner, other])
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for node, (lon, lat) in nodes.items():
            location = (float(lon), float(lat))
            writer.add_node(osmium.osm.mutable.Node(id=node + 1, location=location))
        for number, refs in enumerate(ways, start=1):
            tags = {"highway": "residential"}
            along = [ref + 1 for ref in refs]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=along, tags=tags))


def router(extract: Path, folder: Path) -> Any:
    """Build tiles of an extract, and return what answers on them."""
    import subprocess

    import valhalla

    (folder / "tiles").mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=str(folder / "tiles"))
    limits = config["service_limits"]["pedestrian"]
    limits["max_matrix_location_pairs"] = limits["max_locations"] = 10**6
    limits["max_matrix_distance"] = limits["max_distance"] = 10**6
    config["service_limits"]["max_radius"] = int(_MOST_RADIUS_M)
    path = folder / "valhalla.json"
    path.write_text(json.dumps(config), "utf-8")
    build = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run(
        [build, "-c", path, extract.resolve()], check=True, capture_output=True, cwd=folder
    )
    return valhalla.Actor(str(path))


def theirs(actor: Any, people: pd.DataFrame, sites: pd.DataFrame, beside_m: float) -> Told:
    """Ask a router for the minutes to the nearest site, and add the legs.

    ``beside_m``: how much farther than the nearest a street may be that is joined.
    """
    costing = {
        "costing": "pedestrian",
        "costing_options": {
            "pedestrian": {
                "walking_speed": NORMS.walk_kph,
                "max_hiking_difficulty": 6,
                "step_penalty": 0,
                "elevator_penalty": 0,
                "alley_factor": 1,
                "driveway_factor": 1,
            }
        },
    }
    leg_of_site = _legs(actor, _locations(sites), costing)
    targets = _locations(sites, leg_of_site + beside_m)
    minutes, legs = [], []
    for begin in range(0, len(people), _AT_ONCE):
        some = people.iloc[begin : begin + _AT_ONCE]
        leg_of_person = _legs(actor, _locations(some), costing)
        sources = _locations(some, leg_of_person + beside_m)
        answer = actor.matrix({"sources": sources, "targets": targets, **costing})
        table = np.array(
            [
                [np.inf if cell["time"] is None else cell["time"] / 60 for cell in row]
                for row in answer["sources_to_targets"]
            ]
        )
        walk = NORMS.walk_kph * 1000 / 60
        table += (leg_of_person[:, None] + leg_of_site[None, :]) / walk
        minutes.append(table.min(axis=1))
        legs.append(leg_of_person)
    return Told(np.concatenate(minutes), np.concatenate(legs))


def _locations(places: pd.DataFrame, radius: Any = 0.0) -> list[dict[str, float]]:
    radii = np.floor(np.minimum(np.broadcast_to(radius, len(places)), _MOST_RADIUS_M)).tolist()
    return [
        {"lon": lon, "lat": lat, "radius": around, "rank_candidates": not around}
        for lon, lat, around in zip(places["lon"], places["lat"], radii, strict=True)
    ]


def _legs(actor: Any, places: list[dict[str, float]], costing: dict[str, Any]) -> np.ndarray:
    told = actor.locate({"locations": places, "verbose": True, **costing})
    legs = [min((edge["distance"] for edge in one["edges"] or []), default=np.inf) for one in told]
    return np.array(legs, dtype=np.float64)


def compare(path: Path, many: int = 1000, sites: int = 60, seed: int = 1) -> None:
    """Print how far our minutes and a router's are apart."""
    network = open_streets(ArtifactStore(None), Source(path, path.name), StreetSettings()).frame
    rng = np.random.default_rng(seed)
    people, there = places_of(network, many, rng), places_of(network, sites, rng)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extract = path
        if path.suffix == ".graphml":
            extract = folder / "streets.osm.pbf"
            write_osm(network, extract)
        actor = router(extract, folder)
        for rule, beside_m in (("the nearest street", 0.0), ("the streets that we take", BESIDE_M)):
            print(f"both join {rule}")
            one = ours(network, people, there, max(beside_m, _NEAREST_M))
            _tell(one, theirs(actor, people, there, beside_m), people)


def _tell(one: Told, other: Told, people: pd.DataFrame) -> None:
    both = np.isfinite(one.minutes) & np.isfinite(other.minutes)
    for name, told in (("Yipan", one), ("Valhalla", other)):
        within, none = 100 * (told.minutes <= LIMIT_MIN).mean(), np.isinf(told.minutes).sum()
        print(f"{name}: {within:.1f} % within {LIMIT_MIN} min, {none} without a way")
    apart = (one.minutes - other.minutes)[both]
    marks = np.percentile(apart, [1, 5, 25, 50, 75, 95, 99]).round(2)
    print(f"ours - theirs, minutes, at 1, 5, 25, 50, 75, 95, 99 %: {marks.tolist()}")
    for most in (0.1, 0.5, 1.0):
        print(f"more than {most} min apart: {100 * (np.abs(apart) > most).mean():.1f} %")
    states = (one.minutes <= LIMIT_MIN) != (other.minutes <= LIMIT_MIN)
    print(f"another state: {states.sum()} of {len(people)}")
    order = np.argsort(-np.abs(np.where(both, one.minutes - other.minutes, 0)))[:10]
    for at in order:
        print(
            f"  {people['lon'].iloc[at]:.6f} {people['lat'].iloc[at]:.6f}: "
            f"{one.minutes[at]:.2f} and {other.minutes[at]:.2f} min, "
            f"{one.leg_m[at]:.0f} and {other.leg_m[at]:.0f} m to the street"
        )


if __name__ == "__main__":
    compare(Path(sys.argv[1]), *map(int, sys.argv[2:]))
