"""What is to be told of the streets under people and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.formats.checked import row_issues
from geo.network.islands import left_out
from geo.network.street_network import MODES

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.access.travel_times import NetworkTravelTimes
    from geo.city.folder import City


def street_issues(
    source: NetworkTravelTimes, demand_points: pd.DataFrame, city: City
) -> tuple[Issue, ...]:
    """Return the sites without a street near enough, and whom islands concern."""
    return (*_far_sites(source, city.settings.sites.file), *_islands(source, demand_points, city))


def _far_sites(source: NetworkTravelTimes, file: str) -> list[Issue]:
    far = Issue(
        "issue.site_off_network",
        severity="warning",
        file=file,
        more={"metres": f"{source.standards.site_snap_m:g}"},
    )
    sites = source.sites
    return row_issues(far, ~source.sites_on(), sites[ROW], sites["site_name"], of_places=True)


def _islands(source: NetworkTravelTimes, demand_points: pd.DataFrame, city: City) -> list[Issue]:
    """Report islands that people or sites are nearest to, by the mode of the standards."""
    mode = source.standards.access_mode
    mode = mode if mode in MODES else "walk"  # a table has its own
    nodes, km = left_out(source.network, mode, source.island_nodes)
    if not nodes:
        return []
    population = demand_points["floating_population"].to_numpy()
    passing, staying = source.at_islands(demand_points, mode)
    sites_passing, sites_staying = source.at_islands(source.sites, mode)
    more = {
        "mode": Term(f"mode.{mode}"),
        "nodes": nodes,
        "km": km,
        "least": source.island_nodes,
        "people": int(population[passing].sum()),
        "sites": int(sites_passing.sum()),
        "people_left": int(population[staying].sum()),
        "sites_left": int(sites_staying.sum()),
    }
    file = city.settings.streets.name
    return [Issue("issue.streets_islands", severity="note", file=file, more=more)]
