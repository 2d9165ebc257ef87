"""The communities that records are counted by, with their index and the crosswalk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
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
from geo.core.results import CITY
from geo.formats.paths import files_of
from geo.network.demand_grid import STRAIGHT_STEP_M, STREET_STEP_M, DemandGrid
from geo.regions.origins import Origins, OwnUnits
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


def own_units(city: City, today: CommunityIndex) -> OwnUnits:
    """Return the codes of a city's own districts, subdistricts and communities."""
    communities = today.communities
    levels = ("district_code", "subdistrict_code", "community_code")
    codes = frozenset(
        code for level in levels for code in communities[level].dropna().unique().tolist()
    )
    region = "" if city.abroad or not city.code else f"{city.code[:2]}0000"
    return OwnUnits(city.code or CITY, codes, region)


@dataclass(frozen=True, eq=False)
class Context:
    """The communities of a city with their index.

    Parameters
    ----------
    index
        The communities, and the codes of before that are shared out among them.
    today
        The communities alone.
    crosswalk
        What became of old codes, if given.
    grid
        The cells that people are counted by; None where there is no site to reach.
    names
        What communities are called.
    origins
        How origins are resolved; each different one once, in all parts of the records.
    """

    index: CommunityIndex
    today: CommunityIndex
    crosswalk: Crosswalk | None
    grid: DemandGrid | None = None
    names: UnitNames | None = None
    origins: Origins = field(default_factory=Origins)

    def new_record_counts(
        self, city: City, standards: Standards, areas: NDArray[np.object_] | None = None
    ) -> RecordCounts:
        """Begin to count a city's records, also those in some areas."""
        settings = city.settings.records
        return RecordCounts(
            self.index,
            standards.snap_m,
            self.origins,
            settings.sources,
            self.crosswalk,
            Diagnostics(
                self.today, np.empty(0, object) if areas is None else areas, settings.coordinates
            ),
            self.grid,
        )


def make_context(city: City, communities: gpd.GeoDataFrame, progress: Progress = silent) -> Context:
    """Build the index of communities, which is kept from one run to the next."""
    crosswalk = crosswalk_of(city)
    indexed = crosswalk.with_split(communities) if crosswalk else communities
    index = CommunityIndex(
        indexed, cached_index(indexed.geometry, city.store, progress), city.store
    )
    today = index if indexed is communities else CommunityIndex(communities)
    grid = grid_of(city, communities)
    year = city.settings.records.origin_year or None
    listed = city.partner_places.codes
    origins = Origins(year, city.abroad, own_units(city, today), listed)
    return Context(index, today, crosswalk, grid, city.names, origins)


def grid_of(city: City, communities: gpd.GeoDataFrame) -> DemandGrid | None:
    """Return the cells that people are counted by who may go to a site.

    Returns
    -------
    DemandGrid or None
        None where there are no sites, where only a table of whole communities says how long it
        takes to reach them, or without streets and a boundary.
    """
    if city.sites is None or city.sites.frame.empty:
        return None
    bounds, streets = communities.total_bounds, streets_of(city)
    tables = city.settings.travel_times.tables.values()
    of_communities = streets is None and tables and not any(table.origins for table in tables)
    if not np.isfinite(bounds).all() or of_communities:
        return None
    step_m = STRAIGHT_STEP_M if streets is None else STREET_STEP_M
    return DemandGrid.of(bounds.tolist(), step_m)


def streets_of(city: City) -> Network | None:
    """Return the streets of a city; None where there are none to go along."""
    if city.streets is None or not len(city.streets.frame.tail):
        return None
    return city.streets.frame


def content_of(city: City) -> str:
    """Return a hash of the files that a :class:`Context` is made of."""
    settings = city.settings
    names = [settings.boundaries.communities, settings.boundaries.extra, settings.crosswalk.file]
    names += [settings.partner_places.file]
    names += [settings.sites.file, settings.streets.name] if settings.sites.file else []
    hashed = hashlib.sha256()
    for path in files_of(city.folder, filter(None, names)).values():
        hashed.update(file_digest(path).encode())
    return hashed.hexdigest()


@lru_cache(maxsize=2)
def context_of(folder: Path, settings: Settings, content: str) -> Context:
    """Return the context of a city, built once in a process for the same files.

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
