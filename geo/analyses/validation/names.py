"""Names in the tables of a city that lead to no unit, for a person to match them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.population.methods.loss_evidence import REST
from geo.city.datasets.known_places import FLOW_ENDS
from geo.core.unit_marks import MARKS, unmarked
from geo.regions.name_proposals import likeliest_level
from geo.regions.unit_names import LEVELS

if TYPE_CHECKING:
    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City

_MOST_PLACES: Final = 200  # of flows, of most people
_NAME_COLUMNS: Final = ["level", "name", "people"]


def no_names() -> pd.DataFrame:
    """Return no names: ``level``, ``name``, ``people``."""
    return pd.DataFrame({"level": [], "name": [], "people": pd.Series(dtype="float64")})


def names_of_records(record_counts: RecordCounts) -> pd.DataFrame:
    """List the names of communities by which records were lost."""
    if record_counts.diagnostics is None:
        return no_names()
    names = record_counts.diagnostics.losses.names
    names = names[names["name"] != REST].rename(columns={"count": "people"})
    return names.assign(level="community")[_NAME_COLUMNS]


def names_of_staff(staff: pd.DataFrame) -> pd.DataFrame:
    """List the names of communities and subdistricts by which staff were lost."""
    parts = [no_names()]
    for level in LEVELS[:2]:
        staff_of_level = staff[staff["level"] == level]
        lost = staff_of_level[staff_of_level[f"{level}_code"].str.startswith(MARKS, na=False)]
        named = lost.rename(columns={f"{level}_code": "name", "posts": "people"})
        parts.append(named.assign(level=level)[_NAME_COLUMNS])
    return pd.concat(parts)


def names_of_flows(city: City) -> pd.DataFrame:
    """List the places of flows that nobody knows, at the level of the unit they are most like."""
    table = city.flows
    if table is None or table.frame.empty or city.abroad:
        return no_names()
    flows = table.frame
    places = city.places.at_ends(flows, FLOW_ENDS, city.settings.flows.year)
    lost = [
        flows.loc[places[f"{end}_lost"], [end, "flow"]].set_axis(["name", "people"], axis=1)
        for end in FLOW_ENDS
    ]
    people = pd.concat(lost).groupby("name", as_index=False).agg({"people": "sum"})
    most = people.sort_values(["people", "name"], ascending=[False, True]).head(_MOST_PLACES)
    levels = [likeliest_level(city.names, str(name)) for name in most["name"]]
    return most.assign(level=levels)[_NAME_COLUMNS]


def together(names: pd.DataFrame) -> pd.DataFrame:
    """Sum names up, those of most people first.

    Returns
    -------
    pandas.DataFrame
        ``level`` (one of :data:`geo.regions.unit_names.LEVELS`), ``name`` (as it stands in the
        table, behind what its row lies in), ``people`` (float64: of records, staff and flows).
    """
    bare = names.assign(name=names["name"].map(unmarked))
    summed: pd.DataFrame = bare.groupby(["level", "name"], as_index=False).agg({"people": "sum"})
    return summed.sort_values(
        ["people", "level", "name"], ascending=[False, True, True], ignore_index=True
    )
