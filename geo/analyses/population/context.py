"""What records are counted on: the communities with their index, and what became of old codes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.population.diagnostics import Diagnostics
from geo.analyses.population.methods.crosswalk import Crosswalk
from geo.analyses.population.record_counts import RecordCounts
from geo.city.folder import City
from geo.core.digests import file_digest
from geo.core.issues import BoundaryError, Issue, TableError
from geo.core.progress import Progress, silent
from geo.formats.paths import files_of
from geo.network.lattice import grid_network
from geo.network.snapping import MOST_NODES, NodeFinder
from geo.regions.origins import Origins
from geo.spatial.index.cache import cached_index
from geo.spatial.index.community_index import CommunityIndex

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.city.settings import Settings
    from geo.core.standards import Standards
    from geo.network.street_network import Network
    from geo.regions.unit_names import UnitNames


@dataclass(frozen=True, eq=False)
class Context:
    """The communities of a city, ready to be asked.

    Parameters
    ----------
    index
        The communities, and the codes of before that are shared out among them.
    today
        The communities alone.
    crosswalk
        What became of old codes, if given.
    finder
        Finds where people are on the streets; None where there is no site to reach.
    names
        What communities are called.
    abroad
        Whether the city is not in China.
    """

    index: CommunityIndex
    today: CommunityIndex
    crosswalk: Crosswalk | None
    finder: NodeFinder | None = None
    names: UnitNames | None = None
    abroad: bool = False

    def new_record_counts(
        self, city: City, standards: Standards, areas: NDArray[np.object_] | None = None
    ) -> RecordCounts:
        """Begin to count a city's records, also those in some areas."""
        given = city.settings.records
        return RecordCounts(
            self.index,
            standards.snap_m,
            Origins(given.origin_year or None, self.abroad),
            given.sources,
            self.crosswalk,
            Diagnostics(
                self.today, np.empty(0, object) if areas is None else areas, given.coordinates
            ),
            self.finder,
        )


def make_context(city: City, communities: gpd.GeoDataFrame, progress: Progress = silent) -> Context:
    """Make communities ready to be asked; their index is kept from one run to the next."""
    crosswalk = crosswalk_of(city)
    known = crosswalk.with_split(communities) if crosswalk else communities
    index = CommunityIndex(known, cached_index(known.geometry, city.store, progress))
    today = index if known is communities else CommunityIndex(communities)
    network = ways_of(city, communities)
    finder = None if network is None else NodeFinder(network, legs=len(network.tail) > 0)
    return Context(index, today, crosswalk, finder, city.names, city.abroad)


def ways_of(city: City, communities: gpd.GeoDataFrame) -> Network | None:
    """Return what people reach sites over: the streets, or a grid where there are none.

    Returns
    -------
    Network or None
        Without edges: only straight lines lead over it. None where there are no sites, where a
        table says how long it takes to reach them, or without a boundary to lay a grid over.

    Raises
    ------
    TableError
        If there are more nodes than can be counted by.
    """
    if city.sites is None or city.sites.frame.empty or city.settings.travel_times.file:
        return None
    if city.streets is not None and (nodes := len(city.streets.frame.lon)):
        if nodes > MOST_NODES:
            raise TableError(
                Issue(
                    "issue.streets_many",
                    severity="error",
                    file=city.settings.streets.name,
                    value=f"{nodes:,}",
                    more={"most": f"{MOST_NODES:,}"},
                )
            )
        return city.streets.frame
    bounds = communities.total_bounds
    return grid_network(bounds.tolist()) if np.isfinite(bounds).all() else None


def content_of(city: City) -> str:
    """Return a hash of the files that communities and subdistricts are made of."""
    given = city.settings
    names = [given.boundaries.communities, given.boundaries.extra, given.crosswalk.file]
    names += [given.sites.file, given.streets.name] if given.sites.file else []
    hashed = hashlib.sha256()
    for path in files_of(city.folder, filter(None, names)).values():
        hashed.update(file_digest(path).encode())
    return hashed.hexdigest()


@lru_cache(maxsize=2)
def context_of(folder: Path, settings: Settings, content: str) -> Context:
    """Make a city's communities ready, once in a process for all that is made of the same files.

    Raises
    ------
    BoundaryError
        If the files found here are not those that ``content`` was made of.
    """
    city = City(folder, settings)
    if content_of(city) != content:
        name = settings.boundaries.communities
        raise BoundaryError(Issue("issue.worker_files_differ", severity="error", file=name))
    return make_context(city, city.communities.usable(BoundaryError))


def crosswalk_of(city: City) -> Crosswalk | None:
    """Return what became of old codes, if given."""
    return Crosswalk(city.crosswalk.usable(TableError)) if city.crosswalk else None
