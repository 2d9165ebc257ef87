"""Staff lent to neighbours: whole persons, so that they answer for the most people."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.sharing.methods.exchanges import STAFF, in_order, no_sharing
from geo.analyses.sharing.methods.lending import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.core.standards import Standards

    Whole = NDArray[np.int64]

_FINEST: Final = 100
"""A part-time post counts as a fraction with no larger denominator."""


def persons_of(roster: pd.DataFrame) -> pd.DataFrame:
    """Count the whole persons of a roster by community: ``full_time``, ``part_time`` (int64).

    Parameters
    ----------
    roster
        ``community_code``, ``posts``, ``part_time``, ``level``; posts at subdistrict level are left
        out, as are those whose number could not be read.
    """
    own = roster[(roster["level"] == "community") & roster["posts"].notna()]
    part_time = own["part_time"].astype("bool")
    kinds = {"full_time": own["posts"].mask(part_time, 0.0)}
    kinds["part_time"] = own["posts"].where(part_time, 0.0)
    sums = pd.DataFrame(kinds).groupby(own["community_code"]).sum()
    return sums.astype("float64").round(9).floordiv(1).astype("int64")


def share_staff(
    places: pd.DataFrame,
    persons: pd.DataFrame,
    pairs: pd.DataFrame,
    standards: Standards,
    lend: Callable[[Need], Whole],
) -> pd.DataFrame:
    """Lend staff that a community has too many to neighbours that lack some.

    Parameters
    ----------
    places
        ``community_code``, ``community_name``, ``subdistrict_code``, ``district_code``,
        ``floating_population``, ``staff``, ``staff_surplus`` (missing where not known).
    persons
        See :func:`persons_of`.
    pairs
        ``community_code``, ``neighbour_code``, ``distance_m``: neighbours, both ways.
    standards
        ``max_population_per_staff`` and ``part_time_weight``.
    lend
        Finds the lending that answers for most people:
        :func:`geo.analyses.sharing.methods.lending.lend`, or what keeps its answers.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.analyses.sharing.methods.exchanges.SHARING`, a row a pair of lender and
        recipient: ``staff``, and the people they answer for whom nobody answered for. Most people
        first.

    Notes
    -----
    Posts are compared in whole units, the largest part that full-time and part-time posts are whole
    multiples of, so that a rounded sum is neither a shortfall nor a surplus. Only persons are lent,
    each to one neighbour; n posts answer for ``max_population_per_staff`` n people, and for no more
    than the community has without. Of lendings that answer for as many people, one of few persons
    and short ways.
    """
    weight = Fraction(standards.part_time_weight).limit_denominator(_FINEST)
    units = weight.denominator
    norm = standards.max_population_per_staff
    judged = places.dropna(subset=["floating_population", "staff", "staff_surplus"])
    judged = judged.set_index("community_code").sort_index()
    whole = {
        name: np.rint(judged[name].to_numpy(np.float64) * units).astype(np.int64)
        for name in ("staff", "staff_surplus")
    }
    population = judged["floating_population"].to_numpy(np.int64)
    unanswered = pd.Series(population - norm * whole["staff"] // units, judged.index)
    unanswered = unanswered[unanswered > 0]
    posts = pd.Series(whole["staff_surplus"], judged.index)
    posts = posts[posts > 0]
    ways = pairs[
        pairs["community_code"].isin(posts.index) & pairs["neighbour_code"].isin(unanswered.index)
    ].sort_values(["community_code", "neighbour_code"], ignore_index=True)
    if ways.empty:
        return no_sharing()
    need = Need(
        posts.index.get_indexer(pd.Index(ways["community_code"])),
        unanswered.index.get_indexer(pd.Index(ways["neighbour_code"])),
        ways["distance_m"].fillna(0.0).to_numpy(np.float64),
        posts.to_numpy(),
        persons.reindex(posts.index, fill_value=0)[["full_time", "part_time"]].to_numpy(np.int64),
        unanswered.to_numpy(),
        (units, weight.numerator),
        Fraction(norm, units),
    )
    lent = lend(need) @ np.array(need.weight)
    exchanges = pd.DataFrame(
        {
            "kind": STAFF,
            "from_code": ways["community_code"],
            "to_code": ways["neighbour_code"],
            "staff": lent / units,
            "floating_population": _answered(need, lent),
            "distance_m": ways["distance_m"],
        }
    )
    return _named(exchanges[lent > 0], judged)


def _answered(need: Need, lent: Whole) -> Whole:
    """Return the people whom the staff of each way answer for, those of the nearest first."""
    ways = pd.DataFrame({"sink": need.sink, "far": need.distance_m, "lent": lent})
    ordered = ways.sort_values(["sink", "far"], kind="stable")
    units = ordered.groupby("sink")["lent"].cumsum().to_numpy(np.int64)
    each = need.people_per_unit
    most = need.unanswered[ordered["sink"].to_numpy()]
    reached = np.minimum(units * each.numerator // each.denominator, most)
    sink = ordered["sink"].to_numpy()
    is_first = np.diff(sink, prepend=-1) != 0
    answered: Whole = np.empty_like(reached)
    answered[ordered.index] = reached - np.where(is_first, 0, np.roll(reached, 1))
    return answered


def _named(exchanges: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Label both ends, the units they lie in, and the boundary between them."""
    named = exchanges.copy()
    for end in ("from", "to"):
        end_units = units.reindex(pd.Index(named[f"{end}_code"])).set_axis(named.index)
        named[f"{end}_name"] = end_units["community_name"]
        for level in ("subdistrict", "district"):
            named[f"{end}_{level}_code"] = end_units[f"{level}_code"]
    named["crosses"] = "community"
    for level in ("subdistrict", "district"):
        ends = [named[f"{end}_{level}_code"].fillna("") for end in ("from", "to")]
        named["crosses"] = named["crosses"].mask(ends[0] != ends[1], level)
    return in_order(named)
