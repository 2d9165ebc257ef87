"""Mobile rounds: stops for the people whom no site is near, and a timetable of vehicles to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.planning.methods.calendar import days_of_cycle, weeks_of
from geo.analyses.planning.methods.stops import choose_stops
from geo.analyses.planning.methods.vehicle_routes import (
    NO_TIME,
    Fleet,
    Visits,
    most_people,
    served_bound,
    shortest_routes,
)
from geo.analyses.planning.rounds.depots import depot_of
from geo.analyses.planning.rounds.driving import ways_of
from geo.analyses.planning.rounds.stop_places import NAMES, people_beyond, stop_candidates, walks_to
from geo.analyses.planning.rounds.timetables import drives_of, timetable_of
from geo.core.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.analyses.access.model import AccessModel
    from geo.analyses.planning.methods.stops import Stops
    from geo.analyses.planning.rounds.driving import Ways
    from geo.city.rounds_settings import RoundsSettings
    from geo.core.results import Results

NO_STOP: Final = "no_stop"
SERVED: Final = "served"
"""What becomes of a stop that is visited, beside the reasons why one is not."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """A plan of mobile rounds.

    Parameters
    ----------
    asked
        What the plan was made for.
    limit
        The mode and the minutes beyond which people are left without a site.
    depot
        ``name``, ``lon``, ``lat``; of no row where vehicles can start nowhere.
    stops
        A row a stop: ``stop`` (its number), names and code of its community, ``lon``, ``lat``,
        ``people`` whose nearest stop it is, ``visitors`` and ``minutes`` of a visit, ``state``:
        :data:`SERVED`, or why it is not visited.
    timetable
        See :func:`geo.analyses.planning.rounds.timetables.timetable_of`.
    drives
        A row a vehicle and day with its line, see
        :func:`geo.analyses.planning.rounds.timetables.drives_of`.
    figures
        Numbers by name: people before, served and left by reason, kilometres and hours of a week.
    people_by_vehicles
        People served with one vehicle, two, and so on.
    over_streets
        Whether vehicles keep to streets, or ways are straight.
    notes
        What is to be told beside it.
    """

    asked: RoundsSettings
    limit: tuple[str, int]
    depot: pd.DataFrame
    stops: pd.DataFrame
    timetable: pd.DataFrame
    drives: gpd.GeoDataFrame
    figures: Mapping[str, float]
    people_by_vehicles: tuple[int, ...]
    over_streets: bool
    notes: tuple[Issue, ...] = field(default_factory=tuple)


def plan_rounds(
    results: Results, access: AccessModel, asked: RoundsSettings, limit: tuple[str, int]
) -> Rounds:
    """Plan rounds for the people whom no site is within a limit of.

    Parameters
    ----------
    results
        The communities.
    access
        People at their points, sites, and ways.
    asked
        Vehicles, hours, days and stops.
    limit
        The mode, and the minutes.

    Raises
    ------
    TypeError
        If ways are known to sites only, see
        :func:`geo.analyses.planning.travel.knows_places`.
    """
    ways = ways_of(access.of_mode(limit[0]).source, access.standards)
    beyond = people_beyond(access, limit)
    walk_m = asked.walk_minutes * access.standards.walk_kph / 0.06
    candidates, off = stop_candidates(results, ways, asked.stop_places, walk_m)
    walks = walks_to(access, beyond, candidates, asked.walk_minutes)
    people = beyond["floating_population"].to_numpy(np.float64)
    chosen = choose_stops(walks, people, asked.stops)
    stops = _stops(candidates, chosen, people, (asked, access.standards.min_cell))
    depot, notes = depot_of(access, ways, stops, asked.depot)
    if off:
        more = {"names": off[:5], "communities": len(off)}
        notes.append(Issue("rounds_note.off_streets", severity="note", more=more))
    visits = _visits(ways, depot, stops)
    days = days_of_cycle(asked.days, asked.visits)
    fleet = Fleet(asked.vehicles, len(days), asked.hours, asked.seats)
    by_vehicles = most_people(visits, fleet)
    routes = shortest_routes(visits, fleet, by_vehicles[-1])
    visited = [stop for route in routes for stop in route]
    states = np.array([reason or NO_TIME for reason in visits.reasons(fleet)], object)
    states[visited] = SERVED
    stops = stops.assign(state=states.astype("str"))
    drives = drives_of(ways, visits, (depot, stops), routes, fleet)
    timetable = timetable_of(drives, visits, (depot, stops), days, asked.start)
    figures = {
        "beyond": float(people.sum()),
        "bound": float(served_bound(visits, fleet)),
        "stops_bound": chosen.bound,
        NO_STOP: float(people[chosen.nearest < 0].sum()),
        **stops.groupby("state")["people"].sum().astype(float).to_dict(),
        **_of_a_week(timetable, weeks_of(asked.visits)),
    }
    numbers = [" ".join(str(stop + 1) for stop in order) for order in drives["order"]]
    kept = drives.drop(columns=["order", "metres"]).assign(numbers=numbers)
    return Rounds(
        *(asked, limit, depot, stops, timetable, kept, figures),
        tuple(visits.served(each) for each in by_vehicles),
        ways.over_streets,
        tuple(notes),
    )


def _stops(
    candidates: pd.DataFrame, chosen: Stops, people: Any, norms: tuple[RoundsSettings, int]
) -> pd.DataFrame:
    """Return the stops chosen with their people, those with most people first.

    Visitors are reckoned of people rounded up to cells, so that the times of a timetable that is
    hung out tell nobody how few live somewhere.
    """
    asked, min_cell = norms
    near = chosen.nearest >= 0
    at_stop = np.bincount(chosen.nearest[near], people[near], len(chosen.chosen))
    stops = candidates.iloc[chosen.chosen].assign(people=np.rint(at_stop).astype(np.int64))
    stops = stops[stops["people"] > 0]
    stops = stops.sort_values(["people", "community_code"], ascending=[False, True], kind="stable")
    cell = max(min_cell, 1)
    in_cells = -(-stops["people"] // cell) * cell
    visitors = -(-in_cells * asked.visitors_percent // 100)
    minutes = asked.stop_minutes + asked.person_minutes * visitors
    numbered = stops.reset_index(drop=True).assign(
        stop=np.arange(1, len(stops) + 1),
        visitors=visitors.to_numpy(),
        minutes=minutes.to_numpy(),
    )
    order = ["stop", *NAMES, "lon", "lat", "people", "visitors", "minutes"]
    return numbered[[*order, *({"node"} & set(numbered))]]


def _visits(ways: Ways, depot: pd.DataFrame, stops: pd.DataFrame) -> Visits:
    """Return the stops with the whole minutes between them, rounded up, from the depot on."""
    minutes = np.full((len(stops) + 1, len(stops) + 1), np.inf)
    if len(depot):
        places = pd.concat([depot, stops], ignore_index=True)
        minutes = np.ceil(ways.minutes(places, places) - 1e-9)
    np.fill_diagonal(minutes, 0.0)
    amounts = (stops[name].to_numpy(np.int64) for name in ("people", "visitors", "minutes"))
    return Visits(minutes, *amounts)


def _of_a_week(timetable: pd.DataFrame, weeks: int) -> dict[str, float]:
    """Return what a week comes to, on average of the weeks of the timetable."""
    trips = timetable.groupby(["vehicle", "week", "weekday"])
    hours = trips["departs"].first(), trips["arrives"].last()
    return {
        "visits": float(timetable["stop"].notna().sum()) / weeks,
        "visitors": float(timetable["visitors"].sum()) / weeks,
        "kilometres": float(timetable["distance_m"].sum()) / 1000 / weeks,
        "hours": float((hours[1] - hours[0]).sum()) / 60 / weeks,
        "vehicle_days": trips.ngroups / weeks,
    }
