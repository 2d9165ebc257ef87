"""Staff and sites of a city after a change: frames in, new frames out."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.columns import FILE, ROW
from geo.core.setting_rules import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import PydanticCustomError

    from geo.city.scenarios.changes import SiteAdded, SiteChanged, SiteMoved, StaffChange

_MOST_NAMED: Final = 3


def with_staff(roster: pd.DataFrame, change: StaffChange, part_time_weight: float) -> pd.DataFrame:
    """Return a roster with other staff in a community.

    Parameters
    ----------
    roster
        See :func:`geo.city.datasets.staff.read_staff`.
    change
        Of one of its communities.
    part_time_weight
        Posts that a part-time post counts as.

    Raises
    ------
    PydanticCustomError
        If the community has fewer than are to go.

    Examples
    --------
    >>> from geo.city.scenarios.changes import StaffChange
    >>> roster = pd.DataFrame({"community_code": ["a", "b"], "posts": [2.0, 1.0],
    ...                        "part_time": False, "dedicated": False, "level": "community"})
    >>> with_staff(roster, StaffChange("a", add=-1), 1.0)["posts"].tolist()
    [1.0, 1.0]
    >>> with_staff(roster, StaffChange("b", add=3), 1.0)["posts"].tolist()
    [2.0, 1.0, 3.0]
    """
    own = (roster["community_code"] == change.community) & (roster["level"] == "community")
    own = own.fillna(value=False)
    if change.staff is not None:
        return _with_row(roster[~own], _post_line(change.community, change.staff))
    assert change.add is not None
    if change.add >= 0:
        return _with_row(roster, _post_line(change.community, change.add))
    left, posts = float(-change.add), roster["posts"].to_numpy(np.float64, copy=True)
    part_time = roster["part_time"].to_numpy(bool)
    for weight, lines in ((1.0, own & ~part_time), (part_time_weight, own & part_time)):
        for line in np.flatnonzero(lines & (roster["posts"] > 0))[::-1]:
            taken = min(left, posts[line] * weight)
            posts[line] -= taken / weight
            left -= taken
    if left > 0:
        has = -change.add - left
        raise refused("issue.scenario_staff_few", code=change.community, has=f"{has:g}")
    return roster.assign(posts=posts)


def with_site(sites: pd.DataFrame, change: SiteAdded) -> pd.DataFrame:
    """Return the sites with one more, as the last.

    Raises
    ------
    PydanticCustomError
        If one is called so already.
    """
    if change.site in set(sites["site_name"]) | set(sites["site_id"].dropna()):
        raise refused("issue.scenario_site_twice", site=change.site)
    return _with_row(
        sites,
        {
            "site_name": change.site,
            "lon": change.lon,
            "lat": change.lat,
            "services": ";".join(change.services) or None,
            "staff": _number(change.staff),
            "capacity": _number(change.capacity),
            "entrances": ((change.lon, change.lat),),
        },
    )


def with_site_moved(sites: pd.DataFrame, change: SiteMoved) -> pd.DataFrame:
    """Return the sites with one at another place; see :func:`site_of` for what is raised."""
    at, moved = site_of(sites, change.site), sites.copy()
    moved.loc[at, ["lon", "lat"]] = change.lon, change.lat
    own = moved.index == at
    entrance = pd.Series([((change.lon, change.lat),)] * len(moved), moved.index)
    return moved.assign(entrances=moved["entrances"].mask(own, entrance))


def without_site(sites: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return the sites without one; see :func:`site_of` for what is raised."""
    return sites.drop(index=site_of(sites, site)).reset_index(drop=True)


def with_site_changed(sites: pd.DataFrame, change: SiteChanged) -> pd.DataFrame:
    """Return the sites with other amounts at one; see :func:`site_of` for what is raised."""
    at, changed = site_of(sites, change.site), sites.copy()
    for name in ("staff", "capacity"):
        if (value := getattr(change, name)) is not None:
            changed.loc[at, name] = float(value)
    if change.services is not None:
        changed.loc[at, "services"] = ";".join(change.services) or np.nan
    return changed


def site_of(sites: pd.DataFrame, site: str) -> int:
    """Return the row of the site of an id or a name.

    Raises
    ------
    PydanticCustomError
        If there is none, or there are several of the name.
    """
    rows = np.flatnonzero((sites["site_id"] == site).fillna(value=False))
    if not len(rows):
        rows = np.flatnonzero(sites["site_name"] == site)
    if not len(rows):
        raise unknown("issue.scenario_site_unknown", site, sites["site_name"].tolist())
    if len(rows) > 1:
        raise refused("issue.scenario_site_several", site=site, sites=len(rows))
    return int(rows[0])


def unknown(key: Any, value: str, known: list[str]) -> PydanticCustomError:
    """Return the error of something that the city has not, with what is most like it."""
    near = difflib.get_close_matches(value, known, n=_MOST_NAMED) or known[:_MOST_NAMED]
    return refused(key, asked=value, known="、".join(near) or "–")


def _post_line(community: str, posts: int) -> dict[str, Any]:
    return {
        "community_code": community,
        "posts": float(posts),
        "part_time": False,
        "dedicated": False,
        "level": "community",
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _with_row(frame: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame with one row more, of the same types; what the row lacks is missing."""
    whole = {FILE: "", ROW: 0, **row}
    line = pd.DataFrame({name: [whole.get(str(name))] for name in frame}).astype(frame.dtypes)
    return pd.concat([frame, line], ignore_index=True)
