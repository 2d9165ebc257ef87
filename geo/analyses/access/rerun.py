"""The ways to sites after a change, from those of the run before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.analyses.access.build import sites_of
from geo.analyses.access.demand_issues import demand_issues
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.analyses.access.memo import Memo
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Sites
from geo.analyses.access.street_issues import street_issues
from geo.analyses.access.travel_times import WAY_NORMS, NetworkTravelTimes
from geo.analyses.population.context import streets_of
from geo.core.standards import norms_that_differ
from geo.network.street_changes import modes_touched
from geo.network.street_network import MODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.folder import City
    from geo.core.results import Results
    from geo.core.standards import Standards

_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "covered": ("covered_percent",),
    "coverage": ("covered_percent",),
    "capacity": ("supply", "max_population_per_staff"),
    "e2sfca_index": ("supply", "catchment_zones"),
}
"""The norms that answers of the model depend on, besides the ways; the others on none."""
_OF_WAYS: Final = ("nearest", "capacity_model")
"""What keeps ways by several modes."""


def travel_times_anew(
    city: City, results: Results, base: Results
) -> tuple[Sites, AccessModel] | None:
    """Find the ways to the sites of a changed city; people stay where they are.

    Parameters
    ----------
    city
        Its sites and streets, as changed.
    results
        With its norms, as changed.
    base
        The results before.

    Returns
    -------
    tuple or None
        None where the people of the city have to be counted anew: where there was no way to any
        site, or is none now, or where tables of travel times say how far people are.
    """
    model, sites, streets = base.get(AccessModel), sites_of(city), streets_of(city)
    if model is None or model.others or sites.empty:
        return None
    source: NetworkTravelTimes | EuclideanTravelTimes
    if isinstance(model.source, NetworkTravelTimes) and streets is not None:
        source = model.source.changed(streets, sites, results.standards)
    elif isinstance(model.source, EuclideanTravelTimes) and streets is None:
        source = replace(model.source, sites=sites, standards=results.standards)
    else:
        return None
    touched = _modes_touched(model, source)
    changed = replace(
        model,
        source=source,
        sites=sites,
        standards=results.standards,
        memo=_memo(model, results.standards, touched, of_sites=sites is model.sites),
        issues=(),
    )
    issues = (
        street_issues(source, model.demand_points, city)
        if isinstance(source, NetworkTravelTimes)
        else ()
    )
    registered = results.units.communities["registered"]
    more = demand_issues(changed, registered, city.settings.sites.file)
    found = Sites(sites) if sites is not model.sites else base[Sites]
    return found, replace(changed, issues=(*issues, *more))


def _modes_touched(
    model: AccessModel, source: NetworkTravelTimes | EuclideanTravelTimes
) -> frozenset[str]:
    """Return the modes whose ways may be others as streets are."""
    before = model.source
    if isinstance(source, NetworkTravelTimes) and isinstance(before, NetworkTravelTimes):
        same = source.network is before.network
        return frozenset() if same else modes_touched(before.network, source.network)
    return frozenset()


def _memo(
    model: AccessModel, standards: Standards, touched: frozenset[str], *, of_sites: bool
) -> Memo:
    """Return the answers of a model that hold under other norms, or where streets are others.

    ``touched``: the modes whose ways may be others. ``of_sites``: whether the sites are the same,
    so that answers on them hold.
    """
    differs = norms_that_differ(model.standards, standards)
    if differs & set(WAY_NORMS) or touched == set(MODES):
        return Memo()
    if not of_sites:
        return model.memo.only({"people_in_order"})
    memo = model.memo.without({name for name, norms in _ANSWERS.items() if differs & set(norms)})
    return memo.but_of({*touched, *_OF_WAYS}) if touched else memo
