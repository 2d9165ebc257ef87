"""Sites shared across a boundary, so that people have them nearer, or at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.access.methods.capacity_coverage import Pairs, assign
from geo.analyses.sharing.methods.exchanges import SITE, in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

NO_SITE: Final = -1
DECISECONDS_PER_MINUTE: Final = 600.0
GAINS: Final = ("population_first_site", "population_nearer")
LOSSES: Final = ("population_losing_site", "population_farther")


class SharedSites(NamedTuple):
    """Who can come to which site, and what an exchange may ask of people.

    Parameters
    ----------
    pairs
        Demand points and sites within the limit of each other, of the same area or of areas side by
        side; each pair once.
    population
        People of each demand point.
    capacity
        People each site can take.
    point_area, site_area
        The area of each demand point and of each site.
    no_site_ds
        What a person without a site is reckoned at; more than any way takes.
    allow_losses
        Whether people may lose their site, or be sent to a farther one.
    """

    pairs: Pairs
    population: Whole
    capacity: Whole
    point_area: NDArray[np.object_]
    site_area: NDArray[np.object_]
    no_site_ds: int
    allow_losses: bool


def moves_of(shared: SharedSites) -> pd.DataFrame:
    """Find whose site changes when people may use the sites of neighbouring areas.

    Returns
    -------
    pandas.DataFrame
        ``point``, ``site_before``, ``site_after`` (:data:`NO_SITE` without one), ``before_ds``,
        ``after_ds`` (of no site ``no_site_ds``), ``people`` (int64).

    Notes
    -----
    Twice a flow of least cost: the sites of the own area alone, then those of neighbours as well. A
    site takes no more than its capacity, and the sum of all times is least, a person without a site
    reckoned at ``no_site_ds``, and a change of site at half a decisecond. Unless losses are
    allowed, whoever has a site before keeps one after, no farther than before: others get what is
    left, and what those who have a nearer site now leave to them. People of a demand point are
    alike: those who keep their site are taken to stay, and of the others, the nearest before is the
    nearest after.
    """
    pairs = shared.pairs
    own = shared.point_area[pairs.point] == shared.site_area[pairs.site]
    home = Pairs(*(ends[own] for ends in pairs))
    alone = assign(home, shared.population, shared.capacity, shared.no_site_ds)
    before = _served(home, alone)
    after = _after(shared, before)
    return _matched(*(_with_unserved(frame, shared) for frame in (before, after)))


def _served(pairs: Pairs, people: Whole) -> pd.DataFrame:
    frame = pd.DataFrame({"point": pairs.point, "site": pairs.site, "time_ds": pairs.time_ds})
    frame = frame.astype("int64").assign(people=people)
    return frame[frame["people"] > 0].reset_index(drop=True)


def _after(shared: SharedSites, before: pd.DataFrame) -> pd.DataFrame:
    """Send people to sites again, those who have one as groups of their own, by the site.

    Costs are half deciseconds: one for a change of site, so that of ways as long nobody changes
    without need. Unless losses are allowed, groups have no way that is farther, and to leave one of
    them without costs more than any round of exchanges can save, so that none is.
    """
    ways = _served(shared.pairs, np.ones(len(shared.pairs.point), np.int64)).drop(columns="people")
    keep = before.rename_axis("group").reset_index()
    keep_ways = keep[["group", *ways]].merge(ways, on="point", suffixes=("_now", ""))
    longest = int(shared.pairs.time_ds.max(initial=0)) + 1
    no_site = never = 2 * shared.no_site_ds
    if not shared.allow_losses:
        keep_ways = keep_ways[keep_ways["time_ds"] <= keep_ways["time_ds_now"]]
        never += 2 * (len(shared.capacity) + 1) * longest
    moved = keep_ways["site"] != keep_ways["site_now"]
    keep_ways = keep_ways.assign(cost=2 * keep_ways["time_ds"] + moved)
    new_ways = ways.assign(
        group=len(keep) + ways["point"], cost=2 * ways["time_ds"] + never - no_site
    )
    both = pd.concat([keep_ways[list(new_ways.columns)], new_ways], ignore_index=True)
    served = np.bincount(before["point"], before["people"], len(shared.population))
    left = shared.population - np.rint(served).astype(np.int64)
    people = assign(
        Pairs(*(both[end].to_numpy(np.int64) for end in ("group", "site", "cost"))),
        np.concatenate([keep["people"].to_numpy(np.int64), left]),
        shared.capacity,
        never,
    )
    sums = both.assign(people=people).groupby(["point", "site", "time_ds"], as_index=False)
    after: pd.DataFrame = sums["people"].sum().query("people > 0")
    return after


def _with_unserved(served: pd.DataFrame, shared: SharedSites) -> pd.DataFrame:
    """Add those of each demand point who have no site."""
    known = np.bincount(served["point"], served["people"], len(shared.population))
    rest = {
        "point": np.arange(len(shared.population)),
        "site": NO_SITE,
        "time_ds": shared.no_site_ds,
        "people": shared.population - np.rint(known).astype(np.int64),
    }
    return pd.concat([served, pd.DataFrame(rest).query("people > 0")], ignore_index=True)


def _matched(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return how many people of each demand point change from which site to which.

    Who keeps the site is left out. Of the others, sorted by time before and after alike, everybody
    has a place in both rows, as both have as many people of each demand point.
    """
    keys = ["point", "site", "time_ds"]
    both = before.merge(after, how="outer", on=keys, suffixes=("_before", "_after")).fillna(0)
    change = (both["people_after"] - both["people_before"]).to_numpy(np.int64)
    sides = []
    for sign in (-1, 1):
        side = both[keys].assign(people=sign * change)[sign * change > 0]
        sides.append(side.sort_values(["point", "time_ds", "site"], ignore_index=True))
    left, came = sides
    ends = [side["people"].cumsum().to_numpy(np.int64) for side in sides]
    stops = np.union1d(*ends)
    was, now = (np.searchsorted(end, stops) for end in ends)
    return pd.DataFrame(
        {
            "point": left["point"].to_numpy(np.int64)[was],
            "site_before": left["site"].to_numpy(np.int64)[was],
            "site_after": came["site"].to_numpy(np.int64)[now],
            "before_ds": left["time_ds"].to_numpy(np.int64)[was],
            "after_ds": came["time_ds"].to_numpy(np.int64)[now],
            "people": np.diff(stops, prepend=0),
        }
    )


