"""Where vehicles start and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.core.issues import Issue

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.analyses.planning.rounds.driving import Ways


def depot_of(
    access: AccessModel, ways: Ways, stops: pd.DataFrame, wanted: str
) -> tuple[pd.DataFrame, list[Issue]]:
    """Find the depot.

    Parameters
    ----------
    access
        The sites.
    ways
        The ways of vehicles.
    stops
        Where vehicles are to go.
    wanted
        The name of a site, or ``lon, lat``; "" for the site from which the ways to the stops are
        shortest together, weighed by people.

    Returns
    -------
    tuple
        ``name``, ``lon``, ``lat``, and ``node`` on streets: one row, none where vehicles can start
        nowhere; and what is to be told.
    """
    sites = access.sites[["site_name", "lon", "lat"]].rename(columns={"site_name": "name"})
    stands = ways.stands(sites.dropna().reset_index(drop=True))
    notes: list[Issue] = []
    if wanted:
        named = stands[stands["name"].astype("str") == wanted.strip()]
        point = point_of(wanted)
        if named.empty and point is not None:
            place = pd.DataFrame({"name": [wanted.strip()], "lon": [point[0]], "lat": [point[1]]})
            named = ways.stands(place)
        if len(named):
            return named.head(1).reset_index(drop=True), notes
        notes.append(Issue("rounds_note.no_depot", severity="warning", value=wanted))
    if stands.empty or stops.empty:
        return stands.head(1).reset_index(drop=True), notes
    minutes = ways.minutes(stands, stops)
    lost = (~np.isfinite(minutes)) @ stops["people"].to_numpy(np.float64)
    long = np.where(np.isfinite(minutes), minutes, 0.0) @ stops["people"].to_numpy(np.float64)
    best = int(np.lexsort([long, lost])[0])
    return stands.iloc[[best]].reset_index(drop=True), notes


def point_of(text: str) -> tuple[float, float] | None:
    """Read ``lon, lat``; None where it is no point of the earth.

    Examples
    --------
    >>> point_of("113.65, 34.76"), point_of("34.76"), point_of("1, 99")
    ((113.65, 34.76), None, None)
    """
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
