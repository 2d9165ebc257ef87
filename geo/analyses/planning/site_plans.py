"""Plans for sites: where new ones bring the most people within the limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.planning.methods.greatest_saving import Savings
from geo.analyses.planning.methods.siting import cover_most
from geo.analyses.planning.methods.solve_control import SolveControl
from geo.analyses.planning.plan import NEW_SITES, Plan, steps_of
from geo.analyses.planning.travel import pairs_within, source_to
from geo.analyses.population.model import Population
from geo.core.admin_units import points_inside

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.core.results import Results


def new_sites(
    results: Results,
    access: AccessModel,
    sites: int,
    limit: tuple[str, int],
    seconds: float = math.inf,
) -> Plan:
    """Choose places for new sites so that the most people have one within the limit.

    Parameters
    ----------
    results
        The communities: a point inside each is a place where a site may be.
    access
        People at their points, the sites that are there, and the ways.
    sites
        How many new ones.
    limit
        The mode, and the minutes.
    seconds
        The time limit of the proof.

    Returns
    -------
    Plan
        A step a new site, in the order of building; the people of a step are those whom it brings
        within the limit beside the sites before it.

    Raises
    ------
    TypeError
        If ways are known to today's sites only, see
        :func:`geo.analyses.planning.travel.knows_places`.
    """
    model = access.of_mode(limit[0])
    units = results.units.communities.sort_values("community_code")
    places = units.merge(points_inside(units).reset_index(), on="community_code")
    points = model.demand_point_minutes(mode=limit[0])
    population = points["floating_population"].to_numpy(np.float64)
    within = points["minutes"].le(limit[1]).fillna(value=False).to_numpy(bool)
    within &= ~points["unsnapped"].to_numpy(bool)
    asked = points[~within & (population > 0)].reset_index(drop=True)
    source = source_to(model.source, places)
    point, place, _ = pairs_within(source, asked, limit)
    people = asked["floating_population"].to_numpy(np.float64)
    entries = point, place, people[point]
    savings = Savings.of_entries(entries, len(asked), np.ones(len(places)), sites)
    before = float(population[within].sum())
    reachable = before + float(people[np.unique(point)].sum())
    plan = cover_most(savings, before, reachable, SolveControl(seconds))
    chosen, total = places.iloc[plan.opened], before + np.cumsum(plan.added)
    everybody = float(results[Population].communities["floating_population"].sum())
    columns = {
        "code": chosen["community_code"].to_numpy(object),
        "name": chosen["community_name"].to_numpy(object),
        "subdistrict_name": chosen["subdistrict_name"].to_numpy(object),
        "district_name": chosen["district_name"].to_numpy(object),
        "population": np.rint(plan.added).astype(np.int64),
        "population_total": np.rint(total).astype(np.int64),
        "share": total / max(everybody, 1.0),
    }
    figures = {
        "sites": len(plan.opened),
        "minutes": limit[1],
        "people": plan.objective - before,
        "before": before,
        "after": plan.objective,
        "total": everybody,
        "out_of_reach": everybody - reachable,
        "bound": plan.bound,
        "gap": plan.gap,
    }
    return Plan(NEW_SITES, steps_of(NEW_SITES, columns, len(chosen)), figures, plan.proven)
