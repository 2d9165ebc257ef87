"""Flows of people and dealings between places, from whatever tables a city has of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.corridors.agreement_inputs import Dealings, dealings_of_city, reference_date
from geo.analyses.corridors.methods.flows import (
    BETWEEN,
    FLOW_COLUMNS,
    IN,
    LOCAL_CODES,
    OUT,
    PARTNER_CODES,
    no_flows,
    unit_hierarchy,
)
from geo.core.issues import Issue, TableError
from geo.core.results import CITY
from geo.regions.codes import bare_code
from geo.regions.hierarchy import resolved
from geo.regions.origins import MISSING, RESOLVED, UNKNOWN
from geo.regions.partner_places import PartnerPlaces

if TYPE_CHECKING:
    from datetime import date

    from geo.city.folder import City
    from geo.core.standards import Standards


@dataclass(frozen=True, eq=False)
class Flows:
    """What is known of people between places, and of what these have agreed.

    Parameters
    ----------
    frame
        :data:`geo.analyses.corridors.methods.flows.FLOW_COLUMNS`; of ``between`` the local unit as
        a region too.
    directions
        The ways of which something is known: ``"in"``, ``"out"``.
    between
        Whether both ends are regions elsewhere: a ready table that does not name this city.
    hierarchy
        See :func:`geo.analyses.corridors.methods.flows.unit_hierarchy`.
    city_code
        The city's own code.
    dealings
        Agreements and notices.
    day
        The reference date; None where there is no city.
    notes
        What is to be said of all this.
    places
        The places elsewhere that the city lists itself.
    by_period
        As ``frame``, of all periods of the records, with ``period``; empty where the flows are
        those of a ready table.
    """

    frame: pd.DataFrame = field(default_factory=no_flows)
    directions: tuple[str, ...] = ()
    between: bool = False
    hierarchy: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LOCAL_CODES)))
    city_code: str = CITY
    dealings: Dealings = field(default_factory=Dealings)
    day: date | None = None
    notes: tuple[Issue, ...] = ()
    places: PartnerPlaces = field(default_factory=PartnerPlaces)
    by_period: pd.DataFrame = field(default_factory=lambda: no_flows().assign(period=""))


def flows_of(
    city: City,
    communities: pd.DataFrame,
    origins: pd.DataFrame,
    period: str,
    standards: Standards,
) -> Flows:
    """Gather the flows of a city.

    Parameters
    ----------
    city
        Its tables: a ready table of flows goes before all others; else people who came are those of
        the records, and people who left those of the outflow lists.
    communities
        ``community_code``, ``subdistrict_code``, ``district_code``.
    origins
        See :class:`geo.core.results.Results`.
    period
        The period reported.
    standards
        For the state of agreements and notices.

    Raises
    ------
    TableError
        If one of the tables has an issue that stops a run.
    """
    code = city.code or CITY
    hierarchy = unit_hierarchy(communities, code)
    notes: list[Issue] = []
    by_period = _by_period(origins.iloc[:0] if city.flows else origins)
    if city.flows:
        frame = _ready(city, hierarchy, notes)
    else:
        came = by_period.loc[by_period["period"] == period, list(FLOW_COLUMNS)]
        frame = pd.concat([came, _left(city, hierarchy)], ignore_index=True)
    if city.abroad and (frame["state"] == UNKNOWN).any():
        notes.append(Issue("corridor_note.abroad", severity="warning"))
    between = bool((frame["direction"] == BETWEEN).any())
    known = frame.loc[(frame["state"] != MISSING) & (frame["flow"] > 0), "direction"]
    directions_known = set(known.unique())
    directions = (
        (IN, OUT)
        if between
        else tuple(direction for direction in (IN, OUT) if direction in directions_known)
    )
    day = reference_date(city)
    dealings = dealings_of_city(city, hierarchy, day, standards)
    told = (dealings, day, tuple(notes), city.partner_places, by_period)
    return Flows(frame, directions, between, hierarchy, code, *told)


def _by_period(origins: pd.DataFrame) -> pd.DataFrame:
    """Return people of the records of all periods by where they are registered."""
    if origins.empty:
        return no_flows().assign(period=pd.Series(dtype="str"))
    residents = origins[origins["floating_population"] != 0]
    return residents.assign(
        direction=IN, local_code=residents["community_code"], flow=residents["floating_population"]
    )[[*FLOW_COLUMNS, "period"]]


def _left(city: City, hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Return people registered here by where they live."""
    if city.out_migrants is None:
        return no_flows()
    listed = city.out_migrants.usable(TableError)
    year = city.settings.out_migrants.year
    regions = _regions(listed["destination"], year, city, hierarchy)
    local = listed["community_code"].where(listed["community_code"].isin(hierarchy.index))
    flows = regions.assign(direction=OUT, local_code=local, flow=listed["flow"])
    return flows[list(FLOW_COLUMNS)]


def _ready(city: City, hierarchy: pd.DataFrame, notes: list[Issue]) -> pd.DataFrame:
    """Return the flows of a ready table, seen from the city where it names it."""
    assert city.flows
    listed = city.flows.usable(TableError)
    table = listed.assign(**{end: listed[end].map(bare_code) for end in ("origin", "destination")})
    ends = _partner_ends(table, city, hierarchy)
    arrives, departs = (table[end].isin(hierarchy.index) for end in ("destination", "origin"))
    if len(table) and not (arrives | departs).any():
        local = ends[1][list(PARTNER_CODES)].add_prefix("local_")
        flows = ends[0].assign(
            direction=BETWEEN, local_code=table["destination"], flow=table["flow"]
        )
        return flows[list(FLOW_COLUMNS)].join(local)
    inward = ends[0].assign(direction=IN, local_code=table["destination"], flow=table["flow"])
    outward = ends[1].assign(direction=OUT, local_code=table["origin"], flow=table["flow"])
    others = table[~arrives & ~departs]
    if len(others):
        placeholders = {"rows_elsewhere": len(others), "people": f"{others['flow'].sum():,.0f}"}
        name = city.settings.flows.file
        notes.append(
            Issue("issue.flow_elsewhere", severity="warning", file=name, more=placeholders)
        )
    both = pd.concat([inward[arrives], outward[departs & ~arrives]], ignore_index=True)
    return both[list(FLOW_COLUMNS)]


def _partner_ends(table: pd.DataFrame, city: City, hierarchy: pd.DataFrame) -> list[pd.DataFrame]:
    """Resolve origins and destinations together."""
    both = pd.concat([table["origin"], table["destination"]], ignore_index=True)
    regions = _regions(both, city.settings.flows.year, city, hierarchy)
    return [regions.iloc[: len(table)], regions.iloc[len(table) :].reset_index(drop=True)]


def _regions(texts: pd.Series[str], year: int, city: City, hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Resolve regions; a unit of the city itself is the ``county_code``, whatever its level."""
    codes = texts.map(bare_code, na_action="ignore").astype("str")
    own = codes.isin(hierarchy.index)
    by_text = resolved(
        texts[~own].dropna().unique(), year, abroad=city.abroad, listed=city.partner_places.codes
    )
    regions = by_text.reindex(texts).set_axis(texts.index)
    regions = regions.assign(state=regions["state"].fillna(MISSING))
    city_code = city.code or CITY
    home = [f"{city_code[:2]}0000" if city.code else None, city_code, None, RESOLVED]
    regions.loc[own, [*PARTNER_CODES, "state"]] = home
    smaller = own & (codes != city_code)
    return regions.assign(county_code=regions["county_code"].mask(smaller, codes))
