"""From door to door: places and sites hung on the streets of a mode, so that one search has all.

Every site is a node that the streets beside it lead to, every place a node that leads to the
streets beside it, and to the sites of the same street without a detour over its crossings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.network.layers import Arcs, joined
from geo.network.shortest_path_kernels import UNREACHED
from geo.network.shortest_paths import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.network.layers import Layers
    from geo.network.routing_graph import Graph
    from geo.network.snapping import Joins


@dataclass(frozen=True, eq=False)
class SiteStreets:
    """The streets of a mode, and the sites on them.

    Parameters
    ----------
    layers
        The streets.
    joins
        Where the sites join them, by mode.
    sites
        How many there are.
    """

    layers: Layers
    joins: Mapping[str, Joins]
    sites: int

    @cached_property
    def graph(self) -> Graph:
        """The streets, and after their states the sites."""
        streets = self.layers.graph
        tail, head, time_ds = self.layers.arrivals(self.joins)
        return streets.extended(self.sites, tail, streets.nodes + head, time_ds)

    @cached_property
    def nodes(self) -> NDArray[np.int64]:
        """The node of each site, -1 for one without a street."""
        on = np.isin(np.arange(self.sites), self.joins["walk"].place)
        return np.where(on, self.layers.graph.nodes + np.arange(self.sites), -1)

    def ways_from(self, joins: Mapping[str, Joins]) -> Arcs:
        """Return how places lead to nodes of the graph: to states of streets, or to a site."""
        direct = self.layers.along_streets(joins, self.joins)
        to_site = Arcs(direct.tail, self.layers.graph.nodes + direct.head, direct.time_ds)
        return joined([self.layers.departures(joins), to_site])

    def with_places(self, ways: Arcs, places: int) -> Graph:
        """Hang places on the streets: place number p is node ``self.graph.nodes + p``."""
        return self.graph.extended(places, self.graph.nodes + ways.tail, ways.head, ways.time_ds)

    def from_place(self, joins: Mapping[str, Joins]) -> NDArray[np.int32]:
        """Compute the time from one place to each site."""
        _, state, leg_ds = self.layers.departures(joins)
        time_ds = nearest(self.graph.turned, state, leg_ds)[0][self.layers.graph.nodes :]
        direct = self.layers.along_streets(joins, self.joins)
        np.minimum.at(time_ds, direct.head, np.minimum(direct.time_ds, UNREACHED).astype(np.int32))
        return time_ds
