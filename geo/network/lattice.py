"""A grid of nodes without streets, where a city gives none: only straight lines lead over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.network.street_network import network_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.street_network import Network

STEP_M: Final = 100.0
MOST_NODES: Final = 1_000_000
_METRES_A_DEGREE: Final = 111_195.0


def grid_network(bounds: Sequence[float], most_nodes: int = MOST_NODES) -> Network:
    """Lay a grid of nodes over a city, wide enough that they do not become too many.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees (WGS84).
    most_nodes
        How many nodes there may be at most.

    Returns
    -------
    Network
        Nodes :data:`STEP_M` metres apart or more, no edges.

    Examples
    --------
    >>> grid = grid_network((113.0, 34.0, 113.01, 34.01))
    >>> len(grid.lon), len(grid.tail)
    (143, 0)
    """
    west, south, east, north = bounds
    metres_lon = _METRES_A_DEGREE * max(np.cos(np.radians((south + north) / 2)), 0.01)
    wide, high = (east - west) * metres_lon, (north - south) * _METRES_A_DEGREE
    step = STEP_M
    while (wide // step + 2) * (high // step + 2) > most_nodes:
        step *= 1.25
    lon = west + np.arange(wide // step + 2) * step / metres_lon
    lat = south + np.arange(high // step + 2) * step / _METRES_A_DEGREE
    across, up = np.meshgrid(lon, lat)
    nodes = pd.DataFrame({"lon": across.ravel(), "lat": up.ravel()})
    edges = pd.DataFrame(columns=["tail", "head", "length_m", "drive_kph", "modes"], dtype=int)
    return network_of(nodes.assign(node_id=np.arange(len(nodes))), edges)
