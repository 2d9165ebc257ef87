"""The people, the places and the ways between them, of which a question of siting is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.access.capacity import capacity_of
from geo.analyses.planning.candidate_places import candidate_places
from geo.analyses.planning.methods.site_problem import SiteProblem
from geo.analyses.planning.plan import LONGEST_WAY, NEW_SITES, SHORTEST_WAYS
from geo.analyses.planning.travel import pairs_within, source_to
from geo.core.standards import MOST_MINUTES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from geo.analyses.access.model import AccessModel
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.core.results import Results

    Amounts = NDArray[np.float64]
    Numbers = NDArray[np.intp]

MOST_WAYS: Final = 40_000_000
"""Of more pairs of demand point and place none is made use of: a table takes over 160 MB."""


@dataclass(frozen=True, eq=False)
class SitingInputs:
    """People, places and ways.

    Parameters
    ----------
    points
        ``community_code``, ``floating_population``: demand points with people. Never to be shown.
    places
        Today's sites that stay, then candidates: the columns of
        :func:`geo.analyses.planning.candidate_places.candidate_places`.
    sites
        How many of the places are sites.
    ways
        Positions of points, numbers of places, and the minutes between, up to the limit; where
        shorter ways are asked for, to candidates only those that are shorter than to the sites.
    question
        What is asked.
    ways_today
        The same to all sites of today, by their own numbers.
    capacity_today
        Capacity of each of these, in people; missing where nobody knows.
    closed_names
        Names of the sites that close.
    """

    points: pd.DataFrame
    places: pd.DataFrame
    sites: int
    ways: tuple[Numbers, Numbers, Amounts]
    question: SiteQuestion
    ways_today: tuple[Numbers, Numbers, Amounts]
    capacity_today: Amounts
    closed_names: tuple[str, ...] = ()

    @property
    def too_many(self) -> bool:
        """Whether there are too many ways: listed, or where a table is made of them, in it."""
        listed = self.question.question in {NEW_SITES, SHORTEST_WAYS}
        if listed and not self.question.by_actions:
            return len(self.ways[0]) > MOST_WAYS
        return len(self.points) * len(self.places) > MOST_WAYS

    @cached_property
    def people(self) -> Amounts:
        """The people of each demand point."""
        return self.points["floating_population"].to_numpy(np.float64)

    @cached_property
    def before(self) -> Amounts:
        """Minutes from each demand point to the nearest site that stays; infinite without."""
        return self.minutes_to(np.arange(self.sites))

    def minutes_to(self, places: Numbers) -> Amounts:
        """Return the minutes from each demand point to the nearest of some places."""
        point, _, minutes = self._by_place
        nearest = np.full(len(self.points), np.inf)
        for place in places.tolist():
            of = slice(self._begin[place], self._begin[place + 1])
            nearest[point[of]] = np.minimum(nearest[point[of]], minutes[of])
        return nearest

    @cached_property
    def _by_place(self) -> tuple[Numbers, Numbers, Amounts]:
        """The ways in order of their places."""
        order = np.argsort(self.ways[1], kind="stable")
        point, place, minutes = self.ways
        return point[order], place[order], minutes[order]

    @cached_property
    def _begin(self) -> Numbers:
        """Where the ways of each place begin among those, and their end."""
        begin: Numbers = np.searchsorted(self._by_place[1], np.arange(len(self.places) + 1))
        return begin

    @cached_property
    def costs(self) -> Amounts:
        """What it costs to build at each place; 1 where a budget is a number of sites."""
        if not self.question.priced:
            return np.ones(len(self.places))
        usual = self.question.costs.new or 0.0
        cost: Amounts = self.places["cost"].fillna(usual).to_numpy(np.float64)
        return np.maximum(cost, 1e-9)

    @cached_property
    def capacity(self) -> Amounts:
        """Capacity of each place, in people; infinite without a limit."""
        usual = np.where(np.arange(len(self.places)) < self.sites, 0, self.question.capacity)
        stated = self.places["capacity"].to_numpy(np.float64)
        capacity = np.where(np.isnan(stated), usual, stated)
        nobody_knows = np.isnan(stated) & (usual == 0)
        return np.where(nobody_knows | (not self.question.limited), np.inf, capacity)

    @cached_property
    def problem(self) -> SiteProblem:
        """The same as a table of ways."""
        point, place, minutes = self.ways
        times = np.full((len(self.points), len(self.places)), np.inf, np.float32)
        times[point, place] = minutes
        existing = np.arange(len(self.places)) < self.sites
        cost = self.costs if self.question.priced else None
        return SiteProblem(times, self.people, existing=existing, cost=cost)

    def with_two_sites(self, opened: Numbers) -> Amounts:
        """Return the people of each demand point with two different sites within the limit.

        Parameters
        ----------
        opened
            Places where sites are opened beside those that stay.
        """
        point, place, minutes = self.ways
        near = (minutes <= self.question.minutes) & ((place < self.sites) | np.isin(place, opened))
        return self.people * (np.bincount(point[near], minlength=len(self.points)) >= 2)

    def reach(self, within_before: Amounts, within_after: Amounts) -> pd.DataFrame:
        """Sum people whom a question counts up to communities; see :class:`Plan`."""
        columns = {
            "population": self.people,
            "within_before": within_before,
            "within_after": within_after,
        }
        frame = pd.DataFrame(columns).groupby(self.points["community_code"].to_numpy()).sum()
        return frame.rename_axis("community_code")


def siting_inputs(
    results: Results,
    access: AccessModel,
    question: SiteQuestion,
    table: pd.DataFrame | None = None,
) -> SitingInputs:
    """Put together what a question is asked of.

    Parameters
    ----------
    results
        The communities.
    access
        People at their points, the sites that are there, and the ways.
    question
        What is asked.
    table
        Candidates of a table.

    Raises
    ------
    TypeError
        If ways are known to today's sites only, see
        :func:`geo.analyses.planning.travel.knows_places`.
    """
    model = access.of_mode(question.mode)
    points = model.demand_points
    points = points[points["floating_population"] > 0].reset_index(drop=True)
    limit = _limit(question)
    open_today = np.setdiff1d(np.arange(len(access.sites)), question.closed)
    there = _today(access, results, open_today)
    candidates = candidate_places(results, question.candidates, model.source, table)
    ways_today = _ways(model.source, points, limit)
    near_sites = _of_places(ways_today, open_today)
    asked = np.ones(len(points), bool)
    if _is_of_more_people(question):
        asked[near_sites[0]] = False  # who has a site has no need of another
    known = _nearest(near_sites, len(points))[asked] if _is_of_shorter_ways(question) else None
    near = _ways(source_to(model.source, candidates), points[asked], limit, known)
    ways = tuple(
        np.concatenate(parts)
        for parts in zip(
            near_sites, (np.flatnonzero(asked)[near[0]], near[1] + len(there), near[2]), strict=True
        )
    )
    places = pd.concat([there, candidates], ignore_index=True)
    names = access.sites["site_name"].iloc[list(question.closed)].tolist()
    return SitingInputs(
        points,
        places,
        len(there),
        ways,  # type: ignore[arg-type]
        question,
        ways_today,
        capacity_of(access.sites, results.standards),
        tuple(map(str, names)),
    )


def asked_of(question: SiteQuestion) -> tuple[Hashable, ...]:
    """Return what the ways of a question depend on; the inputs of another like it are the same."""
    kinds = _is_of_more_people(question), _is_of_shorter_ways(question)
    rest = *kinds, question.candidates, question.closed
    return (*_limit(question), *rest)


def _limit(question: SiteQuestion) -> tuple[str, int]:
    """Return mode and minutes of the ways to look for."""
    everywhere = question.question in {SHORTEST_WAYS, LONGEST_WAY}
    return question.mode, MOST_MINUTES if everywhere else question.minutes


def _is_of_more_people(question: SiteQuestion) -> bool:
    """Return whether only people without a site count."""
    return question.question == NEW_SITES and not question.by_actions


def _is_of_shorter_ways(question: SiteQuestion) -> bool:
    """Return whether a place helps only those who have a longer way to each site that stays."""
    return question.question in {SHORTEST_WAYS, LONGEST_WAY} and not question.by_actions


def _ways(
    source: Any, points: pd.DataFrame, limit: tuple[str, int], known: Amounts | None = None
) -> Any:
    return pairs_within(source, points.reset_index(drop=True), limit, known)


def _nearest(ways: tuple[Numbers, Numbers, Amounts], points: int) -> Amounts:
    """Return the shortest way of each demand point; infinite without."""
    nearest = np.full(points, np.inf)
    np.minimum.at(nearest, ways[0], ways[2])
    return nearest


def _of_places(ways: Any, chosen: Numbers) -> Any:
    """Keep the ways to some places, which are numbered anew."""
    point, place, minutes = ways
    kept = np.isin(place, chosen)
    return point[kept], np.searchsorted(chosen, place[kept]), minutes[kept]


def _today(access: AccessModel, results: Results, numbers: Numbers) -> pd.DataFrame:
    """Return today's sites that stay as places."""
    sites = access.sites.iloc[numbers]
    columns = {
        "site": numbers,
        "name": sites["site_name"].to_numpy(object),
        "lon": sites["lon"].to_numpy(np.float64),
        "lat": sites["lat"].to_numpy(np.float64),
        "capacity": capacity_of(sites, results.standards),
    }
    return pd.DataFrame(columns).astype({"name": "str"})
