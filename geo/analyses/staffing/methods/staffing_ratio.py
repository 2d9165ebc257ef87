"""The 500:1 check: staff needed, present and missing, by community and above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.core.standards import Standards

STATES: Final = ("met", "short", "unstaffed", "no_demand", "no_data")

TRIALS: Final = (
    "status_tight_norm",
    "status_loose_norm",
    "status_fewer_people",
    "status_more_people",
)
"""The state under a norm, or a number of people, a little off: how sure the state is."""


def posts_by_community(staff: pd.DataFrame, standards: Standards) -> pd.Series[float]:
    """Add up the community posts of a roster, part-time posts by their weight.

    Parameters
    ----------
    staff
        ``community_code``, ``posts``, ``part_time``, ``level``; posts at street level are left out.

    Returns
    -------
    pandas.Series
        Posts (float64) by community code.

    Examples
    --------
    >>> from geo.core.standards import Standards
    >>> staff = pd.DataFrame({"community_code": ["a", "a"], "posts": [1.0, 2.0],
    ...                       "part_time": [False, True], "level": "community"})
    >>> posts_by_community(staff, Standards(part_time_weight=0.5)).to_dict()
    {'a': 2.0}
    """
    in_community = staff[staff["level"] == "community"]
    weight = np.where(in_community["part_time"], standards.part_time_weight, 1.0)
    return (in_community["posts"] * weight).groupby(in_community["community_code"]).sum()


def staffing(
    people: pd.Series[int],
    posts: pd.Series[float] | None,
    standards: Standards,
) -> pd.DataFrame:
    """Check every community against the norm of people per staff.

    Parameters
    ----------
    people
        Floating residents (Int64, missing where not known) by community code, every community.
    posts
        Posts by community code; a community not listed has none. None: there is no roster, so that
        nobody knows.

    Returns
    -------
    pandas.DataFrame
        By community code: ``people`` (Int64), ``staff`` (Float64), ``need_staff`` (Int64),
        ``gap_staff`` (Float64, posts missing), ``people_per_staff`` (Float64, missing without
        staff), ``status`` (one of :data:`STATES`), ``spare_staff`` (Float64, posts over the need),
        ``people_to_next_post`` (Int64, people more until one more post is needed), a state for
        each of :data:`TRIALS`, and ``changes_state`` (whether any of these differs).

    Notes
    -----
    need = ⌈people / people_per_staff⌉: one full- or part-time per 500 floating residents in every
    village and community, 郑政办〔2010〕43号 三(二). Where nobody lives nothing is needed.

    Examples
    --------
    >>> from geo.core.standards import Standards
    >>> people = pd.Series({"a": 500, "b": 501, "c": 0, "d": 7}, dtype="Int64")
    >>> posts = pd.Series({"a": 1.0, "b": 1.0, "c": 2.0})
    >>> staffing(people, posts, Standards())[["need_staff", "gap_staff", "status"]]
       need_staff  gap_staff     status
    a           1        0.0        met
    b           2        1.0      short
    c           0        0.0  no_demand
    d           1        1.0  unstaffed
    """
    norm = standards.people_per_staff
    people = people.astype("Int64")
    staff = _staff(people.index, posts)
    need = _need(people, norm)
    checked = pd.DataFrame(
        {
            "people": people,
            "staff": staff,
            "need_staff": need,
            "gap_staff": (need - staff).clip(lower=0).astype("Float64"),
            "people_per_staff": (people / staff.where(staff > 0)).astype("Float64"),
            "status": _state(people, staff, need),
            "spare_staff": (staff - need).clip(lower=0).astype("Float64"),
            "people_to_next_post": need * norm - people + 1,
        }
    )
    percent = standards.people_change_percent
    needs = [
        _need(people, standards.tight_people_per_staff),
        _need(people, standards.loose_people_per_staff),
        _need(people, norm, percent=100 - percent),
        _need(people, norm, percent=100 + percent),
    ]
    for trial, trial_need in zip(TRIALS, needs, strict=True):
        checked[trial] = _state(people, staff, trial_need)
    checked["changes_state"] = checked[list(TRIALS)].ne(checked["status"], axis=0).any(axis=1)
    return checked


def sum_up(checked: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sum communities up to streets, districts or the city.

    Parameters
    ----------
    checked
        A row a community, with the columns of :func:`staffing` and the keys.
    keys
        Columns that name the unit; communities that have none stay together in a row of their own.

    Returns
    -------
    pandas.DataFrame
        The keys, ``people``, ``staff``, ``need_staff``, ``gap_staff``, ``people_per_staff``,
        ``status``, ``spare_staff``, ``communities`` (how many), a count for each of
        :data:`STATES`, and ``changes_state`` (how many communities change).

    Notes
    -----
    The need is the sum of the communities' needs, the gap the sum of their gaps: the norm holds in
    every community, and a spare post in one fills no gap in another.
    """
    counted = checked.assign(
        communities=1,
        changes_state=checked["changes_state"].astype("int64"),
        **{state: (checked["status"] == state).astype("int64") for state in STATES},
    )
    groups = counted.groupby(list(keys), as_index=False, dropna=False, sort=True)
    amounts = ["people", "staff", "need_staff", "gap_staff", "spare_staff"]
    # A unit is unknown only if all of its communities are; the counts by state tell of the others.
    sums = groups[amounts].sum(min_count=1)
    sums["people_per_staff"] = sums["people"] / sums["staff"].where(sums["staff"] > 0)
    sums["status"] = _state(sums["people"], sums["staff"], sums["staff"] + sums["gap_staff"])
    tallies = groups[["communities", *STATES, "changes_state"]].sum()
    summed = sums.merge(tallies, on=list(keys), how="left", validate="one_to_one")
    shown = [*amounts[:4], "people_per_staff", "status", "spare_staff"]
    return summed[[*keys, *shown, "communities", *STATES, "changes_state"]]


