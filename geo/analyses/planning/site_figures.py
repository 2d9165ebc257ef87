"""What plans for sites have in common: the columns of their steps, and whom they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.population.model import Population

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.planning.siting_inputs import SitingInputs
    from geo.core.results import Results

    Amounts = NDArray[np.float64]
    Numbers = NDArray[np.intp]

MOST_NAMES: Final = 10
"""So many communities without a way are named."""


def step_columns(
    inputs: SitingInputs, places: Numbers, added: Amounts, totals: Amounts
) -> dict[str, Any]:
    """Return the columns of steps that take place after place.

    Parameters
    ----------
    inputs
        The places.
    places
        The place of each step.
    added, totals
        People whom each brings within the limit, and all who are then.
    """
    chosen = inputs.places.iloc[places]
    names = ("name", "code", "subdistrict_name", "district_name")
    columns: dict[str, Any] = {name: chosen[name].to_numpy(object) for name in names}
    columns["site"] = chosen["site"].astype("Int64").array
    columns |= {axis: chosen[axis].to_numpy(np.float64) for axis in ("lon", "lat")}
    columns |= {
        "action": ["new"] * len(places),
        "population": np.rint(added).astype(np.int64),
        "population_total": np.rint(totals).astype(np.int64),
        "share": totals / max(float(inputs.people.sum()), 1.0),
    }
    if inputs.question.priced:
        cost = inputs.costs[places]
        columns |= {"cost": cost, "cost_total": np.cumsum(cost)}
    return columns


def reach_figures(
    results: Results,
    inputs: SitingInputs,
    before: Amounts,
    after: Amounts,
    unreachable: NDArray[np.bool_],
) -> dict[str, float]:
    """Return how many people have a site within the limit, today and then, and who never can.

    Parameters
    ----------
    results
        All people.
    inputs
        People at their points.
    before, after
        Of each demand point: people within the limit.
    unreachable
        Which demand points no place can serve.
    """
    everybody = float(results[Population].communities["floating_population"].sum())
    reachable = float(inputs.people[~unreachable].sum())
    return {
        "minutes": inputs.question.minutes,
        "budget": inputs.question.budget,
        "priced": float(inputs.question.priced),
        "people": float(after.sum() - before.sum()),
        "before": float(before.sum()),
        "after": float(after.sum()),
        "total": everybody,
        "out_of_reach": everybody - reachable,
    }


def unreached_names(
    results: Results, inputs: SitingInputs, unreachable: NDArray[np.bool_]
) -> tuple[str, ...]:
    """Name the communities with most people whom no place can serve."""
    codes = inputs.points["community_code"].to_numpy()[unreachable]
    people = pd.Series(inputs.people[unreachable]).groupby(codes).sum()
    most = people.sort_values(ascending=False, kind="stable").index[:MOST_NAMES]
    units = results.units.communities.set_index("community_code")["community_name"]
    return tuple(str(name) for name in units.reindex(most).fillna(pd.Series(most, most)))
