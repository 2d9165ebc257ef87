"""Streets after a change: one more, one closed, one at another speed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.network.lines import Lines, metres_on_map, on_map
from geo.network.osm.ways import great_circle_m
from geo.network.street_network import BITS, MODES, network_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.street_network import Network

    Place = tuple[float, float]

NEAR_M: Final = 200.0
"""A street, or a crossing, that a change names by a place is no farther from it."""


def with_street(
    network: Network, line: Sequence[Place], modes: Sequence[str], drive_kph: float
) -> Network | None:
    """Return streets with one more, open both ways.

    Parameters
    ----------
    network
        The streets.
    line
        Its corners (lon, lat; degrees, WGS84): the first and the last are moved to the nearest
        crossing of these modes.
    modes
        Who may go along it.
    drive_kph
        Speed of driving.

    Returns
    -------
    Network or None
        None where no crossing is within :data:`NEAR_M` of an end, or both have the same.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node_id": [1, 2, 3], "lon": [0.0, 0.0, 0.01], "lat": [0.0, 0.01, 0]})
    >>> edges = pd.DataFrame({"tail": [1, 1], "head": [2, 3], "length_m": 1112.0, "modes": 7})
    >>> network = network_of(nodes, edges.assign(drive_kph=30))
    >>> len(with_street(network, [(0, 0.01), (0.01, 0)], ["walk"], 30).tail)
    4
    """
    used = np.ones(len(network.lon), dtype=bool)
    for mode in modes:
        used &= network.used_by(mode)
    ends = [_nearest_node(network, used, place) for place in (line[0], line[-1])]
    if None in ends or ends[0] == ends[1]:
        return None
    one, other = (int(end) for end in ends if end is not None)
    lon = np.array([network.lon[one], *(corner[0] for corner in line[1:-1]), network.lon[other]])
    lat = np.array([network.lat[one], *(corner[1] for corner in line[1:-1]), network.lat[other]])
    at = np.arange(len(lon))
    length = float(great_circle_m(lon, lat, at[:-1], at[1:]).sum())
    ids = network.node_id[[one, other]]
    added = pd.DataFrame(
        {
            "tail": ids,
            "head": ids[::-1],
            "length_m": length,
            "drive_kph": drive_kph,
            "modes": sum(BITS[mode] for mode in dict.fromkeys(modes)),
            "line": len(network.lines),
            "against": [False, True],
        }
    )
    edges = pd.concat([network.edge_frame(), added], ignore_index=True)
    edges = edges.fillna({"restricted": 0, "duration_s": 0})
    lines = network.lines.followed_by(Lines(np.array([0, len(lon)]), lon, lat))
    return network_of(network.node_frame(), edges, lines)


def without_street(network: Network, place: Place, modes: Sequence[str]) -> Network | None:
    """Return streets of which the one nearest to a place is closed to some modes; None: none is."""
    street = _nearest_street(network, place)
    if street is None:
        return None
    closed = sum(BITS[mode] for mode in dict.fromkeys(modes))
    edges = network.edge_frame()
    here = (network.street == street)[:, None]
    for name in ("modes", "restricted"):
        bits = edges[name].to_numpy(np.uint8)
        edges[name] = np.where(here[:, 0], bits & ~np.uint8(closed), bits)
    left = edges[~here[:, 0] | (edges["modes"] > 0) | (edges["restricted"] > 0)]
    return network_of(network.node_frame(), left, network.lines)


def with_speed(network: Network, place: Place, drive_kph: float) -> Network | None:
    """Return streets of which the one nearest to a place is driven at a speed; None: none is."""
    street = _nearest_street(network, place)
    if street is None:
        return None
    edges = network.edge_frame()
    edges["drive_kph"] = edges["drive_kph"].mask(network.street == street, np.float32(drive_kph))
    return network_of(network.node_frame(), edges, network.lines)


def modes_touched(network: Network, other: Network) -> frozenset[str]:
    """Return the modes whose ways may differ between two street networks.

    Where only speeds of driving differ, it is driving.
    """
    differs = {
        field.name
        for field in fields(network)
        if not np.array_equal(getattr(network, field.name), getattr(other, field.name))
    }
    if not differs:
        return frozenset()
    return frozenset({"drive"} if differs == {"drive_kph"} else MODES)


def _nearest_node(network: Network, used: NDArray[np.bool_], place: Place) -> int | None:
    """Return the nearest of the nodes in use; of several the one of the lowest id."""
    nodes = np.flatnonzero(used)
    nodes = nodes[np.argsort(network.node_id[nodes], kind="stable")]
    if not len(nodes):
        return None
    metres = _metres(on_map(network.lon[nodes], network.lat[nodes]), place)
    nearest = int(np.argmin(metres))
    return int(nodes[nearest]) if metres[nearest] <= NEAR_M else None


def _metres(points: NDArray[np.float64], place: Place) -> NDArray[np.float64]:
    here = on_map(np.array([place[0]]), np.array([place[1]]))
    metres: NDArray[np.float64] = np.hypot(*(points - here).T) * metres_on_map(np.array(place[1]))
    return metres


def _nearest_street(network: Network, place: Place) -> int | None:
    """Return the nearest street; of several the first."""
    lines = network.lines
    if not len(lines):
        return None
    corners, scale = on_map(lines.lon, lines.lat), float(metres_on_map(np.array(place[1])))
    here = on_map(np.array([place[0]]), np.array([place[1]]))[0]
    least, most = (by.reduceat(corners, lines.first[:-1]) for by in (np.minimum, np.maximum))
    beside = np.maximum(np.maximum(least - here, here - most), 0.0)  # of the box of each street
    close = np.flatnonzero(np.hypot(*beside.T) * scale <= NEAR_M)
    if not len(close):
        return None
    drawn = [
        shapely.LineString(corners[lines.first[line] : lines.first[line + 1]]) for line in close
    ]
    metres = shapely.distance(drawn, shapely.Point(*here)) * scale
    nearest = int(np.argmin(metres))
    return int(close[nearest]) if metres[nearest] <= NEAR_M else None
