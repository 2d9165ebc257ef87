"""Streets drawn in metres, written as OpenStreetMap, and how long people need along them."""

import numpy as np
import pandas as pd

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.artifacts import ArtifactStore
from geo.core.standards import Standards
from geo.formats.source import Source
from geo.network.settings import StreetSettings
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.streets import open_streets

from .street_worlds import write_pbf, write_xml

LON, LAT = 113.6, 34.7
_METRES = 111_195.0
PLAIN, NORMS = StreetSettings(), Standards()


def degrees(x, y):
    """Return the place that lies so many metres east and north of the origin."""
    return LON + x / (_METRES * np.cos(np.radians(LAT))), LAT + y / _METRES


def network(path, nodes, ways, given=PLAIN):
    """Write streets, as .osm or .osm.pbf, and read them.

    ``nodes`` are metres by id; ``ways`` are ids of nodes and tags, in one string of nodes:
    ``("1 2 3", {"highway": "residential"})``; a string alone is a residential street.
    """
    placed = {node: degrees(*at) for node, at in nodes.items()}
    told = [way if isinstance(way, tuple) else (way, {"highway": "residential"}) for way in ways]
    drawn = {n: ([int(r) for r in refs.split()], tags) for n, (refs, tags) in enumerate(told, 1)}
    write = write_pbf if path.name.endswith(".pbf") else write_xml
    source = Source(write(path, placed, drawn), path.name)
    streets = open_streets(ArtifactStore(None), source, given)
    assert not streets.stopping
    return streets.frame


def frame(places):
    lon, lat = np.array([degrees(*at) for at in places]).reshape(-1, 2).T
    return pd.DataFrame({"lon": lon, "lat": lat})


def minutes(streets, people, site, mode="walk", norms=NORMS, **more):
    """Compute the minutes from people to a site, all in metres; infinite without a way."""
    source = NetworkTravelTimes(streets, frame([site]), norms, **more)
    times = source.to_site(frame(people), 0, mode)
    return [np.inf if time == UNREACHED else round(time / 600, 2) for time in times.tolist()]
