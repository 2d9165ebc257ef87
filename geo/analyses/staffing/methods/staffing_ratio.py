"""The 500:1 check: staff needed, present and missing, by community and above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.core.standards import Standards

DECIMALS: Final = 9
"""Sums of parts of posts are rounded to so many: a billionth of a post is nobody."""
STATUSES: Final = ("compliant", "understaffed", "unstaffed", "no_demand", "no_data")

TRIALS: Final = (
    "status_strict_norm",
    "status_lenient_norm",
    "status_lower_population",
    "status_higher_population",
)
"""The state under a norm, or a number of people, a little off: how sure the state is."""


def staff_by_community(staff: pd.DataFrame, standards: Standards) -> pd.Series[float]:
    """Add up the staff of a roster by community, part-time staff by their weight.

    Parameters
    ----------
    staff
        ``community_code``, ``posts``, ``part_time``, ``level``; posts at subdistrict level are left
        out.

    Returns
    -------
    pandas.Series
        Posts (float64) by community code; NaN where the number of a line could not be read.

    Examples
    --------
    >>> from geo.core.standards import Standards
    >>> staff = pd.DataFrame({"community_code": ["a", "a"], "posts": [1.0, 2.0],
    ...                       "part_time": [False, True], "level": "community"})
    >>> staff_by_community(staff, Standards(part_time_weight=0.5)).to_dict()
    {'a': 2.0}
    """
    in_community = staff[staff["level"] == "community"]
    weight = np.where(in_community["part_time"], standards.part_time_weight, 1.0)
    posts = in_community["posts"] * weight
    return posts.groupby(in_community["community_code"]).sum(skipna=False)


def staffing(
    population: pd.Series[int],
    posts: pd.Series[float] | None,
    standards: Standards,
    incomplete: pd.Series[bool] | None = None,
) -> pd.DataFrame:
    """Check every community against the norm of people per staff.

    Parameters
    ----------
    population
        Floating residents (Int64, missing where not known) by community code, every community.
    posts
        Posts by community code; a community not listed has none. None: there is no roster, so that
        nobody knows.
    standards
        The norms.
    incomplete
        Communities, by code, of which counts could not be read. They have at least so many people:
        what they require, and whether they meet the norm, nobody knows.

    Returns
    -------
    pandas.DataFrame
        By community code: ``floating_population`` (Int64), ``staff`` (Float64), ``required_staff``
        (Int64), ``staff_shortfall`` (Float64, staff missing), ``population_per_staff`` (Float64,
        missing without staff), ``status`` (one of :data:`STATUSES`), ``staff_surplus`` (Float64,
        staff beyond the requirement), ``population_to_next_post`` (Int64, people more until
        one more is required), a state for each of :data:`TRIALS`, and ``status_sensitive`` (whether
        any of these differs).

    Notes
    -----
    required = ⌈population / max_population_per_staff⌉: one full- or part-time per 500 floating
    residents in every village and community, 郑政办〔2010〕43号 三(二). Where nobody lives nothing
    is required.

    Examples
    --------
    >>> from geo.core.standards import Standards
    >>> population = pd.Series({"a": 500, "b": 501, "c": 0, "d": 7}, dtype="Int64")
    >>> posts = pd.Series({"a": 1.0, "b": 1.0, "c": 2.0})
    >>> staffing(population, posts, Standards())[["required_staff", "staff_shortfall", "status"]]
       required_staff  staff_shortfall        status
    a               1              0.0     compliant
    b               2              1.0  understaffed
    c               0              0.0     no_demand
    d               1              1.0     unstaffed
    """
    norm = standards.max_population_per_staff
    counted = population.astype("Int64")
    population = counted if incomplete is None else counted.mask(incomplete.to_numpy())
    staff = _staff(population.index, posts)
    required = _required(population, norm)
    percent = standards.population_change_percent
    needs = [
        _required(population, standards.strict_max_population_per_staff),
        _required(population, standards.lenient_max_population_per_staff),
        _required(population, norm, percent=100 - percent),
        _required(population, norm, percent=100 + percent),
    ]
    status = _state(population, staff, required)
    trials = {
        trial: _state(population, staff, trial_required)
        for trial, trial_required in zip(TRIALS, needs, strict=True)
    }
    return pd.DataFrame(
        {
            "floating_population": counted,
            "staff": staff,
            "required_staff": required,
            "staff_shortfall": (required - staff).clip(lower=0).astype("Float64").round(DECIMALS),
            "population_per_staff": (population / staff.where(staff > 0)).astype("Float64"),
            "status": status,
            "staff_surplus": (staff - required).clip(lower=0).astype("Float64").round(DECIMALS),
            "population_to_next_post": required * norm - population + 1,
            **trials,
            "status_sensitive": np.logical_or.reduce(
                [trial != status for trial in trials.values()]
            ),
        }
    )


def sum_up(checked: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sum communities up to subdistricts, districts or the city.

    Parameters
    ----------
    checked
        One row per community, with the columns of :func:`staffing` and the keys.
    keys
        Columns that name the unit; communities that have none stay together in a row of their own.

    Returns
    -------
    pandas.DataFrame
        The keys, ``floating_population``, ``staff``, ``required_staff``, ``staff_shortfall``,
        ``population_per_staff``, ``status``, ``staff_surplus``, ``communities`` (how many), a count
        for each of :data:`STATUSES`, and ``communities_sensitive`` (how many communities change).

    Notes
    -----
    Required staff and shortfall are sums over the communities: the norm holds in
    every community, and a spare post in one fills no gap in another. Where the staff of a community
    with people is not known, a unit is short of staff by the others, or without data.
    """
    status = checked["status"].to_numpy(object)
    unread = checked["staff"].isna() & checked["floating_population"].gt(0).fillna(value=False)
    counts = {
        "communities": 1,
        **{state: (status == state).astype(np.int64) for state in STATUSES},
        "communities_sensitive": checked["status_sensitive"].to_numpy(np.int64),
    }
    amounts = ["floating_population", "staff", "required_staff", "staff_shortfall", "staff_surplus"]
    # As plain floats, that pandas sums in one go; they hold whole numbers up to 2**53.
    floats = {name: checked[name].to_numpy(np.float64, na_value=np.nan) for name in amounts}
    counted = pd.DataFrame(
        {name: checked[name] for name in keys}
        | floats
        | counts
        | {"staff_unread": unread.to_numpy(np.int64)},
        checked.index,
    )
    # A unit is unknown only if all of its communities are; the counts by state tell of the others.
    sums = counted.groupby(list(keys), as_index=False, dropna=False, sort=True).sum(min_count=1)
    sums = sums.astype({name: checked[name].dtype for name in amounts})
    sums["population_per_staff"] = sums["floating_population"] / sums["staff"].where(
        sums["staff"] > 0
    )
    state = _state(
        sums["floating_population"], sums["staff"], sums["staff"] + sums["staff_shortfall"]
    )
    # Who knows some staff only cannot say that there are enough, or none.
    unread_some = sums["staff_unread"].gt(0)
    short = sums["staff_shortfall"].gt(0).fillna(value=False).astype(bool)
    sums["status"] = state.mask(unread_some, "no_data").mask(unread_some & short, "understaffed")
    shown = [*amounts[:4], "population_per_staff", "status", "staff_surplus"]
    return sums[[*keys, *shown, *counts]]


