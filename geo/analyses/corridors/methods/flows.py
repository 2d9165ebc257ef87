"""People who live away from where they are registered, by the units of both ends.

The local unit is a unit of the city, the partner region a region elsewhere. What is not known of an
end at a unit stays in a row of its own, so that sums are those of the input at every choice of
units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.no_rows import no_rows
from geo.regions.levels import REGION_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTNER_LEVELS: Final = REGION_LEVELS
LOCAL_LEVELS: Final = ("city", "district", "subdistrict", "community")

IN, OUT, BETWEEN = DIRECTIONS = ("in", "out", "between")
"""Registered elsewhere and living here; registered here and living elsewhere; neither end here."""

RESOLVED: Final = "resolved"
LOCAL_UNKNOWN: Final = "local_unknown"

PARTNER_CODES: Final = tuple(f"{unit}_code" for unit in PARTNER_LEVELS)
LOCAL_CODES: Final = tuple(f"{unit}_code" for unit in LOCAL_LEVELS)
FLOW_COLUMNS: Final = ("direction", "local_code", *PARTNER_CODES, "state", "flow")
"""Of all flows: ``direction`` (one of :data:`DIRECTIONS`).

``local_code`` (a unit of any level, missing where
not known), ``province_code``, ``prefecture_code``, ``county_code`` of the partner region (str,
missing where not known), ``state`` (how the partner region was resolved), ``flow`` (int64 or
float64). Where the way is ``between``, the local unit is a region too: ``local_province_code`` and
so on."""


def no_flows() -> pd.DataFrame:
    """Return flows without a row."""
    return no_rows(dict.fromkeys(FLOW_COLUMNS, "str") | {"flow": "int64"})


def unit_hierarchy(communities: pd.DataFrame, city_code: str) -> pd.DataFrame:
    """List every unit of a city with the units it lies in.

    Parameters
    ----------
    communities
        ``community_code``, ``subdistrict_code``, ``district_code`` (missing where a community has
        none).
    city_code
        The city's own code.

    Returns
    -------
    pandas.DataFrame
        By code of a unit, from community to city: :data:`LOCAL_CODES` (str), missing for
        the levels below the unit. A code that names several units is the largest of them.
    """
    codes = {name: communities[name].to_numpy(object) for name in LOCAL_CODES[1:]}
    units: dict[str, tuple[str | None, ...]] = {city_code: (city_code, *[None] * len(codes))}
    for depth in range(1, len(LOCAL_LEVELS)):
        above = [codes[name] for name in LOCAL_CODES[1 : depth + 1]]
        below = [None] * (len(codes) - depth)
        for place in zip(*above, strict=True):
            if isinstance(place[-1], str) and place[-1] not in units:
                units[place[-1]] = (city_code, *place, *below)
    index = pd.Index([*units], dtype="str", name="code")
    return pd.DataFrame([*units.values()], index, list(LOCAL_CODES), dtype="str")


def at_units(
    flows: pd.DataFrame,
    hierarchy: pd.DataFrame,
    partner: str,
    local: str,
    *,
    apart: Sequence[str] = (),
) -> pd.DataFrame:
    """Sum flows up to units of both ends.

    Parameters
    ----------
    flows
        :data:`FLOW_COLUMNS`.
    hierarchy
        See :func:`unit_hierarchy`.
    partner, local
        One of :data:`PARTNER_LEVELS`, one of :data:`LOCAL_LEVELS`.
    apart
        Columns of the flows by which sums are kept apart, such as ``period``.

    Returns
    -------
    pandas.DataFrame
        ``direction``, ``partner_code``, ``local_code`` (missing where not known), ``state``,
        ``flow``, in that order, each once; before them those of ``apart``. ``state`` is
        ``"resolved"`` where both ends are known;
        ``"province_only"`` or ``"prefecture_only"`` where the partner region is known, but not to
        this unit; ``"local_unknown"`` where the local unit is not; else the state of the flow. The
        people add up to those of the flows.

    Examples
    --------
    >>> flows = pd.DataFrame({"direction": "in", "local_code": ["a1", "a2", "a2"],
    ...     "province_code": ["620000", "620000", None], "prefecture_code": ["621200", None, None],
    ...     "county_code": None, "state": ["resolved", "ambiguous", "unknown"],
    ...     "flow": [5, 3, 2]})
    >>> places = pd.DataFrame({"community_code": ["a1", "a2"], "subdistrict_code": None,
    ...                        "district_code": "a"})
    >>> at_units(flows, unit_hierarchy(places, "c"), "prefecture", "district").to_numpy().tolist()
    [['in', '621200', 'a', 'resolved', 5], ['in', nan, 'a', 'province_only', 3],
     ['in', nan, 'a', 'unknown', 2]]
    """
    between = flows["direction"] == BETWEEN
    local_code = flows["local_code"].map(hierarchy[f"{local}_code"]).astype("str")
    if between.any():
        local_code = local_code.mask(between, _region(flows, partner, "local_"))
    partner_code = _region(flows, partner)
    states = _state(flows, partner)
    states = states.mask(partner_code.notna() & local_code.isna(), LOCAL_UNKNOWN)
    relabelled = pd.DataFrame(
        {
            **{name: flows[name] for name in apart},
            "direction": flows["direction"],
            "partner_code": partner_code.where(states != LOCAL_UNKNOWN),
            "local_code": local_code,
            "state": states,
            "flow": flows["flow"],
        }
    )
    keys = list(relabelled.columns[:-1])
    return relabelled.groupby(keys, dropna=False, sort=True)["flow"].sum().reset_index()


def _region(flows: pd.DataFrame, unit: str, end: str = "") -> pd.Series[str]:
    return flows[f"{end}{unit}_code"].astype("str")


def _state(flows: pd.DataFrame, partner: str) -> pd.Series[str]:
    """Return what is known of the partner region at a unit."""
    state = flows["state"].mask(flows["state"] == RESOLVED, "unknown")
    for unit in PARTNER_LEVELS:
        if unit == partner:
            return state.mask(flows[f"{unit}_code"].notna(), RESOLVED)
        state = state.mask(flows[f"{unit}_code"].notna(), f"{unit}_only")
    return state
