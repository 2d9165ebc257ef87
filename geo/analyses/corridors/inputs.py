"""Flows of people and dealings between places, from whatever tables a city has of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.corridors.methods.agreements import partners, ranked
from geo.analyses.corridors.methods.flows import (
    BETWEEN,
    FAR_CODES,
    FLOW_COLUMNS,
    IN,
    OUT,
    ladder,
    no_flows,
)
from geo.analyses.corridors.methods.notices import outcomes
from geo.core.admin_units import city_code_of
from geo.core.issues import Fault, TableError
from geo.core.results import CITY
from geo.regions.hierarchy import bare_code, codes_of, resolved
from geo.regions.origins import MISSING, RESOLVED, Origins

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.core.standards import Standards


@dataclass(frozen=True, eq=False)
class Flows:
    """What is known of people between places, and of what these have agreed.

    Parameters
    ----------
    frame
        :data:`geo.analyses.corridors.methods.flows.FLOW_COLUMNS`; of ``between`` the near end as a
        region too.
    ways
        The ways of which something is known: ``"in"``, ``"out"``.
    between
        Whether both ends are regions elsewhere: a ready table that does not name this city.
    steps
        See :func:`geo.analyses.corridors.methods.flows.ladder`.
    city_code
        The city's own code.
    partners
        See :func:`geo.analyses.corridors.methods.agreements.partners`, with ``rank``, ``places_a``,
        ``places_b``
        (codes), ``ladder_a``, ``ladder_b`` (of :func:`geo.regions.hierarchy.codes_of`).
    agreed
        Whether there is a table of agreements.
    day
        The day of reckoning; None where no table tells a day.
    notes
        What is to be said of all this.
    """

    frame: pd.DataFrame = field(default_factory=no_flows)
    ways: tuple[str, ...] = ()
    between: bool = False
    steps: pd.DataFrame = field(default_factory=pd.DataFrame)
    city_code: str = CITY
    partners: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreed: bool = False
    day: date | None = None
    notes: tuple[Fault, ...] = ()


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
        ``community_code``, ``street_code``, ``district_code``.
    origins
        See :class:`geo.core.results.Plan`.
    period
        The period reported.
    standards
        For the state of agreements and notices.

    Raises
    ------
    TableError
        If one of the tables has a fault that stops a run.
    """
    code = city_code_of(communities["district_code"]) or CITY
    steps = ladder(communities, code)
    notes: list[Fault] = []
    if city.flows:
        frame = _ready(city, steps, notes)
    else:
        frame = pd.concat([_came(origins, period), _left(city, steps)], ignore_index=True)
    between = bool((frame["way"] == BETWEEN).any())
    told = set(frame.loc[(frame["state"] != MISSING) & (frame["people"] > 0), "way"])
    ways = (IN, OUT) if between else tuple(way for way in (IN, OUT) if way in told)
    day = _day(city, period, notes)
    known, agreed = _partners(city, steps, day, standards)
    return Flows(frame, ways, between, steps, code, known, agreed, day, tuple(notes))