def subdistrict_posts(
    subdistricts: pd.DataFrame, staff: pd.DataFrame, standards: Standards
) -> pd.DataFrame:
    """Check that subdistricts with many floating residents have a dedicated post of their own.

    Parameters
    ----------
    subdistricts
        ``subdistrict_code``, ``floating_population``.
    staff
        ``subdistrict_code``, ``posts``, ``dedicated``, ``level``; posts of level ``subdistrict``
        count.

    Returns
    -------
    pandas.DataFrame
        ``dedicated_staff`` (Float64) and ``subdistrict_post``: ``compliant``, ``missing``, or
        ``not_required`` where the city has not set what "many" is or the street has fewer; indexed
        as ``subdistricts``.

    Notes
    -----
    Tianjin notice 2009, 三(一). The notice leaves to the city how many people are many.
    """
    own = staff[(staff["level"] == "subdistrict") & staff["dedicated"]]
    posts = own.groupby("subdistrict_code")["posts"].sum()
    dedicated = subdistricts["subdistrict_code"].map(posts).fillna(0.0).astype("Float64")
    many = standards.dedicated_post_min_population
    is_required = (
        subdistricts["floating_population"].ge(many).fillna(value=False)
        if many is not None
        else False
    )
    answer = np.select(
        [~np.asarray(is_required, dtype=bool), dedicated > 0],
        ["not_required", "compliant"],
        "missing",
    )
    return pd.DataFrame(
        {"dedicated_staff": dedicated, "subdistrict_post": answer}, index=subdistricts.index
    )


def _staff(codes: pd.Index[str], posts: pd.Series[float] | None) -> pd.Series[float]:
    if posts is None:
        return pd.Series(pd.NA, index=codes, dtype="Float64")
    return posts.reindex(codes, fill_value=0.0).astype("Float64").round(DECIMALS)


def _required(population: pd.Series[int], norm: int, percent: int = 100) -> pd.Series[int]:
    """Compute the required staff; in whole numbers, because floats round."""
    return -(-population * percent // (100 * norm))


def _state(
    population: pd.Series[int], staff: pd.Series[float], required: pd.Series[int] | pd.Series[float]
) -> pd.Series[str]:
    """Assign each unit exactly one state."""
    people, posts, needed = (
        amounts.to_numpy(np.float64, na_value=np.nan) for amounts in (population, staff, required)
    )
    unstated = np.isnan(posts)
    conditions = {
        "no_data": np.isnan(people) | (unstated & (people > 0)) | (~unstated & np.isnan(needed)),
        "no_demand": people == 0,
        "unstaffed": posts == 0,
        "understaffed": posts < needed,
    }
    states = np.select([*conditions.values()], [*conditions], "compliant")
    return pd.Series(states, index=population.index, dtype="str")
