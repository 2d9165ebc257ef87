"""The table of sharing: what staff and sites have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core.no_rows import no_rows

if TYPE_CHECKING:
    import pandas as pd

STAFF, SITE = SHARING_KINDS = ("staff", "site")
BOUNDARY_LEVELS: Final = ("district", "subdistrict", "community")
ENDS: Final = (
    *("kind", "from_code", "from_name", "to_code", "to_name"),
    *("from_subdistrict_code", "to_subdistrict_code", "from_district_code", "to_district_code"),
    "crosses",
)
PEOPLE: Final = (
    "floating_population",
    *("population_first_site", "population_nearer", "population_as_near"),
    *("population_losing_site", "population_farther"),
)
AMOUNTS: Final = (
    *("staff", "minutes_first_site", "minutes_before", "minutes_after", "minutes_saved"),
    *("minutes_added", "distance_m"),
)
SHARING: Final = (
    *ENDS,
    *("floating_population", "staff", "population_first_site", "minutes_first_site"),
    *("population_nearer", "minutes_before", "minutes_after", "minutes_saved"),
    *("population_as_near", "population_losing_site", "population_farther", "minutes_added"),
    "distance_m",
)
_TYPES: Final = {
    **dict.fromkeys(ENDS, "str"),
    **dict.fromkeys(PEOPLE, "Int64"),
    **dict.fromkeys(AMOUNTS, "Float64"),
}


def no_sharing() -> pd.DataFrame:
    """Return a table of sharing without a row."""
    return no_rows({name: _TYPES[name] for name in SHARING})


def in_order(exchanges: pd.DataFrame) -> pd.DataFrame:
    """Return the table of sharing with all its columns, most people first."""
    table = exchanges.reindex(columns=list(SHARING)).astype(_TYPES)
    return table.sort_values(
        ["floating_population", "from_code", "to_code"],
        ascending=[False, True, True],
        ignore_index=True,
    )