def _came(origins: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return people of the records by where they are registered."""
    if origins.empty:
        return no_flows()
    of = origins[(origins["period"] == period) & (origins["people"] != 0)]
    return of.assign(way=IN, near_code=of["community_code"])[list(FLOW_COLUMNS)]


def _left(city: City, steps: pd.DataFrame) -> pd.DataFrame:
    """Return people registered here by where they live."""
    if city.outflow is None:
        return no_flows()
    listed = city.outflow.usable(TableError)
    regions = _regions(listed["destination"], city.settings.outflow.year)
    near = listed["community_code"].where(listed["community_code"].isin(steps.index))
    told = regions.assign(way=OUT, near_code=near, people=listed["people"])
    return told[list(FLOW_COLUMNS)]


def _ready(city: City, steps: pd.DataFrame, notes: list[Fault]) -> pd.DataFrame:
    """Return the flows of a ready table, seen from the city where it names it."""
    assert city.flows
    given = city.flows.usable(TableError)
    table = given.assign(**{end: given[end].map(bare_code) for end in ("origin", "destination")})
    ends = _far_ends(table, steps, city.settings.flows.year)
    came, left = (table[end].isin(steps.index) for end in ("destination", "origin"))
    if len(table) and not (came | left).any():
        near = ends[1][list(FAR_CODES)].add_prefix("near_")
        told = ends[0].assign(way=BETWEEN, near_code=table["destination"], people=table["people"])
        return told[list(FLOW_COLUMNS)].join(near)
    own = steps["city_code"].iloc[0]
    home = [own[:2] + "0000", own, None, RESOLVED]
    ends[0].loc[came & left, [*FAR_CODES, "state"]] = home
    inward = ends[0].assign(way=IN, near_code=table["destination"], people=table["people"])
    outward = ends[1].assign(way=OUT, near_code=table["origin"], people=table["people"])
    elsewhere = table[~came & ~left]
    if len(elsewhere):
        more = {"rows_elsewhere": len(elsewhere), "people": f"{elsewhere['people'].sum():,.0f}"}
        name = city.settings.flows.file
        notes.append(Fault("fault.flow_elsewhere", stops=False, file=name, more=more))
    both = pd.concat([inward[came], outward[left & ~came]], ignore_index=True)
    return both[list(FLOW_COLUMNS)]


def _far_ends(table: pd.DataFrame, steps: pd.DataFrame, year: int) -> list[pd.DataFrame]:
    """Resolve origins and destinations together; the city's own units are none of them."""
    both = pd.concat([table["origin"], table["destination"]], ignore_index=True)
    found = _regions(both.mask(both.isin(steps.index)), year)
    return [found.iloc[: len(table)], found.iloc[len(table) :].reset_index(drop=True)]


def _regions(texts: pd.Series[str], year: int) -> pd.DataFrame:
    known = resolved(texts.dropna().unique(), year)
    found = known.reindex(texts).set_axis(texts.index)
    return found.assign(state=found["state"].fillna(MISSING))


def _day(city: City, period: str, notes: list[Fault]) -> date | None:
    """Return the last day of the period reported, else of that of the table of flows.

    Else it is the latest day that tables tell.
    """
    month = period or (city.settings.flows.period if city.flows else "")
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return _latest(city, notes)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _latest(city: City, notes: list[Fault]) -> date | None:
    days = [
        day
        for table, columns in (
            (city.agreements, ["signed_on"]),
            (city.notices, ["sent_on", "answered_on"]),
        )
        if table is not None
        for column in columns
        for day in table.frame[column].dropna()
    ]
    if days:
        notes.append(
            Fault("corridor_note.latest_day", stops=False, more={"day": max(days).isoformat()})
        )
    return max(days, default=None)


def _partners(
    city: City, steps: pd.DataFrame, day: date | None, standards: Standards
) -> tuple[pd.DataFrame, bool]:
    agreements = city.agreements.usable(TableError) if city.agreements else None
    notices = city.notices.usable(TableError) if city.notices else None
    if notices is not None and day is not None:
        notices = notices[[sent <= day for sent in notices["sent_on"]]]
        notices = notices.assign(outcome=outcomes(notices, day, standards))
    known = ranked(partners(agreements, notices if day else None, day, standards))
    origins = Origins()
    for end in ("a", "b"):
        found = [codes_of(place, steps.index, origins) for place in known[f"place_{end}"]]
        known[f"ladder_{end}"] = pd.Series(found, known.index, dtype="object")
        places = zip(found, known[f"place_{end}"], strict=True)
        codes = [tuple(dict.fromkeys((of["code"], place))) for of, place in places]
        known[f"places_{end}"] = pd.Series(codes, known.index, dtype="object")
    return known, agreements is not None
