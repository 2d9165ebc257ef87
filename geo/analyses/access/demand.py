"""The demand for sites: who shares them, and where they are taken to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]

LOCATIONS: Final = (
    "points",
    "apportioned",
    "representative_point",
    "community",
    "unknown",
    "no_people",
)
"""Where the demand of a community is taken to be, exactly one of these: at its people's own points;
people known by their community only at these points, too, in proportion; all of them at a point
that stands for the community; in the community as a whole, whose travel times a table has; nowhere,
as it has no boundary or nobody knows how many there are; or there is none."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Who shares the sites, and where.

    Parameters
    ----------
    points
        ``community_code``, ``lon``, ``lat``, ``floating_population`` (int64, those whose place is
        known) and ``demand`` (float64, who is taken to be there): a row a demand point.
    communities
        By community code: ``demand_population`` (Int64, those who share the sites; missing where
        not known) and ``demand_location``, one of :data:`LOCATIONS`.
    representative
        Whether nobody's point is known, so that all ``floating_population`` is at representative
        points.
    """

    points: pd.DataFrame
    communities: pd.DataFrame
    representative: bool


def demand_of(known: pd.DataFrame, communities: gpd.GeoDataFrame, *, registered: bool) -> Demand:
    """Take everybody to be somewhere: at the own point, else where the community is.

    Parameters
    ----------
    known
        ``community_code``, ``lon``, ``lat``, ``floating_population``: people whose point is known.
    communities
        ``community_code``, ``floating_population``, ``registered`` (Int64, missing where not
        known), ``geometry`` (EPSG:4326).
    registered
        Whether registered residents share the sites as well.

    Notes
    -----
    Of people known by their community only, and of registered residents, each known point of the
    community has a part in proportion to the floating population there; in a community of which no
    point is known they are all at its representative point, a point within its boundary.

    Examples
    --------
    >>> from shapely import box
    >>> known = pd.DataFrame({"community_code": ["a", "a"], "lon": [0.1, 0.2], "lat": [0.5, 0.5],
    ...                       "floating_population": [30, 10]})
    >>> communities = gpd.GeoDataFrame({"community_code": ["a", "b"],
    ...     "floating_population": [60, 7], "registered": [None, 100]},
    ...     geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs="EPSG:4326")
    >>> demand_of(known, communities, registered=True).points["demand"].tolist()
    [45.0, 15.0, 107.0]
    """
    people = people_of(communities, registered=registered)
    codes = known["community_code"]
    at_points = known.groupby("community_code")["floating_population"].sum()
    at_points = at_points.reindex(people.index, fill_value=0).astype("int64")
    others = (people.fillna(0) - at_points).clip(lower=0).astype("int64")
    each = known["floating_population"] / codes.map(at_points).astype("float64")
    placed = known.assign(
        demand=known["floating_population"] + each * codes.map(others).astype("float64")
    )
    drawn = communities.geometry.notna() & ~communities.geometry.is_empty
    bounded = pd.Series(drawn.to_numpy(), people.index)
    pointless = (at_points == 0) & (others > 0) & bounded
    nobody_placed = not at_points.any()
    points = pd.concat(
        [placed, _representative(communities, others[pointless], placed=nobody_placed)],
        ignore_index=True,
    )
    location = np.select(
        [
            (people == 0).fillna(value=False),
            (at_points > 0) & (others == 0),
            at_points > 0,
            pointless,
        ],
        ["no_people", "points", "apportioned", "representative_point"],
        "unknown",
    )
    demand = pd.DataFrame({"demand_population": people, "demand_location": location})
    return Demand(points, demand.astype({"demand_location": "str"}), nobody_placed)


def demand_of_communities(communities: pd.DataFrame, *, registered: bool) -> Demand:
    """Take each community as one demand point: a table of travel times knows no more.

    Parameters
    ----------
    communities, registered
        As :func:`demand_of` takes them; no geometry is needed.

    Returns
    -------
    Demand
        Whose points have ``node``, the position of the community, in place of degrees.
    """
    people = people_of(communities, registered=registered)
    floating = communities["floating_population"].fillna(0).astype("int64")
    points = pd.DataFrame(
        {
            "community_code": communities["community_code"].to_numpy(),
            "node": np.arange(len(communities)),
            "floating_population": floating.to_numpy(),
            "demand": people.fillna(0).to_numpy(np.float64),
        }
    )
    demand = pd.DataFrame({"demand_population": people, "demand_location": "community"})
    demand["demand_location"] = demand["demand_location"].mask(people.isna(), "unknown")
    demand.loc[(people == 0).fillna(value=False), "demand_location"] = "no_people"
    some = points["demand"] > 0
    return Demand(points[some].reset_index(drop=True), demand, representative=False)


def people_of(communities: pd.DataFrame, *, registered: bool) -> pd.Series[int]:
    """Return who shares the sites, by community code (Int64, missing where nothing is known).

    Where the registered residents of a community are not known, its floating population alone.
    """
    indexed = communities.set_index("community_code")
    floating = indexed["floating_population"].astype("Int64")
    if not registered:
        return floating
    return floating.add(indexed["registered"].astype("Int64"), fill_value=0)


def account_of(demand_points: pd.DataFrame, communities: pd.DataFrame) -> dict[str, int]:
    """Count who shares the sites by where they are taken to be.

    Parameters
    ----------
    demand_points, communities
        See :class:`Demand`; the communities also with their code as a column.

    Returns
    -------
    dict
        By location, of :data:`LOCATIONS` without ``no_people``: people, together all who share the
        sites. Of a community whose people are apportioned, those at their own points are counted
        as such.
    """
    people = communities["demand_population"].fillna(0).astype("int64")
    sums = people.groupby(communities["demand_location"]).sum()
    account = {location: int(sums.get(location, 0)) for location in LOCATIONS[:-1]}
    apportioned = communities.loc[communities["demand_location"] == "apportioned", "community_code"]
    is_apportioned = demand_points["community_code"].isin(apportioned)
    at_points = int(demand_points.loc[is_apportioned, "floating_population"].sum())
    account["points"] += at_points
    account["apportioned"] -= at_points
    return account


def demand_at(demand_points: pd.DataFrame) -> Amounts:
    """Return who is taken to be at each demand point; who lives there, if nothing else is said."""
    name = "demand" if "demand" in demand_points else "floating_population"
    return demand_points[name].to_numpy(np.float64)


def whole_people(communities: pd.Series[str], amounts: Amounts) -> NDArray[np.int64]:
    """Round people at points to whole ones, whose sum in each community stays.

    Parameters
    ----------
    communities
        The community of each point; points of one stand together.
    amounts
        People at each, whole ones in each community.

    Returns
    -------
    numpy.ndarray
        int64: the rounded running sum less that of the point before, so that what is rounded up
        here is rounded down nearby, and no point is off by one person or more.

    Examples
    --------
    >>> whole_people(pd.Series(["a", "a", "a", "b"]), np.array([0.5, 0.25, 0.25, 2.0])).tolist()
    [1, 0, 0, 2]
    """
    codes = communities.to_numpy()
    sums: pd.Series[float] = pd.Series(amounts).groupby(codes, sort=False).cumsum()
    rounded = (sums + 0.5).floordiv(1)  # halves up, as people round
    before = rounded.groupby(codes, sort=False).shift(fill_value=0.0)
    return np.asarray(rounded - before, dtype=np.int64)


def _representative(
    communities: gpd.GeoDataFrame, people: pd.Series[int], *, placed: bool
) -> pd.DataFrame:
    """Return the representative points of communities, with the people who are taken to be there.

    ``placed``: whether they count as people whose place is known.
    """
    chosen = communities.set_index("community_code").geometry.loc[people.index]
    inside = gpd.GeoSeries(chosen).representative_point()
    floating = communities.set_index("community_code")["floating_population"].loc[people.index]
    return pd.DataFrame(
        {
            "community_code": people.index.astype("str"),
            "lon": inside.x.to_numpy(np.float64),
            "lat": inside.y.to_numpy(np.float64),
            "floating_population": floating.fillna(0).to_numpy(np.int64) if placed else 0,
            "demand": people.to_numpy(np.float64),
        }
    )
