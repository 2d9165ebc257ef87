"""Routes as a timetable, and as lines on the map."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString

from geo.analyses.planning.methods.calendar import shared_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.analyses.planning.methods.calendar import Day
    from geo.analyses.planning.methods.vehicle_routes import Fleet, Routes, Visits
    from geo.analyses.planning.rounds.driving import Ways

Places = tuple[pd.DataFrame, pd.DataFrame]
"""The depot, and the stops."""

TIMETABLE: Final = {
    "vehicle": "Int64",
    "week": "Int64",
    "weekday": "Int64",
    "position": "Int64",
    "stop": "Int64",
    "name": "str",
    "code": "str",
    "arrives": "Int64",
    "departs": "Int64",
    "distance_m": "Float64",
    "people": "Int64",
    "visitors": "Int64",
}
"""Columns of a timetable; times are minutes after midnight."""


def drives_of(
    ways: Ways, visits: Visits, places: Places, routes: Routes, fleet: Fleet
) -> gpd.GeoDataFrame:
    """Give each route a day and a vehicle, and draw it.

    Returns
    -------
    geopandas.GeoDataFrame
        In order of day and vehicle: ``day`` (of the cycle, from 0), ``vehicle`` (from 1), ``order``
        (the stops), ``metres`` (of each leg, from the depot and back), ``minutes``, ``stops``,
        ``distance_m`` and the line driven, EPSG:4326.
    """
    every = pd.concat(places, ignore_index=True)
    minutes = [visits.duration(route) for route in routes]
    rows: list[dict[str, Any]] = []
    slots = shared_out(minutes, fleet.days, fleet.vehicles)
    for route, long, (day, vehicle) in zip(routes, minutes, slots, strict=True):
        at = [0, *(stop + 1 for stop in route), 0]
        legs = [ways.way(every, *ends) for ends in pairwise(at)]
        metres = [leg[0] for leg in legs]
        line = np.concatenate([leg[1] for leg in legs])
        rows.append(
            {
                "day": day,
                "vehicle": vehicle + 1,
                "order": list(route),
                "metres": metres,
                "minutes": long,
                "stops": len(route),
                "distance_m": sum(metres),
                "geometry": LineString(line if len(line) > 1 else np.repeat(line, 2, axis=0)),
            }
        )
    columns = ["day", "vehicle", "order", "metres", "minutes", "stops", "distance_m", "geometry"]
    frame = pd.DataFrame(rows, columns=columns).sort_values(["day", "vehicle"], ignore_index=True)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def timetable_of(
    drives: pd.DataFrame, visits: Visits, places: Places, days: Sequence[Sequence[Day]], start: str
) -> pd.DataFrame:
    """Lay routes over the days of a week or two.

    Parameters
    ----------
    drives
        See :func:`drives_of`.
    visits
        Minutes between places, and of visits.
    places
        Names and codes.
    days
        On which days each day of the cycle is driven.
    start
        When vehicles set out, ``HH:MM``.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`TIMETABLE`, in order of vehicle, week, day and position: the depot at
        position 0 and at the end, without a number of a stop.
    """
    depot, stops = places
    first = int(start[:2]) * 60 + int(start[3:])
    rows = []
    for drive in drives.to_dict("records"):
        calls = _calls(drive, visits, (str(depot["name"].iloc[0]), stops), first)
        rows += [
            {"vehicle": drive["vehicle"], "week": week, "weekday": weekday, **call}
            for week, weekday in days[drive["day"]]
            for call in calls
        ]
    frame = pd.DataFrame(rows, columns=list(TIMETABLE)).astype(TIMETABLE)
    return frame.sort_values(["vehicle", "week", "weekday", "position"], ignore_index=True)


def _calls(
    drive: dict[Any, Any], visits: Visits, places: tuple[str, pd.DataFrame], now: int
) -> list[dict[str, Any]]:
    """Return where a vehicle is when, from the depot and back to it."""
    depot, stops = places
    calls: list[dict[str, Any]] = [{"position": 0, "name": depot, "departs": now}]
    before = 0
    for position, stop in enumerate(drive["order"], 1):
        arrives = now + int(visits.minutes[before, stop + 1])
        now = arrives + int(visits.service[stop])
        row = stops.iloc[stop]
        called = {"name": row["community_name"], "code": row["community_code"]}
        amounts = {name: row[name] for name in ("stop", "people", "visitors")}
        times = {"position": position, "arrives": arrives, "departs": now}
        calls.append({**called, **amounts, **times, "distance_m": drive["metres"][position - 1]})
        before = stop + 1
    back = now + int(visits.minutes[before, 0])
    last = {"position": len(calls), "name": depot, "arrives": back}
    return [*calls, {**last, "distance_m": drive["metres"][-1]}]


def clock(minutes: int) -> str:
    """Write minutes after midnight as a time of the day.

    Examples
    --------
    >>> clock(515)
    '08:35'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