def street_posts(streets: pd.DataFrame, staff: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Check that streets with many floating residents have a dedicated post of their own.

    Parameters
    ----------
    streets
        ``street_code``, ``people``.
    staff
        ``street_code``, ``posts``, ``dedicated``, ``level``; posts of level ``street`` count.

    Returns
    -------
    pandas.DataFrame
        ``dedicated_staff`` (Float64) and ``street_post``: ``met``, ``missing``, or ``not_asked``
        where the city has not set what "many" is or the street has fewer; indexed as ``streets``.

    Notes
    -----
    Tianjin notice 2009, 三(一). The notice leaves to the city how many people are many.
    """
    own = staff[(staff["level"] == "street") & staff["dedicated"]]
    posts = own.groupby("street_code")["posts"].sum()
    dedicated = streets["street_code"].map(posts).fillna(0.0).astype("Float64")
    many = standards.street_many_people
    asked = streets["people"].ge(many).fillna(value=False) if many is not None else False
    answer = np.select(
        [~np.asarray(asked, dtype=bool), dedicated > 0], ["not_asked", "met"], "missing"
    )
    return pd.DataFrame({"dedicated_staff": dedicated, "street_post": answer}, index=streets.index)


def _staff(codes: pd.Index[str], posts: pd.Series[float] | None) -> pd.Series[float]:
    if posts is None:
        return pd.Series(pd.NA, index=codes, dtype="Float64")
    return posts.reindex(codes, fill_value=0.0).astype("Float64")


def _need(people: pd.Series[int], norm: int, percent: int = 100) -> pd.Series[int]:
    """Count the posts needed; in whole numbers, because floats round."""
    return -(-people * percent // (100 * norm))


def _state(
    people: pd.Series[int], staff: pd.Series[float], need: pd.Series[int] | pd.Series[float]
) -> pd.Series[str]:
    """Give each unit exactly one state."""
    conditions = {
        "no_data": people.isna() | (staff.isna() & people.gt(0).fillna(value=True)),
        "no_demand": people.eq(0),
        "unstaffed": staff.eq(0),
        "short": staff.lt(need),
    }
    masks = [mask.fillna(value=False).to_numpy(dtype=bool) for mask in conditions.values()]
    return pd.Series(np.select(masks, list(conditions), "met"), index=people.index, dtype="str")