def sums_of(moves: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sum up who gains and who loses, and by how much.

    Parameters
    ----------
    moves
        See :func:`moves_of`, with the columns ``by``.
    by
        Columns to sum by.

    Returns
    -------
    pandas.DataFrame
        By ``by``: ``population_first_site`` (people who get a site for the first time) and
        ``minutes_first_site`` (their mean way); ``population_nearer`` (people whose way gets
        shorter), ``minutes_before``, ``minutes_after`` and ``minutes_saved`` (their means);
        ``population_as_near`` (people who change to a site as near); ``population_losing_site``;
        ``population_farther`` and ``minutes_added`` (their mean); ``floating_population`` (people
        who gain). Means of nobody are missing.
    """
    had, has = moves["site_before"] != NO_SITE, moves["site_after"] != NO_SITE
    saved = moves["before_ds"] - moves["after_ds"]
    masks = {
        "population_first_site": ~had & has,
        "population_nearer": had & has & (saved > 0),
        "population_as_near": had & has & (saved == 0),
        "population_losing_site": had & ~has,
        "population_farther": had & has & (saved < 0),
    }
    people = {name: moves["people"].where(mask, 0) for name, mask in masks.items()}
    first, nearer, farther = (
        people[name] for name in ("population_first_site", "population_nearer", LOSSES[1])
    )
    times = {
        "minutes_first_site": first * moves["after_ds"],
        "minutes_before": nearer * moves["before_ds"],
        "minutes_after": nearer * moves["after_ds"],
        "minutes_saved": nearer * saved,
        "minutes_added": -farther * saved,
    }
    whose = dict.fromkeys(times, GAINS[1])
    whose |= {"minutes_first_site": GAINS[0], "minutes_added": LOSSES[1]}
    sums = pd.DataFrame(people | times).groupby([moves[name] for name in by]).sum()
    for name, group in whose.items():
        minutes = sums[name] / DECISECONDS_PER_MINUTE / sums[group].where(sums[group] > 0)
        sums[name] = minutes.astype("Float64")
    return sums.assign(floating_population=sums[list(GAINS)].sum(axis=1))


def exchanges_of_sites(
    moves: pd.DataFrame, shared: SharedSites, names: pd.Series[str]
) -> pd.DataFrame:
    """Return who gains and who loses between areas.

    Parameters
    ----------
    moves
        See :func:`moves_of`.
    shared
        What they come from.
    names
        Of areas, by code.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.analyses.sharing.methods.exchanges.SHARING`, a row for the people of an area who
        go to the sites of another, and one for those whose site changes within their area, or who
        lose it, as others come or go. People who gain or lose only. Most people first.
    """
    area = shared.point_area[moves["point"].to_numpy()]
    stays = (moves["site_after"] == NO_SITE).to_numpy(bool)
    provider = np.where(stays, area, shared.site_area[moves["site_after"].to_numpy()])
    sums = sums_of(moves.assign(provider=provider, area=area), ["provider", "area"])
    some = sums[["floating_population", *LOSSES, "population_as_near"]].sum(axis=1) > 0
    sums = sums[some].reset_index()
    minutes = sums.columns[sums.columns.str.startswith("minutes_")]
    sums[minutes] = sums[minutes].round(1)
    crosses = pd.Series("district", sums.index, dtype="str")
    return in_order(
        sums.assign(
            kind=SITE,
            from_code=sums["provider"],
            from_name=sums["provider"].map(names),
            to_code=sums["area"],
            to_name=sums["area"].map(names),
            from_district_code=sums["provider"],
            to_district_code=sums["area"],
            crosses=crosses.where(sums["provider"] != sums["area"]),
        )
    )
